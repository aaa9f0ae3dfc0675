"""The live state from which a simulation starts, as the kernel's tables."""

from collections.abc import Callable
from functools import partial

import numpy as np

from wfm.simulate.arrays import Floats
from wfm.simulate.kernel import records
from wfm.simulate.kernel.records import Records
from wfm.simulate.kernel.vectors import Draws
from wfm.simulate.model import Model

# Numbers of contacts of the live state, below those of later contacts and above the others.
WAITING_NUMBER, BUSY_NUMBER = 2**41, 2**41 + 2**40
_ATTEMPTS = 1000


def waiting_at_start(model: Model, aht_s: Floats, seed: int, replication: int) -> Records:
    """Who waits at the start; patience is drawn given that it has lasted so long."""
    state = model.state
    if state is None:
        return np.zeros(0, dtype=records.CONTACT)
    table = np.zeros(len(state.waiting_queue), dtype=records.CONTACT)
    draws = Draws(model, aht_s, seed, replication)
    longest_first = np.argsort(-state.waiting_for_s, kind="stable")
    for i, row in enumerate(longest_first):
        queue, waited_s = int(state.waiting_queue[row]), float(state.waiting_for_s[row])
        number = WAITING_NUMBER + i
        table["queue"][i], table["number"][i] = queue, number
        table["arrival_s"][i] = state.start_s - waited_s
        table["handle_s"][i] = draws.handle_s(queue, number, _interval(model))
        table["patience_s"][i] = _beyond(partial(draws.patience_s, queue), number, waited_s)
    return table


def busy_at_start(model: Model, aht_s: Floats, seed: int, replication: int) -> Records:
    """Who has a contact in hand; its end is drawn given that it has lasted so long."""
    state = model.state
    if state is None:
        return np.zeros(0, dtype=records.IN_HAND)
    table = np.zeros(len(state.busy_agent), dtype=records.IN_HAND)
    draws = Draws(model, aht_s, seed, replication)
    for i in range(len(table)):
        queue, lasted_s = int(state.busy_queue[i]), float(state.busy_for_s[i])
        number = BUSY_NUMBER + i
        whole_s = _beyond(
            partial(draws.handle_s, queue, interval=_interval(model)), number, lasted_s
        )
        table["agent"][i], table["queue"][i] = state.busy_agent[i], queue
        table["number"][i], table["ends_s"][i] = number, state.start_s + whole_s - lasted_s
    return table


def _interval(model: Model) -> int:
    return int(model.start_s // model.horizon.interval_s)


def _beyond(draw: Callable[[int], float], number: int, least_s: float) -> float:
    """First of the draws that is longer; a law that hardly reaches so far just goes on a little."""
    for attempt in range(_ATTEMPTS):
        found = draw(number + attempt * 2**20)
        if found > least_s:
            return found
    return least_s + 1.0
