"""Chat: agents who handle several contacts at once, each of which then takes longer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.errors import UsageError
from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped, spread
from wfm.simulate.erlang._bisect import smallest_whole
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.goals import measure_number, reached, require_goal
from wfm.simulate.erlang.measures import OCCUPANCY, P_WAIT, Measures, fill, from_rows
from wfm.simulate.erlang.sums import HUGE


@dataclass(frozen=True)
class ChatMeasures:
    """Steady state of a chat queue; floats, or arrays of one shape.

    Attributes
    ----------
    measures : Measures
        What contacts meet; its occupancy is the share of agents with at least one contact.
    slot_occupancy : float or array
        Share of all slots (agents x concurrency) in use.
    concurrency : float or array
        Mean number of contacts of an agent who has any.
    """

    measures: Measures
    slot_occupancy: Numbers
    concurrency: Numbers


def chat(
    contacts_per_hour: ArrayLike,
    agents: ArrayLike,
    aht_s_by_concurrency: Sequence[float],
    patience_s: ArrayLike = math.inf,
    threshold_s: ArrayLike = 20.0,
) -> ChatMeasures:
    """Chat queue whose contacts go to the agent with the fewest, up to a limit each.

    An agent with k contacts finishes them at the rate k / AHT[k]. Contacts are balanced over the
    agents, so their number is a birth-death process; when every slot is taken, contacts wait and
    abandon as in Erlang A.

    Parameters
    ----------
    contacts_per_hour : array_like
        Arrivals.
    agents : array_like
        Whole numbers.
    aht_s_by_concurrency : sequence of float
        Mean handle time, seconds, of a contact whose agent handles 1, 2, ... at once; its length
        is the most an agent takes.
    patience_s : array_like
        Mean patience, seconds; inf if nobody abandons.
    threshold_s : array_like
        Threshold T of the service levels, seconds.

    Returns
    -------
    ChatMeasures

    Raises
    ------
    UsageError
        If an input is negative or NaN, agents are not whole, or a handle time is not positive.
    """
    aht_s = _handle_times(aht_s_by_concurrency)
    shape, columns = spread(
        contacts_per_hour=contacts_per_hour,
        agents=agents,
        patience_s=patience_s,
        threshold_s=threshold_s,
    )
    require(np.isfinite(columns[0]), "contacts_per_hour must be finite")
    require(columns[1] == np.floor(columns[1]), "agents must be whole numbers")
    rows = _rows(aht_s, *columns)
    return ChatMeasures(
        from_rows(rows[:11], shape), shaped(rows[11], shape), shaped(rows[12], shape)
    )


def chat_agents_needed(
    contacts_per_hour: ArrayLike,
    aht_s_by_concurrency: Sequence[float],
    *,
    goal: ArrayLike,
    threshold_s: ArrayLike = 20.0,
    formula: Formula | str = Formula.OFFERED,
    patience_s: ArrayLike = math.inf,
    measure: Measure | str = Measure.SERVICE_LEVEL,
) -> int | NDArray[np.int64]:
    """Smallest number of chat agents that reaches a goal.

    Parameters are those of `chat`; `goal`, `formula` and `measure` those of `agents_needed`.

    Returns
    -------
    int or array of int64

    Raises
    ------
    UsageError
        If an input is negative, NaN or not a share, or a name is unknown.
    """
    aht_s = _handle_times(aht_s_by_concurrency)
    kind = measure_number(measure)
    shape, columns = spread(
        contacts_per_hour=contacts_per_hour,
        goal=goal,
        patience_s=patience_s,
        threshold_s=threshold_s,
    )
    require(np.isfinite(columns[0]), "contacts_per_hour must be finite")
    load, aim, patience, threshold = columns
    require_goal(aim, patience, kind)
    number = formula_number(formula)

    def enough(agents: Array) -> NDArray[np.bool_]:
        rows = _rows(aht_s, load, agents, patience, threshold)
        return np.asarray(reached(rows, agents, aim, np.inf, kind, number) | (load == 0))

    return shaped(smallest_whole(enough, load / 3600.0 * aht_s[-1] / aht_s.size), shape)


def _handle_times(aht_s_by_concurrency: Sequence[float]) -> Array:
    aht_s = np.asarray(aht_s_by_concurrency, dtype=np.float64)
    if aht_s.ndim != 1 or aht_s.size == 0 or not np.all((aht_s > 0) & np.isfinite(aht_s)):
        raise UsageError(
            f"aht_s_by_concurrency is {aht_s_by_concurrency}: give one positive handle time for "
            "each number of contacts at once, such as [180, 210, 240]"
        )
    return aht_s


def _rows(
    aht_s: Array, per_hour: Array, agents: Array, patience_s: Array, threshold_s: Array
) -> Array:
    """Rows of measures, and two more: slot occupancy and concurrency."""
    slots = agents * aht_s.size
    below, contacts, working = _free_states_each(aht_s, per_hour / 3600.0, agents)
    last = np.full_like(agents, aht_s[-1])
    rows = fill(per_hour / 3600.0 * last, slots, below, last, patience_s, threshold_s)
    full = rows[P_WAIT]
    in_hand = full * slots + (1 - full) * contacts
    busy = full * agents + (1 - full) * working

    def ratio(part: Array, whole: Array) -> Array:
        return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)

    rows[OCCUPANCY] = ratio(busy, agents)
    return np.vstack([rows, ratio(in_hand, slots), ratio(in_hand, busy)])


@compiled
def _free_states_each(aht_s: Array, per_s: Array, agents: Array) -> tuple[Array, Array, Array]:
    """Weight of the states with a free slot, relative to "every slot taken".

    And, within those states, the mean numbers of contacts in hand and of agents with any.
    """
    below = np.full(per_s.size, math.inf)
    contacts = np.zeros(per_s.size)
    working = np.zeros(per_s.size)
    for i in range(per_s.size):
        if per_s[i] == 0.0 or agents[i] == 0.0:
            continue
        n = int(agents[i])
        top, weight, total, in_hand, busy = 1.0, 1.0, 0.0, 0.0, 0.0
        for m in range(n * aht_s.size, 0, -1):
            each = m // n
            more = m - each * n
            rate = (n - more) * each / aht_s[each - 1] if each > 0 else 0.0
            if more > 0:
                rate += more * (each + 1) / aht_s[each]
            weight *= rate / per_s[i]
            total += weight
            in_hand += weight * (m - 1)
            busy += weight * min(m - 1, n)
            if weight > HUGE:  # only ratios matter
                weight, total, top = weight / HUGE, total / HUGE, top / HUGE
                in_hand, busy = in_hand / HUGE, busy / HUGE
        below[i] = total / top
        contacts[i] = in_hand / total
        working[i] = busy / total
    return below, contacts, working
