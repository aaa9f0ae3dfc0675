"""Who takes an arriving contact, and what a freed agent takes."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.idle import list_of
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import (
    agent_at,
    line_at,
    place_at,
    queue_at,
    ranked_at,
    team_at,
)


@part
def fits(agent: Record, queue: Record) -> bool:
    """Whether a contact of the queue fits beside those in hand."""
    in_hand: int = agent.in_hand
    return in_hand == 0 or (in_hand < queue.concurrency and in_hand < agent.limit)


@part
def choose_agent(center: Record, line: Record, concurrency: int) -> int:
    """Fewest in hand, then best rank, then longest unchanged, then lowest index; or `NONE`."""
    best, best_rank, best_s = NONE, 0, 0.0
    for level in range(concurrency):
        for i in range(line.teams_from, line.teams_to):
            team = ranked_at(center.reach, i)
            if best != NONE and team.rank > best_rank:
                break
            listed = list_of(center, team.index, level)
            found = listed.first
            if level > 0:
                # Chats with a smaller concurrency in hand can forbid one more.
                while found != NONE and agent_at(center.agents, found).limit <= level:
                    found = agent_at(center.agents, found).after
            elif listed.count <= line.reserve:
                continue
            if found != NONE:
                since_s = agent_at(center.agents, found).since_s
                if best == NONE or since_s < best_s or (since_s == best_s and found < best):
                    best, best_rank, best_s = found, team.rank, since_s
        if best != NONE:
            break
    return best


@part
def choose_interrupted(center: Record, line: Record) -> int:
    """Best rank, then longest at the same contact, then lowest index; or `NONE`."""
    best, best_rank, best_s = NONE, 0, 0.0
    for i in range(line.teams_from, line.teams_to):
        team = ranked_at(center.reach, i)
        if best != NONE and team.rank > best_rank:
            break
        found = list_of(center, team.index, center.levels).first
        if found != NONE:
            since_s = agent_at(center.agents, found).since_s
            if best == NONE or since_s < best_s or (since_s == best_s and found < best):
                best, best_rank, best_s = found, team.rank, since_s
    return best


@part
def takes_from(center: Record, agent: Record, line: int) -> bool:
    """Whether an agent can take contacts from a line."""
    team = team_at(center.teams, agent.team)
    able = False
    for i in range(team.lines_from, team.lines_to):
        able = able or ranked_at(center.takes, i).index == line
    return able


@part
def choose_line(center: Record, agent: Record) -> int:
    """Line whose first the agent reaches next: best rank, then longest waiting or best score."""
    team = team_at(center.teams, agent.team)
    best, best_rank, best_score, best_order = NONE, 0, 0.0, 0
    for i in range(team.lines_from, team.lines_to):
        taken = ranked_at(center.takes, i)
        if best != NONE and taken.rank > best_rank:
            break
        line = line_at(center.lines, taken.index)
        if line.first == NONE or not fits(agent, queue_at(center.queues, line.queue)):
            continue
        # The agent is not in a list now, so counts as one more idle.
        if (
            line.reserve > 0
            and agent.in_hand == 0
            and (list_of(center, agent.team, 0).count + 1 <= line.reserve)
        ):
            continue
        place = place_at(center.places, line.first)
        score = -place.arrival_s
        if center.weighted:
            score = line.weight * (center.now_s - place.arrival_s) + line.credit_s
        if best == NONE or score > best_score or (score == best_score and place.order < best_order):
            best, best_rank, best_score, best_order = taken.index, taken.rank, score, place.order
    return best
