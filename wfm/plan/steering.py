"""Where a loop aims: each target on its own scale, moved after a round by how it stood."""

from dataclasses import dataclass

from wfm.center.target import Target
from wfm.plan.rounds import Round
from wfm.staff.contract import CAP, Aims
from wfm.staff.standing import scale, unscale

TOLERANCE = 0.03
"""Gap that is close enough: 0.5 points of a service level of 80 %."""

ANSWER = 0.4
"""How much of a move of its aim a target that breaks is sure to answer with."""

AMPLE, SLOWLY = 0.2, 0.4
"""Gap beyond which a target has ample to spare, and the part of it that is given up at a time."""

LEAST_STEP, MOST_STEP = 0.1, 0.6
"""Moves of an aim in a round, on its scale: smallest of what breaks; largest, 80 % to 88 %."""

ASIDE = 3.0
"""How far an aim may move from its goal, on its scale."""

PART = 0.7
"""Part of the way that a priced target goes at once to where it costs least."""


@dataclass(frozen=True)
class Steering:
    """Aims of a loop.

    Attributes
    ----------
    promises : tuple of Target
    at : dict of str to float
        Where each target that a requirement can aim at is aimed, on its scale.
    pace : dict of str to float
        How much sooner or later than on average deferrable work is done, by queue, likewise from
        -`ASIDE` to `ASIDE`.
    """

    promises: tuple[Target, ...]
    at: dict[str, float]
    pace: dict[str, float]

    @property
    def aims(self) -> Aims:
        """The same in units of the targets."""
        figures = {t.name: unscale(t, self.at[t.name]) for t in self.promises if t.name in self.at}
        return Aims(figures, {q: max(1.0 + at / ASIDE, 0.0) for q, at in self.pace.items()})

    def aimed_at(self, aims: Aims) -> "Steering":
        """Aims that were given; a target that these do not name stays where it is."""
        at = dict(self.at)
        for target in self.promises:
            if target.name in at and target.name in aims.figures:
                at[target.name] = scale(target, aims.figures[target.name])
        pace = {queue: ASIDE * (aims.pace.get(queue, 1.0) - 1.0) for queue in self.pace}
        return Steering(self.promises, at, pace)

    def lowered(self, by: float) -> "Steering":
        """All aims of targets lower by the same, on their scales."""
        return Steering(self.promises, {name: at - by for name, at in self.at.items()}, self.pace)

    def after(self, found: Round, has_broken: bool) -> "Steering":
        """Where to aim after a round.

        Parameters
        ----------
        found : Round
        has_broken : bool
            Whether any target broke in a round by now.
        """
        # Half the tolerance to the good: a round that ends just below its goal is a round lost.
        gaps = {s.target: s.gap - TOLERANCE / 2 for s in found.standings}
        priced = {s.target: s.gap for s in found.standings if s.priced}
        breaks = any(s.gap < 0 for s in found.standings if not s.priced)
        at, pace = dict(self.at), dict(self.pace)
        for target in self.promises:
            name = target.name
            if name not in at:
                continue
            if name in priced:
                at[name] -= PART * priced[name]
            else:
                at[name] = moved(at[name], gaps[name], breaks, has_broken)
            middle = scale(target, target.goal)
            at[name] = min(max(at[name], middle - ASIDE), middle + ASIDE)
        for queue in pace:
            own = [
                gaps[t.name] for t in self.promises if t.queue in (queue, None) and t.name != CAP
            ]
            if own:
                there = moved(pace[queue], min(own), breaks, has_broken)
                pace[queue] = min(max(there, -ASIDE), ASIDE)
        return Steering(self.promises, at, pace)

    def can_spare(self, found: Round) -> bool:
        """Whether some target has ample to spare and its aim can still be lowered."""
        lowest = {t.name: scale(t, t.goal) - ASIDE for t in self.promises}
        return any(
            s.gap > AMPLE and s.target != CAP and self.at[s.target] > lowest[s.target]
            for s in found.standings
            if s.target in self.at and not s.priced
        )


def moved(at: float, gap: float, others_break: bool, has_broken: bool) -> float:
    """Where to aim next, on the target's scale.

    What breaks is raised, by more than its gap since people shared with other queues take a part of
    it. What holds is lowered, by half once something has broken. While something else breaks only
    what has ample to spare is lowered, and by little, or the two would chase each other.

    Parameters
    ----------
    at : float
        The aim.
    gap : float
        Of the target.
    others_break, has_broken : bool
        Whether any target breaks now, or did in an earlier round.
    """
    if gap < 0:
        return at + min(max(-gap / ANSWER, LEAST_STEP), MOST_STEP)
    if others_break:
        return at - min(SLOWLY * max(gap - AMPLE, 0.0), MOST_STEP)
    return at - min(gap * (0.5 if has_broken else 1.0), MOST_STEP)
