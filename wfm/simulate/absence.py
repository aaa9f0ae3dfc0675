"""Absence: who does not come on which day, comes late or leaves early."""

import numpy as np

from wfm.simulate.arrays import Floats
from wfm.simulate.model import Model, Spells
from wfm.streams import Purpose, stream_key, uniforms


def spells_worked(model: Model, seed: int, replication: int) -> Spells:
    """The spells of one replication, without the time in which agents are absent.

    Each agent draws one uniform number a day, keyed by seed, replication, agent and calendar day,
    and is away wherever `model.absence` is above it: whole days where it is the same at all times,
    else early or late parts of days. So at every moment each agent of that day is away with exactly
    the probability `model.absence`, independently of the others. Who has a contact in hand at a
    live start is there at that moment, and the number is drawn given that.
    """
    spells = model.spells
    away = np.broadcast_to(model.absence, model.horizon.n_intervals)
    if not away.any():
        return spells
    comes_below: Floats = np.empty(len(spells.agent))
    for agent in np.unique(spells.agent):
        of_agent = spells.agent == agent
        key = stream_key(seed, replication, int(agent), Purpose.ABSENCE)
        comes_below[of_agent] = uniforms(key, spells.day[of_agent])
    if model.state is not None:
        start_s = model.state.start_s
        seen = np.isin(spells.agent, model.state.busy_agent)
        seen &= (spells.start_s <= start_s) & (start_s < spells.end_s)
        for agent, day in zip(spells.agent[seen], spells.day[seen], strict=True):
            that_day = (spells.agent == agent) & (spells.day == day)
            least = away[int(start_s // model.horizon.interval_s)]
            comes_below[that_day] = least + (1 - least) * comes_below[that_day]
    return _without(spells, comes_below, away, model.horizon.interval_s)


def _without(spells: Spells, comes_below: Floats, away: Floats, interval_s: int) -> Spells:
    """Spells without the intervals in which `away` is above the number of the spell.

    The pause that follows a spell stays with its last part, if that goes on to the planned end.
    """
    changes = np.flatnonzero(np.diff(away)) + 1
    edges_s = np.concatenate(([-np.inf], changes * float(interval_s), [np.inf]))
    share = away[np.append(0, changes)]
    first = np.searchsorted(edges_s, spells.start_s, side="right") - 1
    last = np.searchsorted(edges_s, spells.end_s, side="left") - 1
    parts = last - first + 1
    spell = np.repeat(np.arange(len(parts)), parts)
    # Number of the stretch of equal shares in which each part of a spell lies.
    stretch = np.arange(len(spell)) - np.repeat(np.cumsum(parts) - parts - first, parts)
    here = share[stretch] <= comes_below[spell]
    goes_on = here[:-1] & here[1:] & (spell[:-1] == spell[1:])
    begins, ends = here.copy(), here.copy()
    begins[1:] &= ~goes_on
    ends[:-1] &= ~goes_on
    whose, until = spell[begins], stretch[ends] + 1
    end_s = np.minimum(spells.end_s[whose], edges_s[until])
    return Spells(
        agent=spells.agent[whose],
        day=spells.day[whose],
        start_s=np.maximum(spells.start_s[whose], edges_s[stretch[begins]]),
        end_s=end_s,
        pause_s=np.where(end_s == spells.end_s[whose], spells.pause_s[whose], 0.0),
    )
