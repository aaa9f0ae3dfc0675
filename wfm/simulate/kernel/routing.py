"""Who takes an arriving contact, and what a freed agent takes."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.idle import list_of
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.rows import agent_at, place_at, queue_at, ranked_at, team_at


@part
def fits(agent: Record, queue: Record) -> bool:
    """Whether a contact of the queue fits beside those in hand."""
    in_hand: int = agent.in_hand
    return in_hand == 0 or (in_hand < queue.concurrency and in_hand < agent.limit)


@part
def choose_agent(center: Record, queue: Record) -> int:
    """Fewest in hand, then best rank, then longest unchanged, then lowest index; or `NONE`."""
    best, best_rank, best_s = NONE, 0, 0.0
    for level in range(queue.concurrency):
        for i in range(queue.teams_from, queue.teams_to):
            team = ranked_at(center.reach, i)
            if best != NONE and team.rank > best_rank:
                break
            found = list_of(center, team.index, level).first
            if level > 0:
                # Chats with a smaller concurrency in hand can forbid one more.
                while found != NONE and agent_at(center.agents, found).limit <= level:
                    found = agent_at(center.agents, found).after
            if found != NONE:
                since_s = agent_at(center.agents, found).since_s
                if best == NONE or since_s < best_s or (since_s == best_s and found < best):
                    best, best_rank, best_s = found, team.rank, since_s
        if best != NONE:
            break
    return best


@part
def choose_line(center: Record, agent: Record) -> int:
    """Queue whose first in line the agent reaches next: best rank, then longest waiting."""
    team = team_at(center.teams, agent.team)
    best, best_rank, best_s, best_order = NONE, 0, 0.0, 0
    for i in range(team.queues_from, team.queues_to):
        taken = ranked_at(center.takes, i)
        if best != NONE and taken.rank > best_rank:
            break
        queue = queue_at(center.queues, taken.index)
        if queue.first == NONE or not fits(agent, queue):
            continue
        place = place_at(center.places, queue.first)
        if (
            best == NONE
            or place.arrival_s < best_s
            or (place.arrival_s == best_s and place.order < best_order)
        ):
            best, best_rank = taken.index, taken.rank
            best_s, best_order = place.arrival_s, place.order
    return best
