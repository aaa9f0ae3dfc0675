"""What agents do: take contacts, finish them, come and go."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.counting import change_busy, change_on_queue, count_answer, count_ghost
from wfm.simulate.kernel.heap import push
from wfm.simulate.kernel.idle import add_idle, list_of, remove_idle
from wfm.simulate.kernel.lines import leave_front, vacate
from wfm.simulate.kernel.records import NONE, Record
from wfm.simulate.kernel.routing import choose_line
from wfm.simulate.kernel.rows import agent_at, place_at, queue_at, spell_at

STARTS = 2**40


@part
def take(
    center: Record,
    index: int,
    number: int,
    interval: int,
    order: int,
    wait_s: float,
    handle_s: float,
    onward: int,
) -> None:
    """An agent takes a contact of queue `number` in hand, now."""
    agent, queue = agent_at(center.agents, index), queue_at(center.queues, number)
    if agent.in_hand == 0:
        change_busy(center, 1)
        agent.limit = queue.concurrency
    else:
        agent.limit = min(agent.limit, queue.concurrency)
        handle_s *= 1 + queue.slowdown * agent.in_hand
    agent.in_hand += 1
    agent.since_s = center.now_s
    count_answer(center, number, interval, order, wait_s, handle_s, index)
    push(center.ends, center.now_s + handle_s, order, index | ((onward + 1) << 32))


@part
def serve(center: Record, index: int) -> None:
    """A free hand: take what waits, as long as something fits."""
    agent = agent_at(center.agents, index)
    while True:
        queue = choose_line(center, agent)
        if queue == NONE:
            break
        number = leave_front(center, queue_at(center.queues, queue))
        place = place_at(center.places, number)
        waiting, wait_s, order = place.waiting, center.now_s - place.arrival_s, place.order
        interval, handle_s, onward = place.interval, place.handle_s, place.onward
        vacate(center, number)
        if waiting:
            queue_at(center.queues, queue).waiting -= 1
            take(center, index, queue, interval, order, wait_s, handle_s, onward)
        else:
            count_ghost(center, queue, interval, order, wait_s)


@part
def note_availability(center: Record, index: int) -> None:
    """Put an agent whose hands have changed into the list where it belongs."""
    agent = agent_at(center.agents, index)
    remove_idle(center, index)
    if agent.on_queue and (agent.in_hand == 0 or agent.in_hand < agent.limit):
        add_idle(center, index)


@part
def finish(center: Record, index: int) -> None:
    """A contact ends."""
    agent = agent_at(center.agents, index)
    agent.in_hand -= 1
    agent.since_s = center.now_s
    if agent.in_hand == 0:
        change_busy(center, -1)


@part
def start_spell(center: Record, seat: int) -> int:
    """An agent comes on queue; who it is."""
    index: int = agent_at(center.agents, seat).sits
    agent = agent_at(center.agents, index)
    change_on_queue(center, 1)
    agent.on_queue = 1
    agent.since_s = center.now_s
    spell = agent_at(center.agents, seat).spell
    push(center.shifts, spell_at(center.spells, spell).end_s, seat, seat)
    return index


@part
def end_spell(center: Record, seat: int) -> int:
    """A spell ends as planned; the agent who takes nothing more."""
    index = who_leaves(center, seat)
    agent_at(center.agents, index).on_queue = 0
    remove_idle(center, index)
    return index


@part
def who_leaves(center: Record, seat: int) -> int:
    """Whoever sits there; when staffed by counts, rather somebody idle of the same team."""
    staying: int = agent_at(center.agents, seat).sits
    agent = agent_at(center.agents, staying)
    if not center.idle_leave_first or agent.in_hand == 0:
        return staying
    leaving: int = list_of(center, agent.team, 0).first
    if leaving == NONE:
        return staying
    other = agent_at(center.agents, leaving)
    agent_at(center.agents, other.seat).sits = staying
    agent_at(center.agents, seat).sits = leaving
    agent.seat, other.seat = other.seat, seat
    return leaving


@part
def leave(center: Record, index: int) -> None:
    """The agent goes; the pause that follows keeps its length."""
    number: int = agent_at(center.agents, index).seat
    seat = agent_at(center.agents, number)
    change_on_queue(center, -1)
    back_s = center.now_s + spell_at(center.spells, seat.spell).pause_s
    seat.spell += 1
    plan_spell(center, number, back_s)


@part
def plan_spell(center: Record, number: int, back_s: float) -> None:
    """Plan the start of a seat's next spell that is not over before its agent is back."""
    seat = agent_at(center.agents, number)
    while seat.spell < seat.spells_to:
        spell = spell_at(center.spells, seat.spell)
        start_s = max(spell.start_s, back_s)
        if start_s < spell.end_s:
            push(center.shifts, start_s, STARTS + number, number)
            break
        back_s = start_s + spell.pause_s
        seat.spell += 1
