"""What a search must leave as it is: history, locked and published entries, and days gone by."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wfm.center.roster import Roster, Shift, State
from wfm.schedule.options import Options

KEPT_STATES = frozenset({State.HISTORY, State.LOCKED, State.PUBLISHED})
NO_SUCH_CHOICE = -1


@dataclass(frozen=True)
class Kept:
    """Entries that stay, and the days on which nobody gets another one.

    Attributes
    ----------
    shifts : tuple of Shift
        They are worked as they are, and count towards cover, cost and rules.
    first_open_day : int
        Days of the horizon before this one are over, days off included.
    """

    shifts: tuple[Shift, ...] = ()
    first_open_day: int = 0

    @classmethod
    def of(cls, roster: Roster, states: Iterable[State] = KEPT_STATES) -> "Kept":
        """Entries of a roster in some states; days up to the last history entry are over."""
        start = roster.horizon.start.toordinal()
        past = [s.day.toordinal() - start for s in roster.shifts if s.state is State.HISTORY]
        first_open = min(max(past, default=-1) + 1, roster.horizon.days)
        among = frozenset(states)
        return cls(tuple(s for s in roster.shifts if s.state in among), max(first_open, 0))

    @cached_property
    def by_agent(self) -> dict[str, tuple[Shift, ...]]:
        """Entries of each agent that has any."""
        found: dict[str, tuple[Shift, ...]] = {}
        for shift in self.shifts:
            found[shift.agent] = (*found.get(shift.agent, ()), shift)
        return found

    @cached_property
    def identities(self) -> frozenset[str]:
        """Identities of the entries."""
        return frozenset(shift.identity for shift in self.shifts)

    def choices_of(self, agent: str, options: Options) -> dict[int, int]:
        """Choice of each day that is not open to an agent; -1 where the contract has none such."""
        choices = dict.fromkeys(range(self.first_open_day), 0)
        for shift in self.by_agent.get(agent, ()):
            day = shift.day.toordinal() - options.horizon.start.toordinal()
            if 0 <= day < options.horizon.days:
                option = option_of(options, day, shift)
                choices[day] = NO_SUCH_CHOICE if option is None else option + 1
        return choices


def option_of(options: Options, day: int, shift: Shift) -> int | None:
    """The option with the shift's template and start, None if there is none."""
    for option in np.flatnonzero(options.start_s[day] == shift.start_s):
        if options.template(int(option)).name == shift.template:
            return int(option)
    return None
