"""What ``wfm erlang`` prints: the answer, the what-if table, remarks, and all of it as JSON."""

from typing import TYPE_CHECKING, Any, Literal

from wfm.cli.show import print_json, print_table

if TYPE_CHECKING:
    from wfm.center.target import Formula
    from wfm.simulate.erlang import Measures
    from wfm.simulate.side_by_side import SideBySide

MEASURES = ("p_wait", "p_abandon", "mean_wait_s", "asa_s", "mean_queue_length", "occupancy")


def print_answer(
    row: "SideBySide", model: str, formula: "Formula", target: float | None, measure: str
) -> None:
    """The answer in a sentence, and every measure of it by every model."""
    case = row.case
    name = f"Erlang {model.upper()}"
    if target is not None:
        goal = f"{target:g} s" if measure == "asa" else f"{target:.4g}"
        by = f", formula {formula.value}" if measure == "service_level" else ""
        print(f"{case.agents:,.0f} agents reach {measure} {goal} ({name}{by})")
    else:
        print(f"{case.agents:,g} agents, {case.erlangs:,.4g} erlangs, AHT {case.aht_s:g} s")
    table: list[list[Any]] = []
    simulated = row.simulated
    estimates = {}
    if simulated is not None:
        estimates = {
            "p_abandon": simulated.abandonment,
            "asa_s": simulated.asa_s,
            "occupancy": simulated.occupancy,
        } | {f"service_level {f.value}": e for f, e in simulated.service_levels.items()}
    names = [*MEASURES, *(f"service_level {f.value}" for f in type(formula))]
    for measured in names:
        found = estimates.get(measured)
        table.append(
            [
                measured,
                _measured(row.erlang_c, measured),
                _measured(row.erlang_a, measured),
                None if found is None else found.mean,
                "" if found is None else f"{found.low:.4g} to {found.high:.4g}",
            ]
        )
    print_table(("measure", "Erlang C", "Erlang A", "simulated", "95 % interval"), table)
    print()


def _measured(found: "Measures | None", name: str) -> float | None:
    if found is None:
        return None
    if name.startswith("service_level "):
        return float(found.service_level(name.split()[1]))
    return float(getattr(found, name))


def print_what_if(rows: "list[SideBySide]", here: int, formula: "Formula", what_if: str) -> None:
    """A row a case, each model's figures beside the others'."""
    changed = {"agents": (), "volume": ("erlangs",), "aht": ("AHT s",)}[what_if]
    header = (
        *changed, "agents", "level C", "level A", "simulated", "+-", "lost A", "lost sim.",
        "ASA C", "ASA A", "ASA sim.", "busy C", "busy A", "",
    )  # fmt: skip
    table: list[list[Any]] = []
    level = f"service_level {formula.value}"
    for i, row in enumerate(rows):
        case, c, a, s = row.case, row.erlang_c, row.erlang_a, row.simulated
        found = None if s is None else s.service_levels[formula]
        moved = {"agents": [], "volume": [case.erlangs], "aht": [case.aht_s]}[what_if]
        table.append(
            [
                *moved,
                _plain(case.agents),
                _measured(c, level),
                _measured(a, level),
                None if found is None else found.mean,
                None if found is None else round((found.high - found.low) / 2, 4),
                _measured(a, "p_abandon"),
                None if s is None else s.abandonment.mean,
                _measured(c, "asa_s"),
                _measured(a, "asa_s"),
                None if s is None else s.asa_s.mean,
                _measured(c, "occupancy"),
                _measured(a, "occupancy"),
                "<" if i == here else "",
            ]
        )
    print_table(header, table, f"What if: service level by {formula.value}, each model beside it")


def print_remarks(row: "SideBySide", formula: "Formula") -> None:
    """What the models take for granted, and where they disagree."""
    from wfm.simulate.side_by_side import assumptions, warnings

    print()
    for sentence in assumptions(row):
        print(sentence)
    for sentence in warnings(row, formula):
        print(f"Mind: {sentence}")


def print_json_of(
    model: Literal["a", "c"],
    rows: "list[SideBySide]",
    here: int,
    formula: "Formula",
    what_if: str | None,
    simulated: bool,
) -> None:
    """Every measure of the answer; with simulation and what-if rows where asked for."""
    from wfm.simulate.erlang import measures

    row = rows[here]
    case = row.case
    found = measures(
        model, case.erlangs, case.agents, case.aht_s, case.patience_s, case.threshold_s
    )
    levels = {name.value: level for name, level in found.service_levels.items()}
    printed: dict[str, Any] = {
        "model": model,
        "erlangs": case.erlangs,
        "aht_s": case.aht_s,
        "threshold_s": case.threshold_s,
        "patience_s": case.patience_s,
        "agents": _plain(case.agents),
    }
    printed |= {name: getattr(found, name) for name in MEASURES} | {"service_level": levels}
    if simulated:
        printed["simulation"] = _simulation_json(row)
    if what_if is not None:
        printed["what_if"] = [_row_json(r, formula, simulated) for r in rows]
    print_json(printed)


def _row_json(row: "SideBySide", formula: "Formula", simulated: bool) -> dict[str, Any]:
    case = row.case
    names = (f"service_level {formula.value}", "p_abandon", "asa_s", "occupancy")

    def by(found: "Measures | None") -> dict[str, float | None]:
        return {name.split()[0]: _measured(found, name) for name in names}

    printed: dict[str, Any] = {
        "erlangs": case.erlangs,
        "aht_s": case.aht_s,
        "agents": _plain(case.agents),
        "erlang_c": by(row.erlang_c),
        "erlang_a": by(row.erlang_a),
    }
    return printed | ({"simulation": _simulation_json(row)} if simulated else {})


def _simulation_json(row: "SideBySide") -> dict[str, Any] | None:
    found = row.simulated
    if found is None:
        return None

    def interval(estimate: Any) -> dict[str, float]:
        return {"value": estimate.mean, "low": estimate.low, "high": estimate.high}

    return {
        "service_level": {f.value: interval(e) for f, e in found.service_levels.items()},
        "p_abandon": interval(found.abandonment),
        "asa_s": interval(found.asa_s),
        "occupancy": interval(found.occupancy),
        "replications": found.replications,
        "warm_up_h": found.warm_up_h,
        "hours": found.hours,
    }


def _plain(value: Any) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e9 else round(number, 4)
