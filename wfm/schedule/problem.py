"""A scenario and its requirement as the arrays that the search works on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import gcd

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.schedule.automaton import Automaton, spelled_out
from wfm.schedule.cost import pay
from wfm.schedule.coverage import counted_on_queue, gross_by_queue
from wfm.schedule.employment import Employment
from wfm.schedule.groups import planning_groups
from wfm.schedule.hard_price import with_hard_prices
from wfm.schedule.joint.tables import joint_members, joint_tables
from wfm.schedule.kept import Kept
from wfm.schedule.kernels.arrays import Floats, Tables
from wfm.schedule.kernels.joint import Joint
from wfm.schedule.options import Options
from wfm.schedule.pace import paces
from wfm.schedule.rules import Rule, RuleBook, rule_book
from wfm.schedule.rules.min_rest import MinRest
from wfm.schedule.tables import tables_of
from wfm.schedule.tour_graph import (
    TourGraph,
    any_tour,
    constrained,
    held,
    restricted,
    restricted_by,
)
from wfm.schedule.wishes import wish_prices
from wfm.staff.requirement import Requirement

NOTHING_KEPT = Kept()


@dataclass(frozen=True)
class Candidate:
    """One agent: the shifts and tours open to them, and where they count.

    Attributes
    ----------
    employment : Employment
    options : Options
    rules : tuple of Rule
    graph : TourGraph
        Every tour the agent may work; what is kept is a day off in it.
    wish : array of shape (days, options + 1), optional
        Price of each choice for the wish that it refuses.
    pace : float
        Normal agents that the agent stands for.
    kind : int
        Agents of equal kind have the same tours open at the same prices, count in the same subsets
        of queues, as much as each other, and take part in the same joint rules.
    """

    employment: Employment
    options: Options
    rules: tuple[Rule, ...]
    graph: TourGraph
    wish: Floats | None
    pace: float
    kind: int


@dataclass(frozen=True)
class Problem:
    """What is to be covered, by whom, at which prices.

    Attributes
    ----------
    scenario : Scenario
    quantum_s : int
        Length of a quantum in seconds.
    required : array of shape (rows, intervals)
        Quanta that the queues of each subset require, planning group after planning group, less
        what the kept entries give.
    total_required : float
        Quanta that all queues require, less those of the kept entries.
    candidates : tuple of Candidate
        In the scenario's order of agents.
    tables : Tables
        The same for the kernels.
    joint : Joint
        What the kept entries take of seats and the like.
    kept : Kept
        Entries that stay as they are.
    kept_pay : float
        What these are paid.
    """

    scenario: Scenario
    quantum_s: int
    required: Floats
    total_required: float
    candidates: tuple[Candidate, ...]
    tables: Tables
    joint: Joint
    kept: Kept = NOTHING_KEPT
    kept_pay: float = 0.0

    @property
    def horizon(self) -> Horizon:
        """Horizon of the scenario."""
        return self.scenario.horizon


def problem_of(scenario: Scenario, requirement: Requirement, kept: Kept = NOTHING_KEPT) -> Problem:
    """Compile the rules of every agent and the requirement of every planning group.

    Agents for whom no tour keeps all rules, beside the entries that are kept, have an empty graph.

    Raises
    ------
    DataError
        If the work rules of a contract, team or agent are wrong.
    """
    book = rule_book(scenario)
    horizon = scenario.horizon
    options = {
        contract.name: Options.of(horizon, tuple(scenario.shift(s) for s in contract.shifts))
        for contract in scenario.contracts
    }
    quantum_s = _quantum_s(horizon, options.values())
    quanta = horizon.interval_s // quantum_s
    groups = planning_groups(scenario)
    required = gross_by_queue(scenario, requirement)
    tours = TourGraphs(options, book, with_past=bool(scenario.before))
    together, pace = joint_members(scenario), paces(scenario, requirement)
    kinds: dict[object, int] = {}
    candidates = []
    for i, agent in enumerate(scenario.agents):
        employment = Employment.of(scenario, agent)
        skills = tuple(group.members[i] for group in groups)
        choices = kept.choices_of(agent.id, options[agent.contract])
        wish = wish_prices(scenario, employment, options[agent.contract])
        if wish is not None:
            for day, choice in choices.items():
                wish[day, 0] = wish[day, max(choice, 0)]
        alike = (
            employment.terms,
            book.key(agent),
            skills,
            float(pace[i]),
            together[i].tobytes(),
            tuple(sorted(choices.items())),
            None if wish is None else wish.tobytes(),
        )
        candidates.append(
            Candidate(
                employment,
                options[agent.contract],
                book.of(agent),
                held(tours.of(employment), choices),
                wish,
                float(pace[i]),
                kinds.setdefault(alike, len(kinds)),
            )
        )
    staying = Roster(horizon, kept.shifts)
    on_queue = counted_on_queue(scenario, requirement, staying)
    # Contracts in the order of their first agents, as in the tables.
    contracts = {c.employment.contract.name: c.options for c in candidates}
    joint, taken = joint_tables(scenario, tuple(contracts.values()), kept.shifts, quantum_s)
    asked = np.vstack([group.missing(required, on_queue) for group in groups]) * quanta
    tables = tables_of(scenario, groups, tuple(candidates), quantum_s, joint)
    return Problem(
        scenario,
        quantum_s,
        asked,
        float((required.sum() - on_queue.sum()) * quanta),
        tuple(candidates),
        with_hard_prices(tables, asked),
        taken,
        kept,
        pay(scenario, staying),
    )


class TourGraphs:
    """Tour graphs of agents, those with equal terms and rules made once."""

    def __init__(
        self, options: dict[str, Options], book: RuleBook, *, with_past: bool = False
    ) -> None:
        self._options = options
        self._with_past = with_past
        self._book = book
        self._lasting: dict[object, TourGraph] = {}
        self._timely: dict[object, TourGraph] = {}
        self._by_terms: dict[object, TourGraph] = {}
        self._plain: dict[object, frozenset[bytes]] = {}
        self._stated: dict[object, list[Automaton]] = {}

    def of(self, employment: Employment) -> TourGraph:
        """Graph of an agent; the rules that depend on time off, or on the past, are taken last."""
        key = self._book.key(employment.agent)
        plain = replace(employment, past=())
        graph = self._of_days(plain)
        if not self._with_past:
            return graph
        bound = self._of_past(employment)
        # What binds two agents alike after their pasts is one graph, however these came about.
        same = key, plain.terms, tuple(sorted(automaton.digest for automaton in bound))
        if same not in self._by_terms:
            for automaton in bound:
                graph = constrained(graph, spelled_out(automaton))
            self._by_terms[same] = graph
        return self._by_terms[same]

    def _of_days(self, employment: Employment) -> TourGraph:
        """Graph of the days that an agent can work, by all rules but those that read the past."""
        key = self._book.key(employment.agent)
        terms = key, employment.terms
        if terms not in self._timely:
            options, rules = self._options[employment.contract.name], self._book.by_key[key]
            rules = tuple(rule for rule in rules if not self._reads_past(rule))
            if key not in self._lasting:
                lasting = [rule for rule in rules if not rule.depends_on_time_off]
                self._lasting[key] = tours_keeping(options, employment, lasting)
            graph, offered = self._lasting[key], open_choices(options, employment)
            bound = [
                spelled_out(automaton)
                for rule in rules
                if rule.depends_on_time_off
                for automaton in rule.statements(options, employment)
            ]
            graph = restricted_by(graph, offered, bound[0]) if bound else restricted(graph, offered)
            for automaton in bound[1:]:
                graph = constrained(graph, automaton)
            self._timely[terms] = graph
        return self._timely[terms]

    def _of_past(self, employment: Employment) -> list[Automaton]:
        """What the past adds to the graph of an agent's days."""
        key, options = self._book.key(employment.agent), self._options[employment.contract.name]
        rules = self._book.by_key[key]
        found = [
            automaton
            for rule in rules
            if self._reads_past(rule)
            for automaton in rule.statements(options, employment)
        ]
        if not employment.past:
            return found
        # Whoever keeps a hard rule after the past keeps it without one: both hold, and where the
        # past changes nothing the one is enough.
        hard = [rule for rule in rules if rule.remembers and not self._reads_past(rule)]
        if not any(isinstance(rule, MinRest) for rule in hard):
            hard.append(MinRest(hours=0))
        plain = replace(employment, past=())
        terms = key, plain.terms
        if terms not in self._plain:
            self._plain[terms] = frozenset(
                automaton.digest for rule in hard for automaton in rule.statements(options, plain)
            )
        for number, rule in enumerate(hard):
            seen = terms, number, rule.seen_of_past(employment)
            if seen not in self._stated:
                self._stated[seen] = [
                    automaton
                    for automaton in rule.statements(options, employment)
                    if automaton.digest not in self._plain[terms]
                ]
            found += self._stated[seen]
        return found

    def _reads_past(self, rule: Rule) -> bool:
        """Whether a rule's charges must be told once, with the past in view."""
        return self._with_past and rule.remembers and rule.price is not None


