"""Sparse queues borrow the shape of the day from the queues beside them."""

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

USUAL_DIFFERENCE = 0.25
PRIOR_QUEUES = 1.0
PLAUSIBLE_ZERO = 5.0


def with_group_shape(profiles: Grid, contacts: Grid, shares: Grid) -> Grid:
    """Profiles shrunk to those of the other queues, the more the fewer contacts are behind them.

    An empirical-Bayes estimate (Efron and Morris, 1975, "Data analysis using Stein's estimator and
    its generalizations"): the squared distance of a queue's shape from that of the others is the
    noise of its counts and a true difference; what the distances of all queues leave beyond noise
    says how different queues are. A queue that is farther off than its noise allows keeps its own
    shape, as their limited translation has it.

    Parameters
    ----------
    profiles : array of shape (queues, 7, slots)
        By weekday, each summing to 1, or to 0 for a queue without contacts.
    contacts : array of shape (queues,)
        Contacts that each queue's shape was learnt from.
    shares : array of shape (queues, slots)
        Share of each slot in these contacts.

    Returns
    -------
    array of shape (queues, 7, slots)
    """
    told = np.flatnonzero(contacts > 0)
    if len(told) < 2:
        return profiles
    square = (shares[told] ** 2).sum(axis=1)
    noise = (1 - square) / contacts[told]
    usual = USUAL_DIFFERENCE**2 * float(np.median(square))
    trust = 1 / (noise + usual)
    known = (shares[told] > 0) | (contacts[told, None] * shares[told].max(axis=0) < PLAUSIBLE_ZERO)
    others = np.stack([_of_others(profiles[told], trust, i, known[i]) for i in range(len(told))])
    overall = np.stack(
        [_of_others(shares[told, None], trust, i, known[i])[0] for i in range(len(told))]
    )
    group_noise = (trust**2 * noise).sum() / trust.sum() ** 2
    beyond = ((shares[told] - overall) ** 2).sum(axis=1) - noise - group_noise
    weight = trust**2
    between = (weight @ beyond + PRIOR_QUEUES * weight.mean() * usual) / (
        weight.sum() + PRIOR_QUEUES * weight.mean()
    )
    difference = np.maximum(np.maximum(between, beyond), 1e-12)
    borrowed = (noise / (noise + difference))[:, None, None]
    mixed = profiles.copy()
    lent = others.sum(axis=2, keepdims=True) > 0
    mixed[told] = np.where(
        lent, (1 - borrowed) * profiles[told] + borrowed * others, profiles[told]
    )
    return mixed


def _of_others(profiles: Grid, trust: Grid, own: int, known: NDArray[np.bool_]) -> Grid:
    """Shape of all queues but one, in the slots that this one is known to have."""
    weight = trust.copy()
    weight[own] = 0.0
    mean = np.where(known, np.tensordot(weight, profiles, axes=1), 0.0)
    shape: Grid = mean / np.maximum(mean.sum(axis=-1, keepdims=True), 1e-12)
    return shape
