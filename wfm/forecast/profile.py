"""How a day's contacts spread over its slots: a profile by weekday, bent by season and drift."""

import numpy as np
from numpy.typing import NDArray

from wfm.forecast.process import Process

Grid = NDArray[np.float64]

HALF_LIFE_DAYS = 90.0
POOLED_DAYS = 1.0
POOLED_CONTACTS = 200.0
BENDING_DAYS = 200
LARGEST_MISS = 3.0
LEAST_BEND = 0.1


def mean_profile(calls: Grid, weight: Grid) -> Grid:
    """Share of the day's contacts in each slot; NaN cells are left out.

    Parameters
    ----------
    calls : array of shape (days, slots)
    weight : array of shape (days,)

    Returns
    -------
    array of shape (slots,), summing to 1 unless there is no contact at all
    """
    known = (~np.isnan(calls)).astype(np.float64)
    per_slot = (weight @ np.nan_to_num(calls)) / np.maximum(weight @ known, 1e-12)
    share: Grid = per_slot / max(per_slot.sum(), 1e-12)
    return share


def weekday_profiles(calls: Grid, common: NDArray[np.bool_], weekday: NDArray[np.int64]) -> Grid:
    """Profile of each weekday, shrunk to that of all and with recent days counting more.

    Parameters
    ----------
    calls : array of shape (days, slots)
    common : array of bool, shape (days,)
        Days to learn from.
    weekday : array of int, shape (days,)

    Returns
    -------
    array of shape (7, slots), each row summing to 1
    """
    age = len(calls) - np.arange(len(calls))
    weight = np.where(common, 0.5 ** (age / HALF_LIFE_DAYS), 0.0)
    pooled = mean_profile(calls, weight)
    per_day = weight @ np.nan_to_num(calls).sum(axis=1) / max(weight.sum(), 1e-12)
    prior = POOLED_DAYS + POOLED_CONTACTS / max(per_day, 1e-12)
    profiles = np.empty((7, calls.shape[1]))
    for number in range(7):
        own = weight * (weekday == number)
        mixed = own.sum() * mean_profile(calls, own) + prior * pooled
        profiles[number] = mixed / max(mixed.sum(), 1e-12)
    return profiles


def predict_profiles(
    calls: Grid,
    rows: NDArray[np.int64],
    weekday: NDArray[np.int64],
    ahead: NDArray[np.int64],
    covariance: Grid,
    noise_sd: float,
) -> Grid:
    """Profiles of days to come.

    The miss of each past day around its weekday's profile, slot by slot, is a Gaussian process over
    days with the Poisson noise of a typical slot, so that a shape returns with the month, drifts,
    and keeps what lasts.

    Parameters
    ----------
    calls : array of shape (days, slots)
    rows : array of int
        Days to learn from, in order of time.
    weekday : array of int
        Of known days and of those to come.
    ahead : array of int
        Days to come.
    covariance : array of shape (all days, all days)
        Prior covariance of the relative misses.
    noise_sd : float
        Their standard deviation on a single day, beyond the Poisson count.

    Returns
    -------
    array of shape (days to come, slots), each row summing to 1
    """
    n = len(calls)
    common = np.zeros(n, dtype=bool)
    common[rows] = True
    profiles = weekday_profiles(calls, common, weekday[:n])

    recent = rows[-BENDING_DAYS:]
    base = profiles[weekday[recent]]
    known = ~np.isnan(calls[recent])
    total = np.nansum(calls[recent], axis=1) / np.maximum((base * known).sum(axis=1), 1e-12)
    total = np.maximum(total, 0.5)
    expected = total[:, None] * base
    miss = np.zeros(base.shape)
    np.divide(calls[recent], expected, out=miss, where=known & (base > 1e-9))
    miss = np.where(known & (base > 1e-9), np.clip(miss - 1, -1.0, LARGEST_MISS), 0.0)
    typical = np.maximum((profiles**2).sum(axis=1), 1e-12)[weekday[recent]]
    noise = noise_sd**2 + 1 / (total * typical)
    process = Process.fit(covariance[np.ix_(recent, recent)], noise, miss)
    bend = 1 + covariance[np.ix_(ahead, recent)] @ process.weights
    bent: Grid = profiles[weekday[ahead]] * np.maximum(bend, LEAST_BEND)
    bent /= np.maximum(bent.sum(axis=1, keepdims=True), 1e-12)
    return bent
