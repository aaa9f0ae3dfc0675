"""Why no tour of an agent fits beside entries that must stay, and what would free it."""

from collections.abc import Iterator

from wfm.center.errors import InfeasibleError
from wfm.center.roster import Shift
from wfm.schedule.explain import tours_open
from wfm.schedule.facts import check_facts
from wfm.schedule.kept import Kept
from wfm.schedule.problem import Candidate, Problem
from wfm.schedule.rules import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.tour_graph import held

MAX_EXPLAINED = 3


def raise_clash_of_kept(problem: Problem) -> None:
    """Explain every agent whose kept entries are wrong or leave no tour.

    Raises
    ------
    InfeasibleError
        It names agents, days, rules and ways out.
    """
    sentences = [
        sentence
        for candidate in problem.candidates
        if (entries := problem.kept.by_agent.get(candidate.employment.agent.id))
        and (sentence := _clash(problem, candidate, entries)) is not None
    ]
    if sentences:
        left = len(sentences) - MAX_EXPLAINED
        more = [f"... and {left} more agents"] if left > 0 else []
        raise InfeasibleError("\n".join([*sentences[:MAX_EXPLAINED], *more]))


def _clash(problem: Problem, candidate: Candidate, entries: tuple[Shift, ...]) -> str | None:
    employment = candidate.employment
    agent = employment.agent.id
    wrong = check_facts(Tour(employment, entries))
    if wrong:
        return (
            f"agent '{agent}': the entry of {wrong[0].day:%a %d %b} stays as it is, but breaks "
            f"{wrong[0].rule}: {wrong[0].message}; make it a draft, or correct it"
        )
    if not candidate.graph.is_empty or _is_empty(candidate, Kept(), candidate.rules):
        return None
    ways = " or with ".join(_ways_out(problem.kept, candidate, entries))
    days = ", ".join(f"{shift.day:%a %d %b}" for shift in entries[:7])
    more = ", ..." if len(entries) > 7 else ""
    return (
        f"agent '{agent}' (contract '{employment.contract.name}'): no tour keeps the rules with "
        f"the entries that stay ({days}{more}); "
        + (f"it would be free with {ways}" if ways else "no single change frees it")
    )


def _is_empty(candidate: Candidate, kept: Kept, rules: tuple[Rule, ...]) -> bool:
    graph = tours_open(candidate.employment, candidate.options, rules)
    agent = candidate.employment.agent.id
    return held(graph, kept.choices_of(agent, candidate.options)).is_empty


def _ways_out(kept: Kept, candidate: Candidate, entries: tuple[Shift, ...]) -> Iterator[str]:
    for rule in candidate.rules:
        if not _is_empty(candidate, kept, tuple(r for r in candidate.rules if r is not rule)):
            yield f"no {rule.name} ({rule.sentence().rstrip('.')})"
    for entry in entries:
        fewer = Kept(tuple(e for e in entries if e is not entry), kept.first_open_day)
        if not _is_empty(candidate, fewer, candidate.rules):
            yield f"a draft on {entry.day:%a %d %b}"
