"""Staffing by counts: groups of interchangeable agents, so many in each period."""

import numpy as np

from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.model import Agents, Spells


def staffed_by_counts(
    groups: tuple[str, ...],
    staff: Ints,
    period_s: float,
    agent_rank: Ints,
    queue_rank: Ints,
    aht_factor: Floats | None = None,
) -> tuple[Agents, Spells]:
    """Agents and spells that amount to the counts.

    Seat i of a group is staffed in the periods in which the group has more than i agents; periods
    on end are one spell. Use with `Model.idle_leave_first`.

    Parameters
    ----------
    groups : tuple of str
        Names of the G groups.
    staff : array of int, shape (G, P)
        Agents in each period.
    period_s : float
        Length of a period.
    agent_rank, queue_rank : array of shape (G, Q)
        As in `Agents`, by group.
    aht_factor : array of shape (G, Q), optional
        As in `Agents`, by group.
    """
    most = staff.max(axis=1, initial=0)
    group_of = np.repeat(np.arange(len(groups)), most)
    seat = np.concatenate([np.arange(n) for n in most]) if len(most) else most
    present = staff[group_of] > seat[:, None]
    edges = np.diff(np.pad(present, ((0, 0), (1, 1))).astype(np.int64), axis=1)
    agent, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    names = tuple(f"{groups[g]}-{i + 1}" for g, i in zip(group_of, seat, strict=True))
    return (
        Agents(
            names,
            agent_rank[group_of],
            queue_rank[group_of],
            None if aht_factor is None else aht_factor[group_of],
        ),
        Spells(
            agent=agent,
            day=np.zeros(len(agent), dtype=np.int64),
            start_s=(starts * period_s).astype(np.float64),
            end_s=(ends * period_s).astype(np.float64),
            pause_s=np.zeros(len(agent)),
        ),
    )
