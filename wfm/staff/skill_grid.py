"""What may be decided about a center's people: how many of each kind in each period, within which
limits, at which price."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm.center.contract import Contract
from wfm.center.errors import UsageError
from wfm.center.scenario import Scenario
from wfm.center.target import Per
from wfm.simulate.periods import first_intervals
from wfm.staff.kinds import Kinds, kinds_of, open_to

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Number = TypeVar("Number", bound=np.generic)

WORKING_DAYS = 5
ANY_NUMBER = 1_000_000


@dataclass(frozen=True, eq=False)
class SkillGrid:
    """Cells: a kind of people in a period in which they may be on queue; arrays of shape (cells,).

    Attributes
    ----------
    scenario : Scenario
    kinds : tuple of tuple of str
        Different sets of queues that people take.
    period_of : array of int, shape (intervals,)
        Number of the period of each interval.
    cell_of : array of int, shape (kinds, intervals)
        Number of the cell that staffs an interval; -1 where people of the kind may not be.
    kind, period : array of int
    hours, gross_hours : array
        Of one agent: on queue, and to roster for that (before shrinkage).
    price : array
        Pay of one agent; gross hours where the scenario prices none.
    most : array of int
        Whole agents of the people there are, less shrinkage, or any number.
    weeks : tuple of (array of bool, float)
        Cells of a kind in a calendar week, and the gross hours that its people can be on queue.
    minimum : array of shape (queues, periods)
        `minimum_agents` while open; nobody is counted for two queues.
    """

    scenario: Scenario
    kinds: Kinds
    period_of: Ints
    cell_of: Ints
    kind: Ints
    period: Ints
    hours: Floats
    gross_hours: Floats
    price: Floats
    most: Ints
    weeks: tuple[tuple[Bools, float], ...]
    minimum: Floats

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.minimum[0])

    def spread(self, values: NDArray[Number]) -> NDArray[Number]:
        """Values of cells in each interval, such as agents, shape (kinds, intervals); else 0."""
        padded = np.append(values, np.zeros(1, dtype=values.dtype))
        return padded[self.cell_of]

    def gathered(self, values: Floats) -> Floats:
        """Sums of values of shape (kinds, intervals) over the intervals of each cell."""
        inside = self.cell_of >= 0
        found = np.bincount(self.cell_of[inside], values[inside], minlength=len(self.kind))
        return np.asarray(found, dtype=np.float64)

    @property
    def may_be(self) -> Bools:
        """Where people of a kind may be, shape (kinds, intervals)."""
        return self.cell_of >= 0

    def averaged(self, values: Floats) -> Floats:
        """Means of values of shape (kinds, intervals) over the intervals of each cell."""
        return self.gathered(values) / np.maximum(self.gathered(np.ones(values.shape)), 1.0)

    def means(self, values: Floats) -> Floats:
        """Means of values of shape (queues, intervals) over each period's intervals that have
        one."""
        summed = np.array([np.bincount(self.period_of, row, self.periods) for row in values])
        count = [np.bincount(self.period_of, row > 0, self.periods) for row in values]
        return np.asarray(summed / np.maximum(count, 1), dtype=np.float64)


def skill_grid(scenario: Scenario, period_minutes: int, *, any_number: bool) -> SkillGrid:
    """The cells of a scenario.

    People may be on queue where a queue of theirs is open and a shift of one of their contracts can
    lie. There are at most as many of a kind as are employed and not granted time off that day, less
    shrinkage, and in a week they give at most what `weekly_paid_hours` of their contracts allow,
    less the breaks.

    Parameters
    ----------
    scenario : Scenario
    period_minutes : int
        Length of a period, counted from midnight; at least an interval.
    any_number : bool
        Whether there may be more people of each kind than the scenario has.

    Raises
    ------
    UsageError
        If a day is not a whole number of periods, or a period of intervals.
    """
    if (
        period_minutes <= 0
        or 24 * 60 % period_minutes
        or (period_minutes % scenario.horizon.interval_minutes)
    ):
        raise UsageError(
            f"periods of {period_minutes} min do not fit into a day of intervals of "
            f"{scenario.horizon.interval_minutes} min; take 60, or another multiple that divides "
            "a day"
        )
    horizon, kinds = scenario.horizon, kinds_of(scenario)
    hours_each = horizon.interval_minutes / 60
    slot = horizon.day_of_interval * 24 * 60 + horizon.clock_min_of_interval // period_minutes
    period_of = np.unique(slot, return_inverse=True)[1].astype(np.int64)
    periods = int(period_of[-1]) + 1
    may_be = open_to(scenario, kinds) & _in_reach(scenario, kinds)
    cell_of = np.full(may_be.shape, -1, dtype=np.int64)
    kind: list[int] = []
    period: list[int] = []
    for k in range(len(kinds)):
        for p in np.unique(period_of[may_be[k]]):
            cell_of[k, may_be[k] & (period_of == p)] = len(kind)
            kind.append(k)
            period.append(int(p))
    inside, cells = cell_of >= 0, len(kind)

    def summed(values: Floats) -> Floats:
        spread = np.broadcast_to(values, cell_of.shape)[inside]
        return np.asarray(np.bincount(cell_of[inside], spread, cells), dtype=np.float64)

    shrinkage = scenario.staffing.shrinkage_by_interval(horizon)
    gross_hours = summed(hours_each / (1 - shrinkage))
    kind_of = np.array(kind, dtype=np.int64)
    there = _there(scenario, kinds) * (1 - shrinkage)
    least = np.full(cells, np.inf)
    np.minimum.at(least, cell_of[inside], there[inside])
    minimum = np.zeros((len(scenario.queues), periods))
    for q, queue in enumerate(scenario.queues):
        is_open = queue.open.open_intervals(horizon, scenario.holidays.within(horizon))
        np.maximum.at(minimum[q], period_of[is_open], queue.minimum_agents)
    return SkillGrid(
        scenario=scenario,
        kinds=kinds,
        period_of=period_of,
        cell_of=cell_of,
        kind=kind_of,
        period=np.array(period, dtype=np.int64),
        hours=summed(np.array(hours_each)),
        gross_hours=gross_hours,
        price=gross_hours * _pay(scenario, kinds)[kind_of],
        most=np.full(cells, ANY_NUMBER) if any_number else np.floor(least + 1e-9).astype(np.int64),
        weeks=() if any_number else _weeks(scenario, kinds, cell_of),
        minimum=minimum,
    )


def _members(scenario: Scenario, kinds: Kinds) -> list[list[int]]:
    """Numbers of the agents of each kind."""
    of = [kinds.index(scenario.queues_of(agent)) for agent in scenario.agents]
    return [[i for i, k in enumerate(of) if k == number] for number in range(len(kinds))]


def _contracts(scenario: Scenario, kinds: Kinds) -> list[list[Contract]]:
    """Contracts of the people of each kind."""
    by_name = {c.name: c for c in scenario.contracts}
    return [
        [by_name[name] for name in sorted({scenario.agents[i].contract for i in members})]
        for members in _members(scenario, kinds)
    ]


def _pay(scenario: Scenario, kinds: Kinds) -> Floats:
    """Least pay of an hour of each kind; 1 where the scenario prices none."""
    if not any(c.cost_per_hour > 0 for c in scenario.contracts):
        return np.ones(len(kinds))
    return np.array([min(c.cost_per_hour for c in of) for of in _contracts(scenario, kinds)])


def _in_reach(scenario: Scenario, kinds: Kinds) -> Bools:
    """Where shifts of the contracts of each kind can lie, shape (kinds, intervals)."""
    horizon = scenario.horizon
    reach: dict[str, Bools] = {}
    for template in scenario.shifts:
        found = np.zeros(horizon.n_intervals, dtype=np.bool_)
        for day in range(-1, horizon.days):
            if template.on_call or (horizon.start.weekday() + day) % 7 not in template.weekdays:
                continue
            for start in template.starts_min:
                begin = horizon.second_of(day, start) // horizon.interval_s
                end = begin + template.length_minutes // horizon.interval_minutes
                found[max(begin, 0) : max(end, 0)] = True
        reach[template.name] = found
    return np.array(
        [
            np.any([reach[name] for contract in of for name in contract.shifts], axis=0)
            for of in _contracts(scenario, kinds)
        ]
    )


def _days_there(scenario: Scenario) -> Bools:
    """Who is employed and not granted time off on which day, shape (agents, days)."""
    dates = scenario.horizon.dates
    there = np.array([[agent.employed_on(day) for day in dates] for agent in scenario.agents])
    row = {agent.id: i for i, agent in enumerate(scenario.agents)}
    for off in scenario.time_off:
        there[row[off.agent], [off.first_day <= day <= off.last_day for day in dates]] = False
    return there


def _there(scenario: Scenario, kinds: Kinds) -> Floats:
    """People of each kind in each interval, shape (kinds, intervals)."""
    days = _days_there(scenario)
    by_kind = [days[members].sum(axis=0) for members in _members(scenario, kinds)]
    return np.array(by_kind, dtype=np.float64)[:, scenario.horizon.day_of_interval]


def _weeks(scenario: Scenario, kinds: Kinds, cell_of: Ints) -> tuple[tuple[Bools, float], ...]:
    """What each kind can give in each calendar week."""
    horizon = scenario.horizon
    first = first_intervals(horizon, Per.WEEK)
    week_of = np.searchsorted(first, np.arange(horizon.n_intervals), side="right") - 1
    days, by_name = _days_there(scenario), {c.name: c for c in scenario.contracts}
    useful = {c.name: _on_queue_share(scenario, c) for c in scenario.contracts}
    cells = int(cell_of.max(initial=-1)) + 1
    found = []
    for k, members in enumerate(_members(scenario, kinds)):
        for week in range(len(first)):
            in_week = np.unique(horizon.day_of_interval[week_of == week])
            there = np.minimum(days[:, in_week].sum(axis=1) / WORKING_DAYS, 1.0)
            hours = sum(
                there[i] * _weekly_hours(by_name[scenario.agents[i].contract])
                * useful[scenario.agents[i].contract]
                for i in members if there[i] > 0
            )  # fmt: skip
            inside = np.zeros(cells + 1, dtype=np.bool_)
            inside[cell_of[k, week_of == week]] = True
            if inside[:-1].any() and np.isfinite(hours):
                found.append((inside[:-1], float(hours)))
    return tuple(found)


def _weekly_hours(contract: Contract) -> float:
    """Most paid hours in a week, by the rule of that name; endless without it."""
    rule = contract.rules.get("weekly_paid_hours")
    most = rule.get("max") if isinstance(rule, dict) else None
    return float(most) if isinstance(most, int | float) else np.inf


def _on_queue_share(scenario: Scenario, contract: Contract) -> float:
    """Most of a paid hour that is on queue, of the shifts of a contract."""
    shares = []
    for template in (scenario.shift(name) for name in contract.shifts):
        if not template.on_call and template.paid_minutes > 0:
            off = sum(pause.minutes for pause in template.breaks)
            shares.append((template.length_minutes - off) / template.paid_minutes)
    return max(shares, default=1.0)
