"""A roster in the making: everybody's choices and breaks, and what is still missing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule import kernels
from wfm.schedule.kernels import Floats, Ints32
from wfm.schedule.problem import Problem


@dataclass(frozen=True)
class Window:
    """Days from first to last, and the intervals that shifts of these days can touch."""

    first_day: int
    last_day: int
    first: int
    last: int


class Draft:
    """Choices of all agents with the costs they cause; changed in place by the search.

    Attributes
    ----------
    choices : array of shape (agents, days)
        0 is a day off, o + 1 option o of the agent's contract.
    pauses : array of shape (agents, days, breaks)
        Starts of the breaks, quanta after the shift's start.
    slack : tuple of arrays, one a planning group, shape (subsets, intervals)
        Quanta required less quanta on queue.
    """

    def __init__(self, problem: Problem) -> None:
        agents, days = len(problem.candidates), problem.horizon.days
        n_breaks = max(c.shifts.break_length.shape[1] for c in problem.candidates)
        n_options = max(len(c.options) for c in problem.candidates)
        self.problem = problem
        self.choices: Ints32 = np.zeros((agents, days), dtype=np.int32)
        self.pauses: Ints32 = np.zeros((agents, days, n_breaks), dtype=np.int32)
        self.slack = tuple(required.copy() for required in problem.required)
        ends_s = np.max([c.options.end_s.max(axis=1) for c in problem.candidates], axis=0)
        self._ends = -(-np.maximum.accumulate(ends_s) // problem.horizon.interval_s)
        self._no_noise = np.zeros(days)
        self._price: Floats = np.zeros((problem.horizon.n_intervals, problem.quanta + 1))
        self._cost = {len(c.options): np.zeros((days, len(c.options))) for c in problem.candidates}
        self._option_pauses: Ints32 = np.zeros((days, n_options, n_breaks), dtype=np.int32)

    def window(self, first_day: int, last_day: int) -> Window:
        """Days with the intervals that their shifts can touch."""
        horizon = self.problem.horizon
        bounds = horizon.day_bounds_s // horizon.interval_s
        last = min(int(self._ends[last_day]), horizon.n_intervals)
        return Window(first_day, last_day, int(bounds[first_day]), last)

    def remove(self, agent: int, window: Window) -> float:
        """Take an agent's shifts of a window off queue; their pay and price on queue.

        The choices stay, for the tour's other days to be judged by.
        """
        candidate = self.problem.candidates[agent]
        on_queue = kernels.add_tour(
            candidate.shifts,
            candidate.meets,
            self.choices[agent],
            self.pauses[agent],
            window.first_day,
            window.last_day,
            self.problem.quanta,
            -1,
            self.slack[candidate.group],
        )
        return self._pay(agent, window) + self.problem.over_price * on_queue

    def put_back(self, agent: int, window: Window, choices: Ints32, pauses: Ints32) -> None:
        """Give a removed agent these choices and breaks of a window."""
        candidate = self.problem.candidates[agent]
        days = slice(window.first_day, window.last_day + 1)
        self.choices[agent, days], self.pauses[agent, days] = choices, pauses
        kernels.add_tour(
            candidate.shifts,
            candidate.meets,
            self.choices[agent],
            self.pauses[agent],
            window.first_day,
            window.last_day,
            self.problem.quanta,
            1,
            self.slack[candidate.group],
        )

    def insert(self, agent: int, window: Window, noise: Floats | None = None) -> float:
        """Give a removed agent the cheapest shifts in a window; their pay and price on queue."""
        candidate = self.problem.candidates[agent]
        return kernels.insert(
            candidate.shifts,
            candidate.arrays,
            candidate.meets,
            self.choices[agent],
            self.pauses[agent],
            window.first_day,
            window.last_day,
            window.first,
            window.last,
            self.problem.quanta,
            self.problem.under_price,
            self.problem.over_price,
            self._no_noise if noise is None else noise,
            self.slack[candidate.group],
            self._price,
            self._cost[len(candidate.options)],
            self._option_pauses,
        )

    def missing_cost(self, group: int, window: Window) -> float:
        """Cost of the agents missing in a window."""
        return kernels.cover_cost(
            self.slack[group], window.first, window.last, self.problem.under_price
        )

    def cost(self) -> float:
        """Whole cost: pay, under and over."""
        problem = self.problem
        everything = self.window(0, problem.horizon.days - 1)
        total = -problem.over_price * problem.total_required
        for group in range(len(self.slack)):
            total += self.missing_cost(group, everything)
        for agent in range(len(problem.candidates)):
            own = self.remove(agent, everything)
            self.put_back(agent, everything, self.choices[agent].copy(), self.pauses[agent].copy())
            total += own
        return total

    def _pay(self, agent: int, window: Window) -> float:
        chosen = self.choices[agent, window.first_day : window.last_day + 1]
        return float(self.problem.candidates[agent].shifts.pay[chosen[chosen > 0] - 1].sum())

    def roster(self) -> Roster:
        """The draft as shifts of named people."""
        shifts = []
        for candidate, choices, pauses in zip(
            self.problem.candidates, self.choices, self.pauses, strict=True
        ):
            for day in np.flatnonzero(choices):
                option = int(choices[day]) - 1
                template = candidate.options.template(option)
                start_s = int(candidate.options.start_s[day, option])
                offsets_s = pauses[day].astype(np.int64) * self.problem.quantum_s
                shifts.append(
                    Shift(
                        candidate.employment.agent.id,
                        self.problem.horizon.dates[day],
                        template.name,
                        _spans(template, start_s, offsets_s),
                    )
                )
        return Roster(self.problem.horizon, tuple(shifts))

    def take(self, roster: Roster) -> frozenset[int]:
        """Start from the tours of a roster; agents whose tour breaks a rule are left without.

        Returns
        -------
        frozenset of int
            Agents that were taken.
        """
        everything = self.window(0, self.problem.horizon.days - 1)
        taken = set()
        for agent, candidate in enumerate(self.problem.candidates):
            shifts = roster.by_agent.get(candidate.employment.agent.id, ())
            read = _choices_of(self.problem, agent, shifts)
            if read is not None and candidate.graph.accepts(read[0]):
                n_breaks = self.pauses.shape[2]
                self.put_back(agent, everything, read[0], read[1][:, :n_breaks])
                taken.add(agent)
        return frozenset(taken)


def _spans(template: ShiftTemplate, start_s: int, offsets_s: NDArray[np.int64]) -> tuple[Span, ...]:
    spans = []
    now = start_s
    for pause, offset in zip(template.breaks, offsets_s, strict=False):
        begin = start_s + int(offset)
        if begin > now:
            spans.append(Span(Activity.ON_QUEUE, now, begin))
        now = begin + pause.minutes * 60
        spans.append(Span(pause.activity, begin, now, pause.paid))
    end = start_s + template.length_minutes * 60
    if end > now:
        spans.append(Span(Activity.ON_QUEUE, now, end))
    return tuple(spans)


def _choices_of(
    problem: Problem, agent: int, shifts: tuple[Shift, ...]
) -> tuple[Ints32, Ints32] | None:
    """Choices and breaks of an agent's shifts, None when some shift is none of the contract's."""
    candidate = problem.candidates[agent]
    options = candidate.options
    n_breaks = max(c.shifts.break_length.shape[1] for c in problem.candidates)
    choices = np.zeros(problem.horizon.days, dtype=np.int32)
    pauses = np.zeros((problem.horizon.days, n_breaks), dtype=np.int32)
    for shift in shifts:
        day = shift.day.toordinal() - problem.horizon.start.toordinal()
        if not 0 <= day < problem.horizon.days or choices[day]:
            return None
        fitting = [
            o
            for o in range(len(options))
            if options.template(o).name == shift.template
            and options.start_s[day, o] == shift.start_s
        ]
        breaks = [span for span in shift.spans if span.activity is not Activity.ON_QUEUE]
        if not fitting or len(breaks) != len(options.template(fitting[0]).breaks):
            return None
        choices[day] = fitting[0] + 1
        for b, (span, rule) in enumerate(
            zip(breaks, options.template(fitting[0]).breaks, strict=True)
        ):
            if (span.start_s - shift.start_s) / 60 not in rule.starts_min:
                return None
            pauses[day, b] = (span.start_s - shift.start_s) // problem.quantum_s
    return choices, pauses
