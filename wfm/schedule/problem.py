"""A scenario and its requirement as the arrays that the search works on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from wfm.center.contract import Contract
from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.center.shift import ShiftTemplate
from wfm.schedule.automaton import Automaton
from wfm.schedule.coverage import gross_by_queue
from wfm.schedule.employment import Employment
from wfm.schedule.groups import planning_groups
from wfm.schedule.kernels import Flags, Floats, GraphArrays, ShiftArrays
from wfm.schedule.options import Options
from wfm.schedule.rules import Rule, rules_by_contract
from wfm.schedule.rules.min_rest import MinRest
from wfm.schedule.tour_graph import TourGraph, any_tour, constrained, restricted
from wfm.staff.requirement import Requirement


@dataclass(frozen=True)
class Candidate:
    """One agent: the shifts and tours open to them, and where they count.

    Attributes
    ----------
    employment : Employment
    options : Options
    rules : tuple of Rule
    shifts : ShiftArrays
    graph : TourGraph
        Every tour the agent may work.
    arrays : GraphArrays
        The same for the kernels.
    group : int
        Planning group.
    meets : array of bool, shape (subsets of the group,)
        Subsets of queues in which the agent counts.
    kind : int
        Agents of equal kind have the same tours open and count in the same subsets.
    """

    employment: Employment
    options: Options
    rules: tuple[Rule, ...]
    shifts: ShiftArrays
    graph: TourGraph
    arrays: GraphArrays
    group: int
    meets: Flags
    kind: int

    @cached_property
    def work_a_day(self) -> float:
        """Elementary steps of finding the agent's best shift of a day, roughly."""
        shifts, horizon = self.shifts, self.options.horizon
        places = (shifts.break_last - shifts.break_first) // shifts.break_step + 1
        in_use = np.arange(places.shape[1]) < shifts.n_breaks[:, None]
        per_option = 6 + 3 * (places * in_use).sum(axis=1)
        intervals = horizon.n_intervals * len(self.meets)
        each_day = (intervals + self.graph.n_arcs) / horizon.days
        return float(per_option[shifts.template].sum()) + each_day


@dataclass(frozen=True)
class Problem:
    """What is to be covered, by whom, at which prices.

    Attributes
    ----------
    scenario : Scenario
    quantum_s, quanta : int
        Length of a quantum in seconds, and how many make an interval.
    required : tuple of arrays, one a planning group, shape (subsets, intervals)
        Quanta that the queues of each subset require.
    total_required : float
        Quanta that all queues require.
    under_price, over_price : float
        Price of a quantum missing (on top of the one over), and of one on queue.
    candidates : tuple of Candidate
        In the scenario's order of agents.
    """

    scenario: Scenario
    quantum_s: int
    quanta: int
    required: tuple[Floats, ...]
    total_required: float
    under_price: float
    over_price: float
    candidates: tuple[Candidate, ...]

    @property
    def horizon(self) -> Horizon:
        """Horizon of the scenario."""
        return self.scenario.horizon


def problem_of(scenario: Scenario, requirement: Requirement) -> Problem:
    """Compile the rules of every agent and the requirement of every planning group.

    Agents for whom no tour keeps all rules have an empty graph.

    Raises
    ------
    DataError
        If the work rules of a contract are wrong.
    """
    rules = rules_by_contract(scenario)
    horizon = scenario.horizon
    options = {
        contract.name: Options.of(horizon, tuple(scenario.shift(s) for s in contract.shifts))
        for contract in scenario.contracts
    }
    quantum_s = _quantum_s(horizon, options.values())
    quanta = horizon.interval_s // quantum_s
    shifts = {
        contract.name: _shift_arrays(options[contract.name], contract, quantum_s)
        for contract in scenario.contracts
    }
    groups = planning_groups(scenario)
    required = gross_by_queue(scenario, requirement)
    tours = TourGraphs(options, rules)
    kinds: dict[object, int] = {}
    candidates = []
    for i, agent in enumerate(scenario.agents):
        employment = Employment.of(scenario, agent)
        group = next(g for g, members in enumerate(groups) if members.members[i] >= 0)
        skill_class = groups[group].members[i]
        graph = tours.of(employment)
        kind = kinds.setdefault((employment.terms, group, skill_class), len(kinds))
        candidates.append(
            Candidate(
                employment,
                options[agent.contract],
                rules[agent.contract],
                shifts[agent.contract],
                graph,
                tours.arrays(employment),
                group,
                np.ascontiguousarray(groups[group].meets[:, skill_class]),
                kind,
            )
        )
    quantum_hours = quantum_s / 3600
    settings = scenario.scheduling
    return Problem(
        scenario,
        quantum_s,
        quanta,
        tuple(np.asarray(group.subsets @ required * quanta) for group in groups),
        float(required.sum() * quanta),
        (settings.under_cost_per_hour + settings.over_cost_per_hour) * quantum_hours,
        settings.over_cost_per_hour * quantum_hours,
        tuple(candidates),
    )