def tours_keeping(options: Options, employment: Employment, rules: Iterable[Rule]) -> TourGraph:
    """Graph of the tours that keep some rules, on whatever days the agent can work."""
    rules = tuple(rules)
    graph = any_tour(_with_day_off(options.offered))
    for automaton in automata_of(options, employment, rules):
        graph = constrained(graph, automaton)
    return graph


def open_choices(options: Options, employment: Employment) -> NDArray[np.bool_]:
    """Choices of each day that employment and time off leave open, shape (days, options + 1)."""
    may_work = [employment.may_work(day) for day in range(options.horizon.days)]
    return _with_day_off(options.offered & np.array(may_work)[:, None])


def automata_of(
    options: Options, employment: Employment, rules: tuple[Rule, ...]
) -> Iterable[Automaton]:
    """The automata of some rules, and the one that keeps shifts from overlapping."""
    if not any(isinstance(rule, MinRest) and rule.price is None for rule in rules):
        # Shifts may never overlap, whether or not a rest is asked for.
        yield MinRest(hours=0).automaton(options, employment)
    for rule in rules:
        yield from map(spelled_out, rule.statements(options, employment))


def keeping(graph: TourGraph, rule: Rule, options: Options, employment: Employment) -> TourGraph:
    """The tours of a graph that keep one more rule."""
    for automaton in rule.statements(options, employment):
        graph = constrained(graph, spelled_out(automaton))
    return graph


def _with_day_off(offered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.hstack([np.ones((len(offered), 1), dtype=bool), offered])


def _quantum_s(horizon: Horizon, options: Iterable[Options]) -> int:
    quantum_s = horizon.interval_s
    for contract in options:
        quantum_s = gcd(quantum_s, int(np.gcd.reduce(contract.start_s, axis=None)))
        for template in contract.templates:
            minutes = [template.length_minutes]
            for pause in template.breaks:
                minutes += [pause.minutes, *pause.starts_min]
            quantum_s = gcd(quantum_s, *(60 * m for m in minutes))
    return quantum_s
