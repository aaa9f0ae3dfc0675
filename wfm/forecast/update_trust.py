"""How much of an update during the day to believe, as the queue's own past days tell.

A shrinkage chosen by what it would have gained on days that were not used to make the forecast
(stacking; Breiman, 1996, "Stacked regressions"), where none at all needs no evidence and any other
does.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.intraday import LEAST_FACTOR, DayModel, usual
from wfm.forecast.misses import Miss
from wfm.forecast.rolling import LEADS
from wfm.forecast.spread import Spread

Grid = NDArray[np.float64]

TRUSTS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
UNTRIED = 0.5
SEEN_SHARES = (0.25, 0.5, 0.75)
LEAST_DAYS = 10
LEAST_EVIDENCE = 1.0


def update_trust(misses: Sequence[Miss], spread: Spread, slot_minutes: int) -> Grid:
    """Trust in updates of each queue, one of `TRUSTS`; shape (queues,).

    Every past day is updated after a quarter, half and three quarters of its contacts, by the
    forecast made last before it. A trust is judged by the absolute error of the rest, with
    `LEAST_EVIDENCE` standard errors against it that no trust at all does not have. A queue with
    less than `LEAST_DAYS` of such days has `UNTRIED`.
    """
    trust = np.full(len(spread.day_variance), UNTRIED)
    for q in range(len(trust)):
        days = _days(misses, q)
        if len(days.actual) >= LEAST_DAYS:
            errors = _errors(days, spread, q, slot_minutes)
            gain = errors - errors[:, :1]
            doubt = gain.std(axis=0) / np.sqrt(len(gain))
            trust[q] = TRUSTS[np.argmin(gain.mean(axis=0) + LEAST_EVIDENCE * doubt)]
    return trust


class _Days(NamedTuple):
    """Past days with contacts, each as last foreseen; arrays of shape (days, slots)."""

    actual: Grid
    mean: Grid
    leads: NDArray[np.int64]


def _days(misses: Sequence[Miss], q: int) -> _Days:
    """The days of one queue; origins run from the latest to the earliest."""
    actual, mean, leads = [], [], []
    until = None
    for miss in misses:
        stop = LEADS if until is None else until - miss.origin
        actual.append(miss.actual[q, :stop])
        mean.append(miss.mean[q, :stop])
        leads.append(np.arange(1, len(mean[-1]) + 1))
        until = miss.origin
    if not misses:
        return _Days(np.zeros((0, 1)), np.zeros((0, 1)), np.zeros(0, dtype=np.int64))
    days = _Days(np.concatenate(actual), np.concatenate(mean), np.concatenate(leads))
    worked = (np.nansum(days.actual, axis=1) > 0) & days.mean.any(axis=1)
    return _Days(days.actual[worked], days.mean[worked], days.leads[worked])


def _errors(days: _Days, spread: Spread, q: int, slot_minutes: int) -> Grid:
    """Absolute error of the rest of each day by trust, shape (days, len(TRUSTS))."""
    typical = days.mean.mean(axis=0)
    open_slots = np.flatnonzero(typical > 0)
    day = DayModel(
        typical,
        float(spread.typical_day_sd(days.leads)[q].mean()),
        spread.interval_sd(days.leads, typical)[q].mean(axis=0),
        float(spread.interval_autocorrelation[q]),
        slot_minutes,
    )
    told = ~np.isnan(days.actual) & (days.mean > 0)
    miss = np.where(told, days.actual, days.mean) / np.where(days.mean > 0, days.mean, 1.0)
    passed = np.cumsum(typical[open_slots]) / typical.sum()
    errors = np.zeros((len(days.mean), len(TRUSTS)))
    for share in SEEN_SHARES:
        count = int(np.searchsorted(passed, share)) + 1
        known, ahead = open_slots[:count], open_slots[count:]
        if len(ahead) == 0:
            break
        weight, sd = day.regression(known, ahead)
        change = usual(np.where(told, miss - 1, 0.0)[:, known], sd) @ weight
        actual, mean = days.actual[:, ahead], days.mean[:, ahead]
        for i, trust in enumerate(TRUSTS):
            said = mean * np.maximum(1 + trust * change, LEAST_FACTOR)
            errors[:, i] += np.where(told[:, ahead], np.abs(said - actual), 0.0).sum(axis=1)
    return errors
