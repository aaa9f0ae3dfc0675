"""Any small center, with any combination of what a model can say: hypothesis strategies."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tests.simulate.small import DAY_S, model
from wfm.simulate.kernel import kinds
from wfm.simulate.model import LiveState
from wfm.simulate.model_queues import Doors, FollowUp, Lines

_COMES_AS = {
    kinds.HANDLED: (kinds.HANDED_ON, kinds.REPEAT),
    kinds.LOST: (kinds.REDIAL,),
    kinds.CONTAINED: (kinds.BOUNCE_BACK,),
    kinds.UNREACHED: (kinds.RETRY,),
    kinds.DEFERRED: (kinds.MESSAGE,),
}


def sometimes(draw, values):
    """Mostly the first value, which stands for a feature that is not used."""
    return draw(st.sampled_from([values[0]] * 2 + list(values)))


@st.composite
def centers(draw):
    """Skills, ranks, laws, lines, stages, diallers, bots, closings, live states and more."""
    n_queues, n_agents = draw(st.integers(1, 4)), draw(st.integers(1, 6))

    def each(values):
        return [draw(st.sampled_from(values)) for _ in range(n_queues)]

    def rarely(values):
        return [sometimes(draw, values) for _ in range(n_queues)]

    law = [kinds.EXPONENTIAL, kinds.LOGNORMAL, kinds.GAMMA, kinds.EMPIRICAL, kinds.CONSTANT]
    concurrency = each([1, 1, 2, 3])
    changes = {
        "mean_patience_s": each([30.0, 200.0, float("inf")]),
        "patience_kind": rarely(law),
        "patience_cv": each([0.5, 1.5]),
        "patience_values": (np.array([0.2, 1.0, 1.8]),) * n_queues,
        "balk_share": each([0.0, 0.3]),
        "capacity": rarely([kinds.UNLIMITED, 0, 1, 4]),
        "trunks": [
            sometimes(draw, [kinds.UNLIMITED, 1, 5]) if c == 1 else kinds.UNLIMITED
            for c in concurrency
        ],
        "handle_kind": each(law),
        "handle_cv": each([0.3, 1.0, 2.0]),
        "handle_values": (np.array([0.1, 0.5, 1.0, 2.4]),) * n_queues,
        "concurrency": concurrency,
        "slowdown": each([0.0, 0.4]),
        "interrupts": rarely([False, True]),
        "interruptible": [sometimes(draw, [False, True]) and c == 1 for c in concurrency],
        "prefers_last": each([False, True]),
        "closing": rarely([kinds.FINISH, kinds.TURN_AWAY, kinds.TAKE_MESSAGE]),
        "contained_share": rarely([0.0, 0.4]),
        "bot_s": rarely([0.0, 60.0]),
        "priority_share": rarely([0.0, 0.3]),
        "callback_share": rarely([0.0, 0.6]),
        "callback_after_s": each([0.0, 60.0]),
        "dialling": rarely([kinds.NOT_DIALLED, kinds.BY_AGENT, kinds.BY_DIALLER]),
        "reach_share": each([0.3, 1.0]),
        "dial_s": each([0.0, 15.0]),
        "unreached_s": each([10.0, 25.0]),
        "pacing": each([1.0, 1.6]),
        "pacing_busy": each([0.0, 0.3]),
        "thresholds_s": np.array([5.0, 60.0]),
    }
    lines = draw(line_tables(n_queues))
    ranks = [[draw(st.integers(0, 2)) for _ in range(len(lines.queue))] for _ in range(n_agents)]
    spec = model(
        ranks,
        queue_changes=changes,
        rows=draw(worked(n_agents)),
        priority=[draw(st.integers(1, 2)) for _ in range(len(lines.queue))],
        line_changes=vars(lines),
        aht_factor=sometimes(draw, [None, np.linspace(0.5, 2, n_agents * n_queues)]),
        idle_leave_first=draw(st.booleans()),
        breaks_keep_length=draw(st.booleans()),
        follow_ups=draw(follow_ups(n_queues, concurrency)),
        doors=draw(door_tables(n_queues)),
    )
    if spec.agents.aht_factor is not None:
        factor = spec.agents.aht_factor.reshape(n_agents, n_queues)
        spec = replace(spec, agents=replace(spec.agents, aht_factor=factor))
    return replace(spec, state=draw(live_states(spec))) if draw(st.booleans()) else spec


@st.composite
def line_tables(draw, n_queues):
    """A line a queue; for some a priority line and stages that lead onward or out."""
    queue = list(range(n_queues))
    entry, priority = list(range(n_queues)), list(range(n_queues))
    after_s, following = [float("inf")] * n_queues, [kinds.NOBODY] * n_queues
    for q in range(n_queues):
        if draw(st.integers(0, 3)) == 0:
            priority[q] = len(queue)
            queue.append(q)
            after_s.append(float("inf"))
            following.append(kinds.NOBODY)
        if draw(st.integers(0, 2)) == 0:
            after_s[q] = draw(st.sampled_from([0.0, 30.0, 120.0]))
            following[q] = draw(st.sampled_from([kinds.LEAVES, len(queue)]))
            if following[q] != kinds.LEAVES:
                queue.append(q)
                after_s.append(draw(st.sampled_from([float("inf"), 300.0])))
                following.append(kinds.LEAVES)
    size = len(queue)

    def each(values):
        return np.array([sometimes(draw, values) for _ in range(size)])

    return Lines(
        queue=np.array(queue),
        entry=np.array(entry),
        priority_entry=np.array(priority),
        after_s=np.array(after_s),
        following=np.array(following),
        when_waiting=each([0, 2]),
        weight=each([1.0, 2.5]),
        credit_s=each([0.0, 100.0]),
        reserve=each([0, 1, 2]),
    )


@st.composite
def worked(draw, n_agents):
    """Spells of agents; empty for some."""
    rows = []
    for agent in range(n_agents):
        clock = draw(st.integers(0, 20)) * 900
        for _ in range(draw(st.integers(0, 4))):
            length, pause = draw(st.integers(1, 20)) * 900, draw(st.sampled_from([0, 900, 1800]))
            if clock + length < DAY_S:
                rows.append((agent, clock, clock + length, pause))
            clock += length + pause
    return rows


@st.composite
def follow_ups(draw, n_queues, concurrency):
    """What contacts turn into."""
    found = []
    for queue in range(n_queues):
        for trigger, comes_as in _COMES_AS.items():
            for _ in range(sometimes(draw, [0, 1, 2])):
                to = draw(st.integers(0, n_queues - 1))
                warm = (
                    trigger == kinds.HANDLED
                    and concurrency[queue] == concurrency[to] == 1
                    and draw(st.booleans())
                )
                found.append(
                    FollowUp(
                        queue=queue,
                        trigger=trigger,
                        comes_as=draw(st.sampled_from(comes_as)),
                        share=draw(st.sampled_from([0.2, 0.5])),
                        to=to,
                        delay_kind=draw(st.sampled_from([kinds.CONSTANT, kinds.EXPONENTIAL])),
                        delay_s=draw(st.sampled_from([0.0, 600.0])),
                        most=draw(st.integers(1, 3)),
                        warm=warm,
                        handover_s=20.0 if warm else 0.0,
                    )
                )
    return tuple(found)


@st.composite
def door_tables(draw, n_queues):
    """Queues open for a while in the day."""
    rows = []
    is_open = np.ones(n_queues, dtype=bool)
    for queue in range(n_queues):
        if draw(st.booleans()):
            is_open[queue] = False
            opens = draw(st.integers(0, 40)) * 1000
            rows += [(opens, queue, True), (opens + draw(st.integers(1, 40)) * 1000, queue, False)]
    rows.sort()
    return Doors(
        queue=np.array([q for _, q, _ in rows], dtype=np.int64),
        time_s=np.array([t for t, _, _ in rows], dtype=float),
        opens=np.array([o for _, _, o in rows], dtype=bool),
        open_at_start=is_open,
    )


@st.composite
def live_states(draw, spec):
    """Some wait and some are busy at some time of the day."""
    start_s = draw(st.sampled_from([0.0, 5000.0, 7200.0]))
    n_queues = len(spec.queues.names)
    spells = spec.spells
    here = np.unique(spells.agent[(spells.start_s <= start_s) & (spells.end_s > start_s)])
    busy = [a for a in here.tolist() if draw(st.booleans())]
    waiting = draw(
        st.lists(st.tuples(st.integers(0, n_queues - 1), st.integers(0, 100)), max_size=5)
    )
    plain = np.flatnonzero(spec.queues.dialling != kinds.BY_DIALLER)
    waiting = [(q, w) for q, w in waiting if q in plain]
    return LiveState(
        start_s=start_s,
        waiting_queue=np.array([q for q, _ in waiting], dtype=np.int64),
        waiting_for_s=np.array([w for _, w in waiting], dtype=float),
        busy_agent=np.array(busy, dtype=np.int64),
        busy_queue=np.array([draw(st.integers(0, n_queues - 1)) for _ in busy], dtype=np.int64),
        busy_for_s=np.array([draw(st.integers(0, 300)) for _ in busy], dtype=float),
    )
