"""The command ``wfm forecast``, and the group of those below it."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wfm.cli.actuals import accuracy, update
from wfm.cli.backtests import backtest
from wfm.cli.forecast_tables import show_forecast
from wfm.cli.show import (
    JsonOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    load,
    tell_of_history,
    write_frame,
)


class ForecastGroup(TyperGroup):
    """``wfm forecast SCENARIO`` beside ``wfm forecast backtest FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take anything that is no subcommand for a scenario."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["scenario", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        cls=ForecastGroup,
        help="Forecast contacts and handle times (wfm forecast SCENARIO), or one of the commands "
        "below.",
        no_args_is_help=True,
    )
    group.command("scenario", help="Forecast a scenario's contacts and handle times.")(forecast)
    group.command("backtest", help="Measure models on a history, day after day.")(backtest)
    group.command("update", help="Re-forecast the rest of a day from what came so far.")(update)
    group.command("snapshot", help="Freeze a scenario's forecast in a folder.")(snapshot)
    group.command("accuracy", help="Measure a snapshot against what came.")(accuracy)
    app.add_typer(group, name="forecast")


def forecast(
    scenario: ScenarioArgument,
    out: OutOption = None,
    as_json: JsonOption = False,
    seed: SeedOption = None,
) -> None:
    """Forecast a scenario's contacts and handle times."""
    from wfm.center.calendar import Holidays
    from wfm.forecast.holiday_hint import holiday_hint
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of

    loaded = load(scenario, seed)
    history = history_of(loaded)
    tell_of_history(history, loaded)
    if loaded.holidays == Holidays() and (hint := holiday_hint(history)) is not None:
        print(f"wfm: history: look: {hint}", file=sys.stderr)
    made = forecast_demand(loaded, history)
    if out is not None:
        write_frame(made.to_frame(), out)
    show_forecast(made, loaded.seed, as_json)


def snapshot(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make.", show_default=False)],
) -> None:
    """Freeze a scenario's forecast in a folder."""
    from wfm.forecast.snapshot import freeze
    from wfm.forecast.verb import forecast as forecast_demand
    from wfm.history.read import history_of

    loaded = load(scenario)
    made = forecast_demand(loaded, history_of(loaded))
    print(f"{freeze(made, out, scenario=loaded.name)}: {made!r}")
