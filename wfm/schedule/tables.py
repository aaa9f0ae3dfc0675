"""Shifts, tour graphs and planning groups of a problem, laid out for the kernels."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wfm.center.scenario import Scenario
from wfm.schedule.employment import Employment
from wfm.schedule.groups import PlanningGroup
from wfm.schedule.kernels.arrays import (
    Floats,
    GraphArrays,
    Ints,
    JointTables,
    ShiftArrays,
    Tables,
)
from wfm.schedule.options import Options
from wfm.schedule.tour_graph import TourGraph

# Elementary steps of anything done for one agent and day, however few shifts there are: a call of
# the kernels takes a few millionths of a second.
STEPS_A_DAY = 600.0


class Member(Protocol):
    """What the tables need to know of an agent."""

    @property
    def employment(self) -> Employment:
        """Terms."""

    @property
    def options(self) -> Options:
        """Shifts."""

    @property
    def graph(self) -> TourGraph:
        """Tours."""

    @property
    def wish(self) -> Floats | None:
        """Price of each choice for the wish it refuses, shape (days, options + 1)."""

    @property
    def pace(self) -> float:
        """Normal agents that the agent stands for."""


def tables_of(
    scenario: Scenario,
    groups: tuple[PlanningGroup, ...],
    members: Sequence[Member],
    quantum_s: int,
    joint: JointTables,
) -> Tables:
    """Lay out a problem for the kernels; agents are in the scenario's order."""
    horizon = scenario.horizon
    contracts = {m.employment.contract.name: m for m in members}
    numbers = {name: i for i, name in enumerate(contracts)}
    graphs = {id(m.graph): m.graph for m in members}
    places = {key: i for i, key in enumerate(graphs)}
    group = np.array(
        [next(g for g, of in enumerate(groups) if of.members[a] >= 0) for a in range(len(members))],
        dtype=np.int64,
    )
    rows = np.cumsum([0, *(len(of.subsets) for of in groups)])
    meets = np.zeros((len(members), rows[-1]), dtype=bool)
    for a, g in enumerate(group):
        meets[a, rows[g] : rows[g + 1]] = groups[g].meets[:, groups[g].members[a]]
    shifts = _shift_arrays(
        [m.options for m in contracts.values()],
        [m.employment.contract.cost_per_hour for m in contracts.values()],
        quantum_s,
    )
    stacked = _graph_arrays(list(graphs.values()), shifts.length.shape[1])
    ends_s = np.max([m.options.end_s.max(axis=1) for m in contracts.values()], axis=0)
    last_interval = -(-np.maximum.accumulate(ends_s) // horizon.interval_s)
    contract = np.array([numbers[m.employment.contract.name] for m in members], dtype=np.int64)
    quantum_hours = quantum_s / 3600
    prices = scenario.prices
    return Tables(
        shifts,
        stacked,
        contract,
        np.array([places[id(m.graph)] for m in members], dtype=np.int64),
        group,
        rows[group],
        rows[group + 1],
        meets,
        np.array([m.pace for m in members]),
        *_wish_arrays(members, shifts.start.shape[1], shifts.length.shape[1]),
        np.argsort(group, kind="stable"),
        np.searchsorted(np.sort(group), np.arange(len(groups) + 1)),
        horizon.day_bounds_s[:-1] // horizon.interval_s,
        np.minimum(last_interval, horizon.n_intervals),
        _work_a_day(members, shifts, contract, np.diff(rows)[group], horizon.n_intervals),
        horizon.interval_s // quantum_s,
        (prices.under_cost_per_hour + prices.over_cost_per_hour) * quantum_hours,
        prices.over_cost_per_hour * quantum_hours,
        joint,
        bool(len(joint.seat_price) + len(joint.crew_price) + len(joint.team_price)),
    )


def _work_a_day(
    members: Sequence[Member],
    shifts: ShiftArrays,
    contract: NDArray[np.int64],
    n_rows: NDArray[np.int64],
    n_intervals: int,
) -> NDArray[np.float64]:
    """Elementary steps of finding each agent's best shift of a day, roughly."""
    places = (shifts.break_last - shifts.break_first) // shifts.break_step + 1
    in_use = np.arange(places.shape[2]) < shifts.n_breaks[:, :, None]
    by_template = 6 + 3 * (places * in_use).sum(axis=2)
    work = []
    for member, c, rows in zip(members, contract, n_rows, strict=True):
        options = by_template[c][list(member.options.template_of)].sum()
        whole = rows * n_intervals + member.graph.n_arcs
        work.append(STEPS_A_DAY + options + whole / len(shifts.start[c]))
    return np.array(work, dtype=np.float64)


def _shift_arrays(
    contracts: list[Options], cost_per_hour: list[float], quantum_s: int
) -> ShiftArrays:
    def quanta(minutes: int) -> int:
        return minutes * 60 // quantum_s

    n_options = max(len(options) for options in contracts)
    n_templates = max(len(options.templates) for options in contracts)
    n_breaks = max(1, *(len(t.breaks) for options in contracts for t in options.templates))
    n_days = contracts[0].horizon.days
    by_break = (len(contracts), n_templates, n_breaks)
    arrays = ShiftArrays(
        np.zeros((len(contracts), n_days, n_options), dtype=np.int64),
        np.zeros((len(contracts), n_options), dtype=np.int64),
        np.zeros((len(contracts), n_options)),
        np.zeros((len(contracts), n_options), dtype=np.int64),
        np.zeros((len(contracts), n_templates), dtype=np.int64),
        np.zeros(by_break, dtype=np.int64),
        np.zeros(by_break, dtype=np.int64),
        np.zeros(by_break, dtype=np.int64),
        np.ones(by_break, dtype=np.int64),
        np.zeros(by_break[:2], dtype=np.int64),
        np.zeros(by_break[:2], dtype=np.int64),
    )
    for c, options in enumerate(contracts):
        # Filling up with the first option keeps the earliest and latest moments of a day.
        filled = [*range(len(options)), *[0] * (n_options - len(options))]
        arrays.start[c] = options.start_s[:, filled] // quantum_s
        arrays.length[c] = [quanta(options.template(o).length_minutes) for o in filled]
        arrays.pay[c] = [
            options.template(o).charged_minutes / 60 * cost_per_hour[c] for o in filled
        ]
        arrays.template[c] = [options.template_of[o] for o in filled]
        for t, template in enumerate(options.templates):
            arrays.n_breaks[c, t] = len(template.breaks)
            if template.limits_stretches:
                shortest_s = template.shortest_stretch_minutes * 60
                arrays.stretch_least[c, t] = -(-shortest_s // quantum_s)
                arrays.stretch_most[c, t] = quanta(
                    template.longest_stretch_minutes or template.length_minutes
                )
            for b, pause in enumerate(template.breaks):
                arrays.break_length[c, t, b] = quanta(pause.minutes)
                starts_min = template.starts_of(b)
                arrays.break_first[c, t, b] = quanta(starts_min[0])
                arrays.break_last[c, t, b] = quanta(starts_min[-1])
                # With one possible start the step may be no whole number of quanta.
                arrays.break_step[c, t, b] = max(1, quanta(pause.step_minutes))
    return arrays


def _wish_arrays(members: Sequence[Member], n_days: int, n_options: int) -> tuple[Floats, Ints]:
    """Different prices of wishes, those of nobody's wishes first, and which are whose."""
    none = np.zeros((n_days, n_options + 1))
    prices, places, whose = [none], {none.tobytes(): 0}, []
    for member in members:
        filled = none
        if member.wish is not None:
            filled = none.copy()
            filled[:, : member.wish.shape[1]] = member.wish
        place = places.setdefault(filled.tobytes(), len(prices))
        if place == len(prices):
            prices.append(filled)
        whose.append(place)
    return np.array(prices), np.array(whose, dtype=np.int64)


def _graph_arrays(graphs: list[TourGraph], n_options: int) -> GraphArrays:
    n_days = len(graphs[0].layers)
    sizes = np.array([[layer.target.size for layer in g.layers] for g in graphs], dtype=np.int64)
    offset = (np.cumsum(sizes.ravel()) - sizes.ravel()).reshape(sizes.shape)
    action_of = np.full((len(graphs), n_days, n_options + 1), -1, dtype=np.int32)
    for g, graph in enumerate(graphs):
        for day, layer in enumerate(graph.layers):
            action_of[g, day, : len(layer.action_of)] = layer.action_of
    return GraphArrays(
        np.array([[*(len(la.target) for la in g.layers), 1] for g in graphs], dtype=np.int64),
        np.array([[la.target.shape[1] for la in g.layers] for g in graphs], dtype=np.int64),
        offset,
        action_of,
        np.concatenate([la.target.ravel() for g in graphs for la in g.layers]).astype(np.int32),
        _charges(graphs),
    )


def _charges(graphs: list[TourGraph]) -> Floats:
    if not any(graph.is_priced for graph in graphs):
        return np.zeros(0)
    return np.concatenate(
        [
            np.zeros(la.target.size) if la.charge is None else la.charge.ravel()
            for g in graphs
            for la in g.layers
        ]
    )
