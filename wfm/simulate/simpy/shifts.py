"""Shifts of the SimPy engine: who is on queue when, and who leaves at the end of a spell."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from wfm.simulate.model import Spells
from wfm.simulate.simpy.moments import SPELL_ENDS, SPELL_STARTS, Moment
from wfm.simulate.simpy.records import AWAY, Agent

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


class Shifts:
    """Who sits where, and whose spell is over but not the contact in hand.

    Parameters
    ----------
    center : Center
    """

    def __init__(self, center: "Center") -> None:
        self.center, self.env = center, center.env
        # Who works the spells of which seat; only staffing by counts ever changes it.
        self.sits = list(center.agents)
        self.done: dict[int, simpy.Event] = {}

    def begin(self, spells: Spells) -> None:
        """Have every seat worked."""
        for seat in range(len(self.sits)):
            worked = np.flatnonzero(spells.agent == seat)
            if len(worked):
                table = np.column_stack((spells.start_s, spells.end_s, spells.pause_s))[worked]
                self.env.process(self.working_days(seat, table.tolist()))

    def working_days(
        self, seat: int, spells: list[list[float]]
    ) -> Generator[simpy.Event, Any, None]:
        """One agent (or, when staffed by counts, one seat), from spell to spell."""
        back_s = self.center.model.start_s
        for start_s, end_s, pause_s in spells:
            if end_s <= self.center.model.start_s:
                continue
            left_s = max(start_s, back_s)
            if left_s < end_s:
                yield Moment(self.env, left_s, SPELL_STARTS + seat)
                agent = self.sits[seat]
                agent.here_since_s = agent.since_s = self.env.now
                agent.on_queue = True
                self.center.desk.serve(agent)
                self.center.diallers.dial()
                yield Moment(self.env, end_s, SPELL_ENDS + seat)
                agent = self.who_leaves(seat)
                agent.on_queue = False
                self.center.available.pop(agent.index, None)
                if agent.in_hand:
                    self.center.diallers.dial()
                    self.done[agent.index] = simpy.Event(self.env)
                    yield self.done[agent.index]
                    del self.done[agent.index]
                else:
                    self.leave(agent)
                    self.center.diallers.dial()
                left_s = self.env.now
            elif not self.center.model.breaks_keep_length:
                continue
            back_s = left_s + (pause_s if self.center.model.breaks_keep_length else 0.0)

    def leave(self, agent: Agent) -> None:
        """The agent goes."""
        self.center.on_queue_s.append((agent.index, agent.here_since_s, self.env.now))
        agent.here_since_s = AWAY

    def who_leaves(self, seat: int) -> Agent:
        """Whoever sits there; when staffed by counts, rather somebody idle of the same team."""
        leaving = self.sits[seat]
        if self.center.model.idle_leave_first and leaving.in_hand:
            idle = [
                a
                for a in self.center.available.values()
                if a.in_hand == 0 and a.team == leaving.team
            ]
            if idle:
                staying, leaving = leaving, min(idle, key=lambda a: a.idle_for)
                other = self.sits.index(leaving)
                self.sits[seat], self.sits[other] = leaving, staying
        return leaving