class TourGraphs:
    """Tour graphs of agents, those with equal terms made once."""

    def __init__(self, options: dict[str, Options], rules: dict[str, tuple[Rule, ...]]) -> None:
        self._options = options
        self._rules = rules
        self._by_contract: dict[str, TourGraph] = {}
        self._by_terms: dict[object, tuple[TourGraph, GraphArrays]] = {}

    def of(self, employment: Employment) -> TourGraph:
        """Graph of an agent; its rules that depend on time off are taken last."""
        return self._made(employment)[0]

    def arrays(self, employment: Employment) -> GraphArrays:
        """The graph of an agent for the kernels."""
        return self._made(employment)[1]

    def _made(self, employment: Employment) -> tuple[TourGraph, GraphArrays]:
        if employment.terms not in self._by_terms:
            name = employment.contract.name
            options, rules = self._options[name], self._rules[name]
            if name not in self._by_contract:
                lasting = [rule for rule in rules if not rule.depends_on_time_off]
                self._by_contract[name] = tours_keeping(options, employment, lasting)
            graph = restricted(self._by_contract[name], open_choices(options, employment))
            for rule in rules:
                if rule.depends_on_time_off:
                    graph = constrained(graph, rule.automaton(options, employment))
            self._by_terms[employment.terms] = graph, _graph_arrays(graph)
        return self._by_terms[employment.terms]


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
    if not any(isinstance(rule, MinRest) for rule in rules):
        # Shifts may never overlap, whether or not a rest is asked for.
        yield MinRest(hours=0).automaton(options, employment)
    for rule in rules:
        yield rule.automaton(options, employment)


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


def _shift_arrays(options: Options, contract: Contract, quantum_s: int) -> ShiftArrays:
    def quanta(minutes: int) -> int:
        return minutes * 60 // quantum_s

    def by_break(values: list[list[int]]) -> NDArray[np.int64]:
        table = np.zeros((len(values), max(1, max(len(row) for row in values))), dtype=np.int64)
        for row, of_template in enumerate(values):
            table[row, : len(of_template)] = of_template
        return table

    templates: tuple[ShiftTemplate, ...] = options.templates
    breaks = [template.breaks for template in templates]
    return ShiftArrays(
        options.start_s // quantum_s,
        np.array([quanta(options.template(o).length_minutes) for o in range(len(options))]),
        np.array(options.paid_min) / 60 * contract.cost_per_hour,
        np.array(options.template_of, dtype=np.int64),
        np.array([len(of_template) for of_template in breaks], dtype=np.int64),
        by_break([[quanta(b.minutes) for b in row] for row in breaks]),
        by_break([[quanta(b.starts_min[0]) for b in row] for row in breaks]),
        by_break([[quanta(b.starts_min[-1]) for b in row] for row in breaks]),
        # A pause with one possible start has a step that may be no whole number of quanta.
        np.maximum(by_break([[quanta(b.step_minutes) for b in row] for row in breaks]), 1),
    )


def _graph_arrays(graph: TourGraph) -> GraphArrays:
    targets = [layer.target for layer in graph.layers]
    sizes = np.array([target.size for target in targets], dtype=np.int64)
    return GraphArrays(
        np.array([*(target.shape[0] for target in targets), 1], dtype=np.int64),
        np.array([target.shape[1] for target in targets], dtype=np.int64),
        np.cumsum(sizes) - sizes,
        np.concatenate([target.ravel() for target in targets]).astype(np.int32),
        np.array([layer.action_of for layer in graph.layers], dtype=np.int32),
    )
