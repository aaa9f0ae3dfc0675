"""The SkillRequirement: people of each kind who together keep what is promised."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.simulate.target_result import TargetResult
from wfm.staff.kinds import Kinds
from wfm.staff.skill_grid import ANY_NUMBER
from wfm.staff.standing import Standing

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class CutRound:
    """A staffing that was simulated on the way.

    Attributes
    ----------
    number : int
    hours : float
        Agent-hours on queue.
    cost : float
        Their pay, or gross hours where none is priced.
    cuts : int
        Cuts known so far.
    worst : str
        The promise that holds least.
    gap : float
        By how much, on the scale of `wfm.staff.standing.scale`; negative where it breaks.
    """

    number: int
    hours: float
    cost: float
    cuts: int
    worst: str
    gap: float


@dataclass(frozen=True, eq=False)
class SkillRequirement:
    """Agents needed on queue of each skill set; arrays have shape (kinds, intervals).

    Attributes
    ----------
    horizon : Horizon
    kinds : tuple of tuple of str
        Sets of queues that people take.
    required_net : array of int
        Agents of the kind who must be there and available, nobody counted twice.
    required_gross : array
        Divided by 1 - shrinkage: agents to roster on queue.
    people : array of int
        Most there can be, after shrinkage; 0 where people of the kind may not be on queue, and
        `ANY_NUMBER` where their number is not limited.
    cost : float
        Pay of the gross hours at each kind's cheapest contract; the hours where none is priced.
    live_erlangs : array of shape (intervals,)
        Agents that the work of live queues keeps busy on average; the others are there for short
        waits, for deferrable work, and because of minima.
    erlang_hours : dict of str to float
        Agent-hours on queue of whole agents for each queue alone, by model.
    rounds : tuple of CutRound
    promises : tuple of Standing
        The targets, and the occupancy cap, on the paths it was fitted to.
    verdict : tuple of TargetResult
        The same on other paths.
    worth : array of shape (promises, kinds, intervals)
        What the last agent there brings a promise while their period lasts, on its scale.
    price : array of shape (promises,)
        Cost of one more on that scale; 0 of promises with something to spare.
    at_floor : array of bool
        Where a queue would have fewer than its `minimum_agents` with one agent less.
    """

    horizon: Horizon
    kinds: Kinds
    required_net: Ints
    required_gross: Floats
    people: Ints
    cost: float
    live_erlangs: Floats
    erlang_hours: dict[str, float]
    rounds: tuple[CutRound, ...]
    promises: tuple[Standing, ...]
    verdict: tuple[TargetResult, ...]
    worth: Floats
    price: Floats
    at_floor: Bools

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds by the queues that they take, such as ``voice+chat``."""
        return tuple("+".join(kind) for kind in self.kinds)

    @property
    def net_hours(self) -> float:
        """Agent-hours on queue."""
        return float(self.required_net.sum()) * self.horizon.interval_minutes / 60

    @property
    def gross_hours(self) -> float:
        """Agent-hours to roster on queue."""
        return float(self.required_gross.sum()) * self.horizon.interval_minutes / 60

    @property
    def met(self) -> bool:
        """Whether every target is met on the paths of the verdict."""
        return all(result.met for result in self.verdict)

    @property
    def holds_where_fitted(self) -> bool:
        """Whether every promise holds on the paths that it was fitted to."""
        return all(s.gap >= 0 for s in self.promises)

    @property
    def people_ran_out(self) -> bool:
        """Whether somewhere all people of a kind are on queue."""
        return bool(((self.required_net >= self.people) & (self.required_net > 0)).any())

    @property
    def is_limited(self) -> bool:
        """Whether there are no more people than the scenario has."""
        return int(self.people.max(initial=0)) < ANY_NUMBER

    def totals(self) -> list[dict[str, Any]]:
        """Each kind over the horizon: hours, the peak, and the promise that most needs it."""
        hours = self.horizon.interval_minutes / 60
        need = self.needed_for()
        return [
            {
                "skill_set": name,
                "required_net_h": float(self.required_net[k].sum() * hours),
                "required_gross_h": float(self.required_gross[k].sum() * hours),
                "peak_agents": int(self.required_net[k].max(initial=0)),
                "people": int(self.people[k].max(initial=0)) if self.is_limited else None,
                "needed_for": ", ".join(
                    f"{s.target} {share:.0%}"
                    for s, share in sorted(
                        zip(self.promises, need[:, k], strict=True), key=lambda one: -one[1]
                    )
                    if share >= 0.05
                ),
            }
            for k, name in enumerate(self.names)
        ]

    def needed_for(self) -> Floats:
        """For each promise, its share of what the agents of a kind are worth, (promises, kinds)."""
        priced = self.price[:, None] * (self.worth * self.required_net).sum(axis=2)
        return np.asarray(priced / np.maximum(priced.sum(axis=0), 1e-12), dtype=np.float64)

    def to_frame(self) -> "pd.DataFrame":
        """Tidy table, one row a kind and interval.

        Columns: interval_start, skill_set, required_net, required_gross, people, and for each
        promise NAME the column needed_for_NAME: its share of what an agent there is worth.
        """
        import pandas as pd

        starts = self.horizon.interval_starts()
        priced = self.price[:, None, None] * self.worth
        shares = priced / np.maximum(priced.sum(axis=0), 1e-12)
        shares = np.where(self.required_net > 0, shares, 0.0)
        return pd.concat(
            [
                pd.DataFrame(
                    {
                        "interval_start": starts,
                        "skill_set": name,
                        "required_net": self.required_net[k],
                        "required_gross": self.required_gross[k],
                        "people": self.people[k],
                    }
                    | {f"needed_for_{s.target}": shares[j, k] for j, s in enumerate(self.promises)}
                )
                for k, name in enumerate(self.names)
            ],
            ignore_index=True,
        )

    def rounds_frame(self) -> "pd.DataFrame":
        """One row a round; columns as in `CutRound`."""
        import pandas as pd

        return pd.DataFrame([vars(found) for found in self.rounds])

    def __repr__(self) -> str:
        broken = [result.name for result in self.verdict if not result.met]
        kept = f"not kept: {', '.join(broken)}" if broken else "every target is met"
        return (
            f"SkillRequirement({len(self.kinds)} skill sets: {self.net_hours:,.0f} agent-hours on "
            f"queue, {self.gross_hours:,.0f} to roster; {kept})"
        )

    def _repr_html_(self) -> str:
        import pandas as pd

        return f"<p>{self!r}</p>{pd.DataFrame(self.totals()).to_html(index=False)}"
