"""Agents with a free hand: for each team and number in hand a list, longest unchanged first.

One list more, at the level ``center.levels``, holds those with a contact that may be interrupted.
"""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import agent_at, listed_at


@part
def list_of(center: Record, team: int, level: int) -> Record:
    """First and last of a team's agents with so many contacts in hand."""
    return listed_at(center.idle, team * (center.levels + 1) + level)


@part
def add_idle(center: Record, index: int, level: int) -> None:
    """Put an agent whose hands have just changed at the end of the list."""
    agent = agent_at(center.agents, index)
    listed = list_of(center, agent.team, level)
    before, after = listed.last, NONE
    # Times only grow, so the end is right, but for others of the same instant: those by index.
    while before > index and agent_at(center.agents, before).since_s == agent.since_s:
        after = before
        before = agent_at(center.agents, before).before
    agent.before, agent.after, agent.level = before, after, level
    listed.count += 1
    if before == NONE:
        listed.first = index
    else:
        agent_at(center.agents, before).after = index
    if after == NONE:
        listed.last = index
    else:
        agent_at(center.agents, after).before = index


@part
def remove_idle(center: Record, index: int) -> None:
    """Take an agent out of the list, if in one."""
    agent = agent_at(center.agents, index)
    if agent.level == NONE:
        return
    listed = list_of(center, agent.team, agent.level)
    listed.count -= 1
    if agent.before == NONE:
        listed.first = agent.after
    else:
        agent_at(center.agents, agent.before).after = agent.after
    if agent.after == NONE:
        listed.last = agent.before
    else:
        agent_at(center.agents, agent.after).before = agent.before
    agent.level = NONE
