"""The command ``wfm``: one verb a command, errors as sentences, exit codes that mean something."""

import sys

import typer

from wfm.cli import center, comparisons, demand, erlang, plans, rosters, simulations

EPILOG = (
    "Exit codes: 0 done, 2 usage, 3 no feasible roster, 4 a target is not met, 5 bad data. "
    "Results go to stdout, progress to stderr."
)

app = typer.Typer(
    name="wfm",
    help="Plan a contact center: forecast, staff, schedule, simulate, compare.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
center.register(app)
demand.register(app)
rosters.register(app)
simulations.register(app)
plans.register(app)
comparisons.register(app)
erlang.register(app)


def main() -> None:
    """Entry point: errors that a user can act on become one sentence and an exit code."""
    from wfm.center.errors import WfmError

    try:
        app()
    except WfmError as error:
        print(f"wfm: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        place = f"{str(error.filename)[:200]}: " if error.filename else ""
        print(f"wfm: {place}{error.strerror or error}", file=sys.stderr)
        sys.exit(2)
    except MemoryError:
        print("wfm: this needs more memory than there is; ask for less", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("wfm: stopped; nothing was left half written", file=sys.stderr)
        sys.exit(130)
