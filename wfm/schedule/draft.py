"""A roster in the making: everybody's choices and breaks, and what is still missing."""

from datetime import date

import numpy as np

from wfm.center.roster import Roster, Shift
from wfm.center.shift import Activity
from wfm.schedule.kept import option_of
from wfm.schedule.kernels import anneal
from wfm.schedule.kernels.arrays import Ints32
from wfm.schedule.kernels.joint import copy_of, joint_cost
from wfm.schedule.pauses import spans_of
from wfm.schedule.problem import Problem


class Draft:
    """Choices of all agents, changed in place by the search."""

    def __init__(self, problem: Problem) -> None:
        agents, days = len(problem.candidates), problem.horizon.days
        n_options = problem.tables.shifts.length.shape[1]
        n_breaks = problem.tables.shifts.break_length.shape[2]
        self.problem = problem
        self.current = anneal.Roster(
            np.zeros((agents, days), dtype=np.int32),
            np.zeros((agents, days, n_breaks), dtype=np.int32),
            problem.required.copy(),
            copy_of(problem.joint),
        )
        self.scratch = anneal.Scratch(
            np.zeros((problem.horizon.n_intervals, problem.tables.quanta + 1)),
            np.zeros((days, n_options)),
            np.zeros((days, n_options, n_breaks), dtype=np.int32),
            np.zeros((days if problem.tables.has_joint else 0, n_options)),
        )
        self._no_noise = np.zeros(days)
        self._last_day = days - 1

    @property
    def choices(self) -> Ints32:
        """0 is a day off, o + 1 option o of the agent's contract; shape (agents, days)."""
        return self.current.choices

    @property
    def pauses(self) -> Ints32:
        """Starts of breaks, quanta after the shift's start; shape (agents, days, breaks)."""
        return self.current.pauses

    def give_best(self, agent: int) -> None:
        """Give an agent without shifts the best tour for what is still missing."""
        anneal.give_best(
            self.problem.tables,
            self.current,
            self.scratch,
            agent,
            0,
            self._last_day,
            self._no_noise,
        )

    def set_tour(self, agent: int, choices: Ints32, pauses: Ints32) -> None:
        """Give an agent these choices and breaks instead of what they have."""
        tables, roster = self.problem.tables, self.current
        anneal.take_off(tables, roster, agent, 0, self._last_day)
        roster.choices[agent], roster.pauses[agent] = choices, pauses
        anneal.put_on(tables, roster, agent, 0, self._last_day)

    def cost(self) -> float:
        """Whole cost: pay, under and over, rules and wishes."""
        tables = self.problem.tables
        joint = copy_of(self.current.joint)
        copied = anneal.Roster(self.choices, self.pauses, self.current.slack.copy(), joint)
        total = self.problem.kept_pay - tables.over_price * self.problem.total_required
        for group in range(len(tables.first_member) - 1):
            total += anneal.missing_cost(tables, self.current.slack, group, 0, self._last_day)
        for agent in range(len(self.problem.candidates)):
            total += anneal.take_off(tables, copied, agent, 0, self._last_day)
        # What is charged although nobody has a shift, such as an empty one that must be worked.
        return total + joint_cost(tables.joint, joint)

    def roster(self) -> Roster:
        """The draft as shifts of named people, and the entries that were kept."""
        shifts = list(self.problem.kept.shifts)
        for agent in range(len(self.problem.candidates)):
            shifts += self.shifts_of(agent)
        return Roster(self.problem.horizon, tuple(shifts))

    def shifts_of(self, agent: int) -> list[Shift]:
        """Shifts that the draft gives an agent, beside those that were kept."""
        candidate, pauses = self.problem.candidates[agent], self.pauses[agent]
        start = self.problem.horizon.start.toordinal()
        shifts = []
        for day in np.flatnonzero(self.choices[agent]):
            option = int(self.choices[agent][day]) - 1
            template = candidate.options.template(option)
            start_s = int(candidate.options.start_s[day, option])
            offsets_s = pauses[day].astype(np.int64) * self.problem.quantum_s
            shifts.append(
                Shift(
                    candidate.employment.agent.id,
                    date.fromordinal(start + int(day)),
                    template.name,
                    spans_of(template, start_s, offsets_s),
                )
            )
        return shifts

    def take(self, roster: Roster) -> frozenset[int]:
        """Start from the tours of a roster; agents whose tour breaks a rule are left without.

        Returns
        -------
        frozenset of int
            Agents that were taken.
        """
        taken = set()
        for agent, candidate in enumerate(self.problem.candidates):
            shifts = roster.by_agent.get(candidate.employment.agent.id, ())
            read = _choices_of(self.problem, agent, shifts)
            if read is not None and candidate.graph.accepts(read[0]):
                self.set_tour(agent, *read)
                taken.add(agent)
        return frozenset(taken)


def _choices_of(
    problem: Problem, agent: int, shifts: tuple[Shift, ...]
) -> tuple[Ints32, Ints32] | None:
    """Choices and breaks of an agent's shifts, None when some shift is none of the contract's."""
    candidate = problem.candidates[agent]
    options = candidate.options
    n_breaks = problem.tables.shifts.break_length.shape[2]
    choices = np.zeros(problem.horizon.days, dtype=np.int32)
    pauses = np.zeros((problem.horizon.days, n_breaks), dtype=np.int32)
    for shift in shifts:
        if shift.identity in problem.kept.identities:
            continue
        day = shift.day.toordinal() - problem.horizon.start.toordinal()
        if not 0 <= day < problem.horizon.days or choices[day]:
            return None
        option = option_of(options, day, shift)
        breaks = [span for span in shift.spans if span.activity is not Activity.ON_QUEUE]
        if option is None or len(breaks) != len(options.template(option).breaks):
            return None
        choices[day] = option + 1
        for b, (span, rule) in enumerate(zip(breaks, options.template(option).breaks, strict=True)):
            if (span.start_s - shift.start_s) / 60 not in rule.starts_min:
                return None
            pauses[day, b] = (span.start_s - shift.start_s) // problem.quantum_s
        starts = [(span.start_s - shift.start_s) / 60 for span in breaks]
        if not options.template(option).keeps_stretches(starts):
            return None
    return choices, pauses
