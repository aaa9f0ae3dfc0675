"""What every command prints of a plan: its targets, and the rules its roster breaks."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.show import print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wfm.plan.plan import Plan
    from wfm.simulate.target_result import TargetResult

SLA_NOT_MET = 4

CORES = os.cpu_count() or 1
WorkersOption = Annotated[
    int,
    typer.Option(
        min=1, help="Threads (or SimPy processes) of the simulation.", show_default="one a core"
    ),
]


def warn_of_broken_rules(made: "Plan") -> None:
    """Say on stderr that rules are broken, the first of them, and how to list them."""
    if made.violations:
        print(
            f"wfm: the roster breaks {len(made.violations)} rules, the first: "
            f"{made.violations[0]}; 'wfm roster check' lists them",
            file=sys.stderr,
        )


def print_targets(targets: "Iterable[TargetResult]") -> None:
    """A row a target."""
    rows = [
        (
            t.name,
            t.queue or "all",
            t.formula,
            t.goal,
            t.achieved,
            f"{t.low:.3g} to {t.high:.3g}",
            t.probability,
            f"{t.probability_low:.3g} to {t.probability_high:.3g}",
            "met" if t.met else "NOT MET",
        )
        for t in targets
    ]
    header = (
        "target",
        "queue",
        "formula",
        "goal",
        "achieved",
        "95 % interval",
        "prob.",
        "its 95 % interval",
        "verdict",
    )
    print_table(header, rows)
