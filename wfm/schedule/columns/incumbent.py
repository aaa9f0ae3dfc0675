"""The best roster by now, and the best bound."""

from collections.abc import Callable

from wfm.schedule.columns.cover import Column, Cover, cost_of

SETTLED = 1e-6
TINY = 1e-9

Found = Callable[[list[Column], float, float], None]


class Incumbent:
    """A roster of one column a person, its cost, and a cost that no roster can beat.

    Parameters
    ----------
    cover : Cover
    roster : list of Column
    found : function of (roster, cost, bound)
        Called now, and whenever cost or bound got better.
    """

    def __init__(self, cover: Cover, roster: list[Column], found: Found) -> None:
        self._cover, self._found = cover, found
        self.roster, self.cost, self.bound = roster, cost_of(cover, roster), float("-inf")
        found(roster, self.cost, self.bound)

    def offer(self, roster: list[Column]) -> float:
        """Take a roster unless it costs more, and tell by how much it is cheaper.

        Rosters that cost the same are taken too, to move on a plateau.
        """
        gain = self.cost - cost_of(self._cover, roster)
        if gain >= -TINY:
            self.roster, self.cost = roster, self.cost - max(gain, 0.0)
        if gain > TINY:
            self._found(self.roster, self.cost, self.bound)
        return gain

    def raise_bound(self, bound: float) -> bool:
        """Whether a bound is at least as high as the one known; if so it is taken."""
        bound = self._cover.rounded_up(bound)
        if bound < self.bound:
            return False
        if bound > self.bound:
            self.bound = bound
            self._found(self.roster, self.cost, bound)
        return True

    @property
    def settled(self) -> bool:
        """Whether cost and bound meet."""
        return self.cost <= self.bound + SETTLED * max(abs(self.bound), 1.0)
