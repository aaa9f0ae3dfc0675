"""What agents do: take contacts, finish them, come and go."""

from wfm.simulate.kernel.compiled import part
from wfm.simulate.kernel.counting import change_busy, change_on_queue, count_answer, count_ghost
from wfm.simulate.kernel.heap import push
from wfm.simulate.kernel.idle import add_idle, remove_idle
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
def start_spell(center: Record, index: int) -> None:
    """An agent comes on queue."""
    agent = agent_at(center.agents, index)
    change_on_queue(center, 1)
    agent.on_queue = 1
    agent.since_s = center.now_s
    push(center.shifts, spell_at(center.spells, agent.spell).end_s, index, index)


@part
def end_spell(center: Record, index: int) -> None:
    """A spell ends as planned; nothing more is taken."""
    agent_at(center.agents, index).on_queue = 0
    remove_idle(center, index)


@part
def leave(center: Record, index: int) -> None:
    """The agent goes; the pause that follows keeps its length."""
    agent = agent_at(center.agents, index)
    change_on_queue(center, -1)
    back_s = center.now_s + spell_at(center.spells, agent.spell).pause_s
    agent.spell += 1
    plan_spell(center, index, back_s)


@part
def plan_spell(center: Record, index: int, back_s: float) -> None:
    """Plan the start of the next spell that is not over before the agent is back."""
    agent = agent_at(center.agents, index)
    while agent.spell < agent.spells_to:
        spell = spell_at(center.spells, agent.spell)
        start_s = max(spell.start_s, back_s)
        if start_s < spell.end_s:
            push(center.shifts, start_s, STARTS + index, index)
            break
        back_s = start_s + spell.pause_s
        agent.spell += 1
