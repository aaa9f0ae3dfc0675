"""Why an agent has no tour: the smallest set of rules and facts that clash, and ways out."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from wfm.center.agent import Agent, TimeOff
from wfm.center.errors import InfeasibleError
from wfm.center.scenario import Scenario
from wfm.schedule.automaton import Automaton
from wfm.schedule.employment import Employment, Week
from wfm.schedule.options import Options
from wfm.schedule.problem import Problem, automata_of, keeping, open_choices
from wfm.schedule.rules import Rule
from wfm.schedule.tour_graph import TourGraph, any_tour, constrained
from wfm.schedule.ways_out import PricedWays, WayOut

MAX_EXPLAINED = 3
Item = Rule | TimeOff


@dataclass(frozen=True)
class Clash:
    """Rules and time off of one agent that cannot be kept together.

    Attributes
    ----------
    agent : Agent
    rules : tuple of Rule
    time_off : tuple of TimeOff
    week : Week
        Calendar week in which the clash shows, the days before it being free to choose.
    ways_out : tuple of WayOut
        Single changes, each of which leaves a tour.
    """

    agent: Agent
    rules: tuple[Rule, ...]
    time_off: tuple[TimeOff, ...]
    week: Week
    ways_out: tuple[WayOut, ...]

    def sentence(self) -> str:
        """The clash and its ways out in a few sentences."""
        parts = [f"{rule.name} ({rule.sentence().rstrip('.')})" for rule in self.rules]
        parts += [_named(entry) for entry in self.time_off]
        last = self.week.monday.toordinal() + 6
        days = f"{self.week.monday:%a %d %b} to {self.week.monday.fromordinal(last):%a %d %b %Y}"
        if len(parts) == 1:
            clash = f"{parts[0]} cannot be kept in the week {days}"
        else:
            clash = f"{', '.join(parts[:-1])} and {parts[-1]} clash in the week {days}"
        way_out = (
            f"it would be free with {' or with '.join(self._priced())}"
            if self.ways_out
            else "no single change frees it"
        )
        return f"agent '{self.agent.id}' (contract '{self.agent.contract}'): {clash}; {way_out}"

    def _priced(self) -> Iterator[str]:
        """Ways out with their prices, the first as a whole and the others against it."""
        cheapest = self.ways_out[0].cost
        for way in self.ways_out:
            if way.cost is None or cheapest is None:
                yield way.words
            elif way is self.ways_out[0]:
                yield f"{way.words} (the roster costs about {way.cost:,.0f} then)"
            else:
                yield f"{way.words} (about {way.cost - cheapest:,.0f} more)"


def raise_infeasible(problem: Problem) -> None:
    """Explain every agent without a tour, agents with equal terms once, and price the ways out.

    Raises
    ------
    InfeasibleError
        If there is such an agent.
    """
    without = [c for c in problem.candidates if c.graph.is_empty]
    if not without:
        return
    seen: dict[object, list[str]] = {}
    sentences: list[str] = []
    priced = PricedWays(problem)
    for candidate in without:
        alike = seen.setdefault(candidate.employment.terms, [])
        alike.append(candidate.employment.agent.id)
        if len(alike) == 1 and len(sentences) < MAX_EXPLAINED:
            clash = explain(
                problem.scenario,
                candidate.employment.agent,
                candidate.rules,
                candidate.options,
                partial(priced.cost, problem.candidates.index(candidate)),
            )
            sentences.append(clash.sentence())
    share = f"{len(without)} of {len(problem.candidates)} agents"
    more = (
        f"\n... and {len(seen) - len(sentences)} more cases" if len(seen) > len(sentences) else ""
    )
    note = (
        "\nprices are estimates: rosters that a short search found, in which others without a tour "
        "are off"
    )
    raise InfeasibleError(
        f"{share} cannot keep all hard rules:\n" + "\n".join(sentences) + more + note
    )


def explain(
    scenario: Scenario,
    agent: Agent,
    rules: tuple[Rule, ...],
    options: Options,
    price: Callable[[TourGraph], float] | None = None,
) -> Clash:
    """The smallest clash of an agent without a tour, by a deletion filter.

    Each rule and entry of time off is left out in turn and stays out when there is still no tour
    (Chinneck and Dravnieks, 1991, "Locating minimal infeasible constraint sets in linear programs",
    ORSA J. Computing 3); what is left clashes, and no part of it does. With `price`, the cost of a
    roster with some tours of the agent, ways out are priced, the cheapest first.
    """

    def tours(items: list[Item]) -> TourGraph:
        kept = tuple(item for item in items if isinstance(item, Rule))
        return tours_open(_employment(scenario, agent, items), options, kept)

    everything: list[Item] = [*rules, *(t for t in scenario.time_off if t.agent == agent.id)]
    employment = _employment(scenario, agent, everything)
    core = list(everything)
    for item in everything:
        without = [other for other in core if other is not item]
        if tours(without).is_empty:
            core = without
    return Clash(
        agent,
        tuple(item for item in core if isinstance(item, Rule)),
        tuple(item for item in core if isinstance(item, TimeOff)),
        _week_of_clash(_employment(scenario, agent, core), options, core),
        _sorted(
            WayOut(words, None if price is None else price(graph))
            for words, graph in _ways_out(core, everything, tours, options, employment)
        ),
    )


def tours_open(employment: Employment, options: Options, rules: tuple[Rule, ...]) -> TourGraph:
    """Every tour of the agent that keeps the rules."""
    graph = any_tour(open_choices(options, employment))
    for automaton in automata_of(options, employment, rules):
        graph = constrained(graph, automaton)
    return graph


def _employment(scenario: Scenario, agent: Agent, items: list[Item]) -> Employment:
    kept = tuple(item for item in items if isinstance(item, TimeOff))
    return Employment.of(scenario.model_copy(update={"time_off": kept}), agent)


def _ways_out(
    core: list[Item],
    everything: list[Item],
    tours: Callable[[list[Item]], TourGraph],
    options: Options,
    employment: Employment,
) -> Iterator[tuple[str, TourGraph]]:
    """Each way out in words, and the tours that it opens."""
    for item in core:
        freed = tours([other for other in everything if other is not item])
        if freed.is_empty:
            continue
        if isinstance(item, TimeOff):
            yield f"no {_named(item)}", freed
            continue

        def tours_with(form: tuple[str, Rule], freed: TourGraph = freed) -> TourGraph:
            return keeping(freed, form[1], options, employment)

        found = [
            (form[0], tours_with(form))
            for forms in item.relaxations()
            if (form := _closest(forms, lambda form: not tours_with(form).is_empty))
        ]
        yield from found or [(f"no {item.name}", freed)]


def _sorted(ways: Iterable[WayOut]) -> tuple[WayOut, ...]:
    """Ways out, the cheapest first where they have prices."""
    return tuple(sorted(ways, key=lambda way: way.cost or 0.0))


def _closest(
    forms: tuple[tuple[str, Rule], ...], frees: Callable[[tuple[str, Rule]], bool]
) -> tuple[str, Rule] | None:
    """The smallest change of a field that leaves a tour, None if there is none.

    Whatever a form allows, the weaker ones allow too, so halving finds it.
    """
    if not forms or not frees(forms[-1]):
        return None
    return forms[bisect_left(forms, True, key=frees)]


def _named(entry: TimeOff) -> str:
    if entry.first_day == entry.last_day:
        return f"time off on {entry.first_day:%a %d %b}"
    return f"time off from {entry.first_day:%a %d %b} to {entry.last_day:%a %d %b}"


def _week_of_clash(employment: Employment, options: Options, core: list[Item]) -> Week:
    """Week of the first day after which no choice of the days so far keeps the rules."""
    rules = tuple(item for item in core if isinstance(item, Rule))
    automata: list[Automaton] = list(automata_of(options, employment, rules))
    offered = open_choices(options, employment)
    states = {(0,) * len(automata)}
    for day, on_offer in enumerate(offered):
        labels = {
            tuple(int(a.label_of[day, c]) for a in automata) for c in np.flatnonzero(on_offer)
        }
        following = set()
        for state in states:
            for label in labels:
                reached = tuple(
                    int(a.step[day][row, s])
                    for a, row, s in zip(automata, label, state, strict=True)
                )
                if min(reached) >= 0:
                    following.add(reached)
        if not following:
            return next(week for week in employment.weeks if day in week.days)
        states = following
    return employment.weeks[-1]
