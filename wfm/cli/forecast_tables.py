"""A forecast as tables: its days, and what the planner changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wfm.cli.show import print_json, print_table

if TYPE_CHECKING:
    from wfm.forecast.forecast import Forecast
    from wfm.forecast.repair import Repair

HEADER = ("day", "weekday", "queue", "statistical", "offered", "low_10", "high_90")
BAND = (0.1, 0.9)
PATHS = 200
DAYS_SHOWN = 6


def show_forecast(
    made: "Forecast", seed: int, as_json: bool, before: "Forecast | None" = None
) -> None:
    """Days of a forecast, and what the planner changed; `before` is what it was until now."""
    days = made.horizon.dates
    low, high = made.daily_quantiles(BAND, n=PATHS, seed=seed)
    statistical = made.daily_statistical
    rows = [
        (
            str(day),
            f"{day:%a}",
            queue,
            float(statistical[q, d]),
            *(() if before is None else (float(before.daily[q, d]),)),
            float(made.daily[q, d]),
            float(low[q, d]),
            float(high[q, d]),
        )
        for d, day in enumerate(days)
        for q, queue in enumerate(made.queues)
    ]
    header = HEADER if before is None else (*HEADER[:4], "before", *HEADER[4:])
    changes = made.changes_frame()
    if as_json:
        print_json(
            {
                "model": made.model,
                "days": [dict(zip(header, r, strict=True)) for r in rows],
                "changes": changes.to_dict("records"),
                "repairs": [vars(repair) for repair in made.repairs],
            }
        )
        return
    print_table(header, rows, title=repr(made))
    if len(changes):
        shown = ["day", "queue", "kind", "name", "change", "aht_change_s", "says"]
        print()
        print_table(
            shown,
            changes[shown].astype({"day": str}).to_numpy(dtype=object).tolist(),
            title="What moves it away from the statistical forecast",
        )
    for line in repair_lines(made.repairs):
        print(line)
    for change in made.changes:
        if not change.offered.any() and not change.aht_s.any():
            print(f"note: {change.kind} '{change.name}' changes nothing ({change.says})")


def repair_lines(repairs: "Sequence[Repair]") -> list[str]:
    """A line for each repair of a history, and one for all days without a record."""
    lines = [f"repair: {mended}" for mended in repairs if mended.kind != "missing day"]
    days = sorted({mended.day for mended in repairs if mended.kind == "missing day"})
    if days:
        shown = ", ".join(map(str, days[:DAYS_SHOWN]))
        more = f" and {len(days) - DAYS_SHOWN} more (--json)" if len(days) > DAYS_SHOWN else ""
        has = "1 day has" if len(days) == 1 else f"{len(days)} days have"
        lines.append(f"repair: {has} no record and are left out of the forecast: {shown}{more}")
    return lines
