"""Erlang C, Erlang A and a simulation of the same cases, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wfm.center.errors import UsageError
from wfm.center.progress import Progress, silent
from wfm.center.target import Formula
from wfm.simulate import erlang as closed_form
from wfm.simulate.erlang import Measures
from wfm.simulate.erlang.measures import Model

if TYPE_CHECKING:
    from wfm.simulate.steady import Steady

APART = 0.02
"""Service levels that differ by this much lead to different staffing."""

ROUGH = 0.01
"""Half-width of a simulated service level that leaves the answer open by about an agent or two."""


@dataclass(frozen=True)
class Case:
    """One case of one queue.

    Attributes
    ----------
    erlangs, agents, aht_s : float
    patience_s : float or None
        Mean patience; without it Erlang A and the simulation are of callers who wait for ever.
    threshold_s : float
    aht_cv : float or None
        Standard deviation over mean of lognormal handle times, for the simulation alone.
    """

    erlangs: float
    agents: float
    aht_s: float
    patience_s: float | None
    threshold_s: float
    aht_cv: float | None = None


@dataclass(frozen=True)
class SideBySide:
    """What each model says of a case; None where it has no answer."""

    case: Case
    erlang_c: Measures | None
    erlang_a: Measures | None
    simulated: "Steady | None"


def side_by_side(
    cases: Sequence[Case],
    *,
    simulated: bool = True,
    seed: int = 1,
    progress: Progress = silent,
) -> list[SideBySide]:
    """Every case by every model.

    Erlang C has no answer where the load is not below the agents; Erlang A none without a patience;
    the simulation none where `simulate_steady` has none, or when it is not asked for.
    """
    found = []
    for i, case in enumerate(cases):
        found.append(
            SideBySide(
                case,
                _closed("c", case) if case.erlangs < case.agents else None,
                _closed("a", case) if case.patience_s is not None else None,
                _simulated(case, seed) if simulated else None,
            )
        )
        if simulated:
            progress("simulate", (i + 1) / len(cases))
    return found


def _closed(model: Model, case: Case) -> Measures:
    return closed_form.measures(
        model, case.erlangs, case.agents, case.aht_s, case.patience_s, case.threshold_s
    )


def _simulated(case: Case, seed: int) -> "Steady | None":
    from wfm.simulate.steady import simulate_steady  # engines take a while to load

    if case.agents != int(case.agents):
        return None
    try:
        return simulate_steady(
            case.erlangs,
            int(case.agents),
            case.aht_s,
            case.patience_s,
            case.threshold_s,
            aht_cv=case.aht_cv,
            seed=seed,
        )
    except UsageError:
        return None


def assumptions(row: SideBySide) -> list[str]:
    """What each model takes for granted, a sentence each."""
    case, simulated = row.case, row.simulated
    said = [
        "Erlang C: nobody ever abandons, handle times are exponential, the rate never changes.",
    ]
    if row.erlang_a is not None:
        said.append(
            f"Erlang A: callers abandon after an exponential patience of {case.patience_s:g} s on "
            "average; else as Erlang C."
        )
    if simulated is not None:
        handled = (
            "exponential" if case.aht_cv is None else f"lognormal (spread {case.aht_cv:g} x mean)"
        )
        waits = "nobody abandons" if case.patience_s is None else "exponential patience"
        said.append(
            f"Simulation: {simulated.replications} runs of {simulated.hours:g} h after "
            f"{simulated.warm_up_h:g} h to warm up, Poisson arrivals at one rate, handle times "
            f"{handled}, {waits}."
        )
    return said


def warnings(row: SideBySide, formula: Formula) -> list[str]:
    """Where the models disagree enough to matter, and why."""
    said = []
    level_c = None if row.erlang_c is None else float(row.erlang_c.service_level(formula))
    level_a = None if row.erlang_a is None else float(row.erlang_a.service_level(formula))
    if row.erlang_a is not None and level_a is not None:
        lost = float(row.erlang_a.p_abandon)
        if level_c is None:
            said.append(
                "Erlang C has no answer: the load is not below the agents, so waits would grow for "
                f"ever; by Erlang A {lost:.1%} abandon, and that keeps the queue short."
            )
        elif abs(level_c - level_a) >= APART:
            said.append(
                f"Erlang C says {level_c:.1%} where Erlang A says {level_a:.1%}: it keeps in line "
                f"the {lost:.1%} who abandon."
            )
    closed, name = (level_a, "Erlang A") if level_a is not None else (level_c, "Erlang C")
    if row.simulated is None or closed is None:
        return said
    found = row.simulated.service_levels[formula]
    if not found.low <= closed <= found.high and abs(found.mean - closed) >= ROUGH:
        reason = (
            "it is a matter of chance, or of the start from empty"
            if row.case.aht_cv is None
            else "handle times are not exponential"
        )
        said.append(
            f"The simulation says {found.mean:.1%} ({found.low:.1%} to {found.high:.1%}) where "
            f"{name} says {closed:.1%}: {reason}."
        )
    if found.high - found.low > 2 * ROUGH:
        said.append(
            f"The simulated level is uncertain by {50 * (found.high - found.low):.1f} points: near "
            "full load good and bad luck last for hours."
        )
    return said
