"""Unplanned absence: who does not come on which day."""

import numpy as np

from wfm.simulate.model import Model, Spells
from wfm.streams import Purpose, stream_key, uniforms


def spells_worked(model: Model, seed: int, replication: int) -> Spells:
    """The spells of one replication, without those of absent agents.

    Each agent is absent on each day with probability `model.absence`, independently; the draw is
    keyed by seed, replication, agent and calendar day.
    """
    spells = model.spells
    if model.absence == 0:
        return spells
    present = np.ones(len(spells.agent), dtype=bool)
    for agent in np.unique(spells.agent):
        of_agent = spells.agent == agent
        key = stream_key(seed, replication, int(agent), Purpose.ABSENCE)
        present[of_agent] = uniforms(key, spells.day[of_agent]) >= model.absence
    return spells.only(present)
