"""Chat: agents who handle several contacts at once, each of which then takes longer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.errors import UsageError
from wfm.center.target import Formula, Measure
from wfm.simulate.erlang._arrays import Array, Numbers, require, shaped, spread
from wfm.simulate.erlang._compiled import compiled
from wfm.simulate.erlang.formulas import formula_number
from wfm.simulate.erlang.goals import MEASURES, SLACK, measure_number
from wfm.simulate.erlang.measures import Measures, fill, from_rows


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
    rows = _chat_each(aht_s, *columns)
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
    if MEASURES[kind] is not Measure.ASA:
        require(columns[1] <= 1, "goal must be a share from 0 to 1, such as 0.8")
    row = {
        Measure.SERVICE_LEVEL: 6 + formula_number(formula),
        Measure.ABANDONMENT: 1,
        Measure.ASA: 3,
    }[MEASURES[kind]]
    return shaped(_chat_agents_each(row, aht_s, *columns), shape)


def _handle_times(aht_s_by_concurrency: Sequence[float]) -> Array:
    aht_s = np.asarray(aht_s_by_concurrency, dtype=np.float64)
    if aht_s.ndim != 1 or aht_s.size == 0 or not np.all((aht_s > 0) & np.isfinite(aht_s)):
        raise UsageError(
            f"aht_s_by_concurrency is {aht_s_by_concurrency}: give one positive handle time for "
            "each number of contacts at once, such as [180, 210, 240]"
        )
    return aht_s


@compiled
def _chat_one(
    rows: Array, i: int, aht_s: Array, per_s: float, agents: float, patience_s: float,
    threshold_s: float,
) -> None:  # fmt: skip
    most = aht_s.size
    slots = int(agents) * most
    # Down from "every slot taken": the weights of fewer contacts, rescaled before they overflow.
    weight, top = 1.0, 1.0
    total, contacts, busy = 0.0, 0.0, 0.0
    for m in range(slots, 0, -1):
        if per_s == 0.0:
            break
        each = m // int(agents)
        more = m - each * int(agents)
        rate = more * (each + 1) / aht_s[each] if more > 0 else 0.0
        if each > 0:
            rate += (agents - more) * each / aht_s[each - 1]
        weight *= rate / per_s
        total += weight
        contacts += weight * (m - 1)
        busy += weight * min(m - 1.0, agents)
        if weight > 1e250:
            weight *= 1e-250
            total *= 1e-250
            contacts *= 1e-250
            busy *= 1e-250
            top *= 1e-250
    below = total / top if per_s > 0.0 else math.inf
    fill(rows, i, per_s * aht_s[-1], float(slots), below, aht_s[-1], patience_s, threshold_s)
    full = rows[0, i]
    free = (1.0 - full) / total if total > 0.0 else 0.0
    in_hand = full * slots + free * contacts
    working = full * agents + free * busy
    rows[5, i] = working / agents if agents > 0.0 else 0.0
    rows[11, i] = in_hand / slots if slots > 0 else 0.0
    rows[12, i] = in_hand / working if working > 0.0 else 0.0


@compiled
def _chat_each(
    aht_s: Array, per_hour: Array, agents: Array, patience_s: Array, threshold_s: Array
) -> Array:
    rows = np.empty((13, per_hour.size))
    for i in range(per_hour.size):
        _chat_one(
            rows, i, aht_s, per_hour[i] / 3600.0, agents[i], patience_s[i], threshold_s[i]
        )  # fmt: skip
    return rows


@compiled
def _chat_agents_each(
    row: int, aht_s: Array, per_hour: Array, goal: Array, patience_s: Array, threshold_s: Array
) -> NDArray[np.int64]:
    """Gallop up from the workload at full concurrency, down if that is plenty; then bisect."""
    out = np.zeros(per_hour.size, dtype=np.int64)
    rows = np.empty((13, 1))
    for i in range(per_hour.size):
        per_s = per_hour[i] / 3600.0
        if per_s == 0.0:
            continue
        fails, meets = -1, -1
        n = int(per_s * aht_s[-1] / aht_s.size) + 1
        step = 1
        while meets - fails != 1:
            _chat_one(rows, 0, aht_s, per_s, float(n), patience_s[i], threshold_s[i])
            value = rows[row, 0]
            good = value >= goal[i] - SLACK if row > 5 else value <= goal[i] + SLACK
            if good:
                meets = n
            else:
                fails = n
            if meets < 0:
                n += step
            elif fails < 0:
                n = max(n - step, 0)
            else:
                n = (fails + meets) // 2
            step *= 2
            if meets == 0:
                break
        out[i] = meets
    return out
