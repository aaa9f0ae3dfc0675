"""Exchange shifts for cheaper ones: by what each is worth to the promises, within the work rules.

One agent at a time gives up a shift, gets another one for it, on the same day or on another of the
week, or gets one more. What that does to every promise is told from the worth of an agent more
(`wfm.staff.marginal`), which falls as agents are added; simulation then says whether it was so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster, Shift, State
from wfm.center.scenario import Scenario
from wfm.plan.marginal import there
from wfm.plan.placed import Placing
from wfm.schedule.check import charges, check_agents, joint_violations, worse
from wfm.schedule.cost import allowance_hours
from wfm.schedule.employment import Employment, weeks_of
from wfm.schedule.groups import PlanningGroup, planning_groups
from wfm.schedule.violation import Violation
from wfm.schedule.wishes import outcomes
from wfm.staff.kinds import likeness
from wfm.staff.marginal import Marginal, falls

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EASE = 0.03
"""Width of the zone, on a target's scale, in which a promise becomes dearer the less it spares."""

LEAST_GAIN_H = 0.2
"""An exchange gains at least this much of an hour's pay; less is in the noise of the worth."""

LOOKED_AT = 40
"""Exchanges of each sort that are tried against the rules, the best first."""

NONE = -1


@dataclass(frozen=True)
class Exchanged:
    """A roster after exchanges.

    Attributes
    ----------
    roster : Roster
    spare : array of shape (targets,)
        What each promise is expected to spare.
    count : int
        Exchanges that were made.
    worth : Marginal
        Of an agent more in the new roster.
    """

    roster: Roster
    spare: Floats
    count: int
    worth: Marginal


def exchanged(
    scenario: Scenario,
    roster: Roster,
    marginal: Marginal,
    spare: Floats,
    floor: Floats,
    most: int,
    paces: Floats | None = None,
) -> Exchanged:
    """A roster that costs less, or keeps more, as far as the worth of agents tells.

    Parameters
    ----------
    scenario : Scenario
    roster : Roster
        Entries other than drafts stay.
    marginal : Marginal
    spare : array of shape (targets,)
        How far each target is above what it has to keep, on its scale.
    floor : array of shape (queues, intervals)
        Agents that are to be there whatever the promises spare; never short by more than before.
    most : int
        Limit of exchanges: the worth is known near this roster only.
    paces : array of shape (agents,), optional
        Normal agents that each stands for; by default one.
    """
    paces = np.ones(len(scenario.agents)) if paces is None else paces
    search = _Exchange(scenario, roster, marginal, spare, floor, paces)
    count = 0
    while search.penalty.any() and count < most and search.step():
        count += 1
    worth = replace(marginal, values=search.values)
    return Exchanged(Roster(roster.horizon, tuple(search.entries)), search.spare, count, worth)


@dataclass(frozen=True, order=True)
class _Offer:
    """An exchange of an agent's shift of one day for one of another; either may be `NONE`."""

    gain: float
    agent: int = field(compare=False)
    off: int = field(compare=False)
    onto: int = field(compare=False)

    @property
    def key(self) -> tuple[int, int, int]:
        return self.agent, self.off, self.onto


