"""Staff for what is promised over a day or a month: agents where they bring the promise most."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.center.target import Measure, Per, Target
from wfm.forecast.forecast import Forecast
from wfm.simulate import erlang
from wfm.simulate.periods import first_intervals
from wfm.staff.gains import Gains, gains
from wfm.staff.requirement import Requirement
from wfm.staff.sharing import sharing
from wfm.staff.staff import staff

Grid = NDArray[np.float64]
Rows = tuple[int, ...]

BISECTIONS = 24
CAP = "max_occupancy"


@dataclass(frozen=True)
class Aims:
    """What a requirement is staffed for.

    Attributes
    ----------
    figures : mapping of target name to float
        What the queueing model is to reach, in the unit of the target's goal; by default the goal.
    pace : mapping of queue name to float
        Agents per erlang of paced work (`ContractStaffing.paced`); by default 1.
    """

    figures: Mapping[str, float] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ContractStaffing:
    """Requirements that reach an aim over each promised period, at the fewest agent-hours.

    For every target, agents are added wherever one more brings most contacts into the target, until
    the model reaches the aim over the period: all intervals end with the same gain per agent-hour,
    the price of the promise (a Lagrange multiplier; the gains are made concave first). The largest
    of a queue's targets counts, and never fewer than the minimum. The occupancy cap holds for
    queues that share people together: the busy times of one are the idle times of another. Agents
    are fractions: people who share queues round them together, in the roster.

    The cap is an aim too, named `CAP`: where it is a limit on the occupancy of the simulated
    roster, which loses contacts and gains from shared people, the model may go above it.

    Attributes
    ----------
    scenario : Scenario
    forecast : Forecast
    base : Requirement
        Made by `wfm.staff`, every interval for itself.
    """

    scenario: Scenario
    forecast: Forecast
    base: Requirement

    @classmethod
    def of(cls, scenario: Scenario, forecast: Forecast) -> "ContractStaffing":
        """For a scenario and its forecast."""
        return cls(scenario, forecast, staff(scenario, forecast))

    @cached_property
    def modelled(self) -> tuple[Target, ...]:
        """Targets for which the queueing model has an answer; the others are kept by pace."""
        return tuple(t for t in self.scenario.targets if self._rows(t))

    @cached_property
    def paced(self) -> tuple[str, ...]:
        """Queues whose work is staffed in proportion to its workload: deferrable, or promised an
        age."""
        old = {t.queue for t in self.scenario.targets if t.measure is Measure.AGE_OF_OLDEST}
        return tuple(q.name for q in self.scenario.queues if q.channel.deferrable or q.name in old)

    def requirement(self, aims: Aims) -> Requirement:
        """Agents needed to reach the aims."""
        floor = self._floor(aims)
        needed = floor.copy()
        for target in self.modelled:
            aim = aims.figures.get(target.name, target.goal)
            rows = self._rows(target)
            if target.per is Per.INTERVAL:
                found = self._interval_by_interval(target, rows, aim)
            else:
                found = self._over_periods(target, rows, aim, floor)
            needed[list(rows)] = np.maximum(needed[list(rows)], found)
        cap = self._cap(aims)
        for group in self._sharing:
            below = np.maximum(cap[group] - needed[group], 0.0)
            lacking = np.maximum(cap[group].sum(axis=0) - needed[group].sum(axis=0), 0.0)
            share = np.divide(
                lacking, below.sum(axis=0), out=np.zeros_like(lacking), where=lacking > 0
            )
            needed[group] += below * share
        return replace(
            self.base,
            for_target=needed,
            for_occupancy=cap,
            required_net=needed,
            required_gross=needed / (1 - self.base.shrinkage),
        )

    # --- what is never gone below ------------------------------------------------------------

    def _floor(self, aims: Aims) -> Grid:
        floor = self.base.for_minimum.copy()
        for q, queue in enumerate(self.scenario.queues):
            if queue.name in self.paced:
                floor[q] = np.maximum(
                    self.base.workload_erlangs[q] * aims.pace.get(queue.name, 1.0),
                    self.base.for_minimum[q],
                )
        return floor

    def _cap(self, aims: Aims) -> Grid:
        cap = min(
            [aims.figures.get(CAP, self.scenario.staffing.max_occupancy)]
            + [
                aims.figures.get(t.name, t.goal)
                for t in self.scenario.targets
                if t.measure is Measure.OCCUPANCY
            ]
        )
        return np.asarray(self.base.workload_erlangs / cap, dtype=np.float64)

    @cached_property
    def _sharing(self) -> tuple[list[int], ...]:
        """Rows of the live queues that are connected by people who take several of them."""
        names = self.scenario.queue_names
        live = tuple(name for name in names if name not in self.paced)
        return tuple(list(rows) for rows in sharing(self.scenario, live))

    # --- promises ------------------------------------------------------------------------------

    def _rows(self, target: Target) -> Rows:
        """Queues that a target is modelled for."""
        if target.measure in (Measure.OCCUPANCY, Measure.AGE_OF_OLDEST):
            return ()
        return tuple(
            q
            for q, queue in enumerate(self.scenario.queues)
            if target.queue in (None, queue.name)
            and not queue.channel.deferrable
            and (target.measure is not Measure.ABANDONMENT or self._patience_s(queue) is not None)
        )

    def _patience_s(self, queue: Queue) -> float | None:
        return queue.mean_patience_s if self.scenario.staffing.model == "erlang_a" else None

    @cached_property
    def _erlangs(self) -> Grid:
        """Offered load in servers: contacts in hand, several of which one agent may have."""
        hands = np.array([[q.concurrency] for q in self.scenario.queues])
        return np.asarray(self.base.workload_erlangs * hands, dtype=np.float64)

    def _aht_s(self, q: int) -> Grid:
        queue = self.scenario.queues[q]
        slowed = 1 + queue.concurrency_slowdown * (queue.concurrency - 1)
        return np.asarray(self.base.aht_s[q] * slowed)

    def _interval_by_interval(self, target: Target, rows: Rows, aim: float) -> Grid:
        found = []
        for q in rows:
            queue = self.scenario.queues[q]
            patience_s, aht_s = self._patience_s(queue), self._aht_s(q)
            servers = erlang.real_agents_needed(
                self._erlangs[q],
                np.where(aht_s > 0, aht_s, 1.0),
                goal=aim,
                threshold_s=target.answered_within_s or 0.0,
                formula=target.formula,
                measure=target.measure,
                model="a" if patience_s is not None else "c",
                patience_s=patience_s,
            )
            found.append(np.asarray(servers) / queue.concurrency)
        return np.array(found)

    def _over_periods(self, target: Target, rows: Rows, aim: float, floor: Grid) -> Grid:
        """Fewest agents of some queues with which the model reaches the aim in every period."""
        tables = [self._gains(target, q) for q in rows]
        hands = np.array([[self.scenario.queues[q].concurrency] for q in rows])
        erlangs, least = self._erlangs[list(rows)], floor[list(rows)] * hands
        offered = self.base.offered[list(rows)]
        first = first_intervals(self.scenario.horizon, target.per)
        period = np.searchsorted(first, np.arange(offered.shape[1]), side="right") - 1
        asked = (aim if target.measure.higher_is_better else -aim) * np.add.reduceat(
            offered.sum(axis=0), first
        )

        def staffed(log_price: Grid) -> Grid:
            price = np.exp(log_price)[period]
            each = [t.servers_at(a, price) for t, a in zip(tables, erlangs, strict=True)]
            return np.asarray(np.where(offered > 0, np.maximum(each, least), least))

        def short(servers: Grid) -> NDArray[np.bool_]:
            value = [
                t.value_at(a, n) * c
                for t, a, n, c in zip(tables, erlangs, servers, offered, strict=True)
            ]
            return np.asarray(np.add.reduceat(np.sum(value, axis=0), first) < asked)

        # A price so low that every server is worth it, and one so high that none is.
        cheap, dear = np.full(len(first), -25.0), np.full(len(first), 12.0)
        for _ in range(BISECTIONS):
            middle = (cheap + dear) / 2
            too_few = short(staffed(middle))
            dear = np.where(too_few, middle, dear)
            cheap = np.where(too_few, cheap, middle)
        return np.asarray(staffed(cheap) / hands)

    @cached_property
    def _tables(self) -> dict[tuple[str, int], Gains]:
        return {}

    def _gains(self, target: Target, q: int) -> Gains:
        if (target.name, q) not in self._tables:
            queue, unsure = self.scenario.queues[q], self.forecast.uncertainty
            offered, aht_s = self.base.offered[q], self._aht_s(q)
            self._tables[target.name, q] = gains(
                target,
                self._erlangs[q],
                float(np.average(aht_s, weights=offered)) if offered.any() else 1.0,
                self._patience_s(queue),
                float(np.hypot(unsure.day_sd[q].mean(), unsure.interval_sd[q].mean())),
            )
        return self._tables[target.name, q]