class _Exchange:
    """A roster while its shifts are exchanged, and what the next agent is worth in it."""

    def __init__(
        self,
        scenario: Scenario,
        roster: Roster,
        marginal: Marginal,
        spare: Floats,
        floor: Floats,
        paces: Floats,
    ) -> None:
        self.scenario, self.horizon = scenario, scenario.horizon
        agents, days = scenario.agents, self.horizon.days
        self.ids = tuple(agent.id for agent in agents)
        self.kind = np.array([marginal.kinds.index(scenario.queues_of(a)) for a in agents])
        self.paces = paces
        # People of one kind and pace are worth the same wherever they are.
        alike = np.stack([self.kind, paces], axis=1)
        self.sorts, sort = np.unique(alike, axis=0, return_inverse=True)
        self.sort = sort.ravel()
        contracts = [scenario.contract_of(a) for a in agents]
        self.contract = np.array([scenario.contracts.index(c) for c in contracts])
        self.price = np.array([c.cost_per_hour for c in contracts])
        self.may_work = np.array(
            [[Employment.of(scenario, a).may_work(d) for d in range(days)] for a in agents]
        )
        self.templates = {template.name: template for template in scenario.shifts}
        self.shifts: dict[tuple[int, int], Shift] = {}
        self.kept: list[Shift] = []
        self._take(roster)
        self.placings = {t.name: Placing(self.horizon, t) for t in scenario.shifts if not t.on_call}
        self.on = paces[:, None] * roster.on_queue(self.ids)
        self.values, self.spare = marginal.values.copy(), spare.copy()
        self.like = likeness(marginal.kinds)
        self.fall = falls(marginal.kinds, there(scenario, roster, paces))
        self.penalty = self._penalties()
        self.floor = [_Floor(group, floor, self.on) for group in planning_groups(scenario)]
        self.refused: set[tuple[int, int, int]] = set()
        self.together = self._together(None, None)

    def _take(self, roster: Roster) -> None:
        row = {name: i for i, name in enumerate(self.ids)}
        for shift in roster.shifts:
            day = shift.day.toordinal() - self.horizon.start.toordinal()
            inside = 0 <= day < self.horizon.days
            is_draft = shift.state is State.DRAFT and bool(shift.template)
            if is_draft and inside and not shift.is_on_call:
                self.shifts[row[shift.agent], day] = shift
                continue
            self.kept.append(shift)
            if inside:
                self.may_work[row[shift.agent], day] = False

    @property
    def entries(self) -> Iterator[Shift]:
        """Shifts of everybody."""
        yield from self.kept
        yield from self.shifts.values()

    # --- what promises are worth in money ----------------------------------------------------

    def _penalties(self) -> Floats:
        """Pay of the shifts that move each target by one on its scale: the better half of them."""
        found = np.zeros(len(self.spare))
        for j in range(len(found)):
            per_pay = [
                self._worth(self.values[j], agent, shift) / self._pay(agent, shift)
                for (agent, _), shift in self.shifts.items()
                if self._pay(agent, shift) > 0
            ]
            best = np.sort(per_pay)[len(per_pay) // 2 :]
            mean = float(best.mean()) if len(best) else 0.0
            found[j] = 1 / mean if mean > 1e-9 else 0.0
        return found

    def _money(self, spare: Floats) -> float:
        """Price of what promises spare: falls from steep to nothing as they spare more."""
        return float(np.sum(self.penalty * EASE * np.exp(-np.clip(spare / EASE, -20, 50))))

    def _prices(self) -> Floats:
        """Money that one more agent on queue is worth, shape (kinds, intervals)."""
        steep = self.penalty * np.exp(-np.clip(self.spare / EASE, -2, 50))
        return np.asarray(np.tensordot(steep, self.values, axes=1), dtype=np.float64)

    def _worth(self, prices: Floats, agent: int, shift: Shift) -> float:
        """Of a shift that is worked."""
        first = shift.start_s // self.horizon.interval_s
        last = min(-(-shift.end_s // self.horizon.interval_s), self.horizon.n_intervals)
        return float(prices[self.kind[agent], first:last] @ self.on[agent, first:last])

    def _pay(self, agent: int, shift: Shift) -> float:
        allowance = allowance_hours(self.templates.get(shift.template), shift)
        return float((shift.paid_minutes / 60 + allowance) * self.price[agent])

    # --- exchanges ---------------------------------------------------------------------------

    def step(self) -> bool:
        """Make the best exchange that keeps the rules; whether there was one."""
        prices = self._prices()
        each = prices[self.sorts[:, 0].astype(int)] * self.sorts[:, 1:]
        sums = np.concatenate([np.zeros((len(each), 1)), np.cumsum(each, axis=1)], axis=1)
        placed = {name: placing.worths(sums) for name, placing in self.placings.items()}
        new, chosen = self._best_shifts(placed)
        new = np.where(self.may_work, new[self.contract, self.sort], -np.inf)
        for offer in sorted(self._offers(prices, new), reverse=True):
            if offer.gain < LEAST_GAIN_H * self.price[offer.agent] or offer.key in self.refused:
                continue
            if self._try(offer, self._new_shift(offer, chosen, placed)):
                return True
            self.refused.add(offer.key)
        return False

    def _best_shifts(
        self, placed: dict[str, tuple[Floats, Ints]]
    ) -> tuple[Floats, dict[tuple[int, int, int], tuple[str, int]]]:
        """Worth less pay of the best shift for each contract, sort and day; and which it is."""
        contracts = self.scenario.contracts
        best = np.full((len(contracts), len(self.sorts), self.horizon.days), -np.inf)
        chosen = {}
        for c, contract in enumerate(contracts):
            for name in (name for name in contract.shifts if name in placed):
                worth = placed[name][0]
                start = worth.argmax(axis=-1)
                net = np.take_along_axis(worth, start[..., None], axis=-1)[..., 0]
                net = net - self.templates[name].charged_minutes / 60 * contract.cost_per_hour
                for k, d in np.argwhere(net > best[c]):
                    chosen[c, int(k), int(d)] = name, int(start[k, d])
                best[c] = np.maximum(best[c], net)
        return best, chosen

    def _offers(self, prices: Floats, new: Floats) -> list[_Offer]:
        """The most promising exchanges of each sort."""
        saved = np.full(new.shape, -np.inf)
        for (agent, day), shift in self.shifts.items():
            saved[agent, day] = self._pay(agent, shift) - self._worth(prices, agent, shift)
        works = np.isfinite(saved)
        free = np.where(works, -np.inf, new)
        offers = [_Offer(gain, a, d, NONE) for gain, a, d in _highest(saved)]
        offers += [_Offer(gain, a, NONE, d) for gain, a, d in _highest(free)]
        offers += [_Offer(gain, a, d, d) for gain, a, d in _highest(saved + new)]
        for week in weeks_of(self.horizon):
            days = list(week.days)
            both = saved[:, days, None] + free[:, None, days]
            for gain, a, place in _highest(both.reshape(len(both), -1)):
                off, onto = divmod(place, len(days))
                offers.append(_Offer(gain, a, days[off], days[onto]))
        return offers

    def _new_shift(
        self,
        offer: _Offer,
        chosen: dict[tuple[int, int, int], tuple[str, int]],
        placed: dict[str, tuple[Floats, Ints]],
    ) -> Shift | None:
        if offer.onto == NONE:
            return None
        sort = int(self.sort[offer.agent])
        name, start = chosen[int(self.contract[offer.agent]), sort, offer.onto]
        pauses = placed[name][1][sort, offer.onto, start]
        return self.placings[name].shift(self.ids[offer.agent], offer.onto, start, pauses)

    def _try(self, offer: _Offer, new: Shift | None) -> bool:
        """Make an exchange if it still gains when looked at closely, and keeps the rules."""
        agent = offer.agent
        old = self.shifts.get((agent, offer.off))
        if new is None and offer.onto != NONE:
            return False
        if new is not None and old is not None and old.spans == new.spans:
            return False
        change = self.paces[agent] * (self._on_queue(new) - self._on_queue(old))
        fall = self.fall[self.kind[agent]]
        answer = self.values[:, self.kind[agent]] @ ((1 - np.exp(-change * fall)) / fall)
        spare = self.spare + answer
        paid = sum(self._pay(agent, s) for s in (new,) if s) - sum(
            self._pay(agent, s) for s in (old,) if s
        )
        gain = self._money(self.spare) - self._money(spare) - paid
        if gain < LEAST_GAIN_H * self.price[agent]:
            return False
        if any(floor.is_missed(agent, change) for floor in self.floor):
            return False
        if not self._may(agent, old, new, gain):
            return False
        for floor in self.floor:
            floor.add(agent, change)
        self.shifts.pop((agent, offer.off), None)
        if new is not None:
            self.shifts[agent, offer.onto] = new
        self.on[agent] += change
        self.spare = spare
        self.values *= np.exp(-self.like[self.kind[agent]][:, None] * change * self.fall)
        self.refused = {key for key in self.refused if key[0] != agent}
        return True

    def _on_queue(self, shift: Shift | None) -> Floats:
        if shift is None:
            return np.zeros(self.horizon.n_intervals)
        on: Floats = Roster(self.horizon, (shift,)).on_queue((shift.agent,))[0]
        return on

    def _may(self, agent: int, old: Shift | None, new: Shift | None, gain: float) -> bool:
        """Whether the rules allow an exchange, and charge less for it than it gains; if so, it is
        made next."""
        name = self.ids[agent]
        own = [s for s in self.kept if s.agent == name]
        own += [s for (who, _), s in self.shifts.items() if who == agent]
        before = Roster(self.horizon, tuple(own))
        after = Roster(
            self.horizon, (*(s for s in own if s is not old), *((new,) if new is not None else ()))
        )
        if check_agents(self.scenario, after, {name}):
            return False
        together = self._together(old, new)
        if any(violation.cost is None for violation in worse(together, self.together)):
            return False
        charged = self._charged(after, name) - self._charged(before, name)
        charged += _costs(together) - _costs(self.together)
        if charged >= gain:
            return False
        self.together = together
        return True

    def _together(self, old: Shift | None, new: Shift | None) -> tuple[Violation, ...]:
        """What everybody breaks of joint rules after an exchange."""
        if not self.scenario.joint_rules:
            return ()
        stay = tuple(shift for shift in self.entries if shift is not old)
        return joint_violations(
            self.scenario, Roster(self.horizon, stay if new is None else (*stay, new))
        )

    def _charged(self, roster: Roster, agent: str) -> float:
        """What priced rules and refused wishes cost for an agent."""
        priced = _costs(charges(self.scenario, roster, {agent}))
        return priced + sum(o.cost for o in outcomes(self.scenario, roster, {agent}))


class _Floor:
    """Agents who are to be there in a planning group, nobody counted twice; see `coverage`."""

    def __init__(self, group: PlanningGroup, floor: Floats, on: Floats) -> None:
        self.group = group
        self.short = group.missing(floor, on)

    def _met(self, agent: int, change: Floats) -> Floats:
        """By how much each subset of queues is short of less, shape (subsets, intervals)."""
        member = self.group.members[agent]
        meets = self.group.meets[:, member] if member >= 0 else np.zeros(len(self.short))
        return np.outer(meets, change)

    def is_missed(self, agent: int, change: Floats) -> bool:
        """Whether with a change of an agent's time more would be short than before."""
        after = np.maximum(self.short - self._met(agent, change), 0.0).max(axis=0)
        before = np.maximum(self.short, 0.0).max(axis=0)
        return bool((after > before + 1e-9).any())

    def add(self, agent: int, change: Floats) -> None:
        """Make the change."""
        self.short = self.short - self._met(agent, change)


def _costs(violations: tuple[Violation, ...]) -> float:
    """What priced rules charge."""
    return sum(violation.cost or 0.0 for violation in violations)


def _highest(gains: Floats) -> Iterator[tuple[float, int, int]]:
    """The highest gains of an array, each with its row and column."""
    flat = gains.ravel()
    count = min(LOOKED_AT, len(flat))
    for place in np.argpartition(-flat, count - 1)[:count]:
        if np.isfinite(flat[place]):
            row, column = divmod(int(place), gains.shape[1])
            yield float(flat[place]), row, column
