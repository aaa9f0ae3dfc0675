"""Worth of an agent by day, time of day and kind, drawn from measurements that chance has blurred.

What an hour is worth is nearly a product: of a factor of the kind of people, one of the day and one
of the time of day. Measured values are drawn towards such products, each time as far as their
scatter is no more than chance (empirical Bayes; Efron and Morris, 1973, J. Amer. Statist. Assoc.
68), for whoever looks for the best hours finds the luckiest ones otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SWEEPS = 8
LEAST = 1e-30


@dataclass(frozen=True)
class Measured:
    """What people of a kind were worth in each hour that was probed, on each path.

    Attributes
    ----------
    at : array of shape (hours,)
        First interval of each, in order.
    by_path : array of shape (hours, paths)
    """

    at: Ints
    by_path: Floats

    @property
    def mean(self) -> Floats:
        """Of all paths, shape (hours,)."""
        return np.asarray(self.by_path.mean(axis=1), dtype=np.float64)

    @property
    def chance(self) -> float:
        """Variance of that mean by chance, the same for all hours."""
        if not len(self.at):
            return 0.0
        return float(np.mean(self.by_path.var(axis=1, ddof=1)) / self.by_path.shape[1])


def drawn(measured: Sequence[Measured], horizon: Horizon) -> list[Floats]:
    """Worth of each probed hour, for each kind of people.

    Kinds share one profile over the hours, which all of them together tell best; each has its size
    of it and keeps as much of its own shape as is more than chance.

    Parameters
    ----------
    measured : sequence of Measured
        One a kind, all on the same paths; at least two paths.
    horizon : Horizon

    Returns
    -------
    list of array of shape (hours of the kind,)
    """
    hours = np.unique(np.concatenate([kind.at for kind in measured]))
    where = [np.searchsorted(hours, kind.at) for kind in measured]
    means = [kind.mean for kind in measured]
    chances = [max(kind.chance, LEAST) for kind in measured]
    sizes = [max(float(mean.mean()), 0.0) if len(mean) else 0.0 for mean in means]
    profile = np.zeros(len(hours))
    for _ in range(SWEEPS):
        summed, weight = np.zeros((len(hours), measured[0].by_path.shape[1])), np.zeros(len(hours))
        for kind, at, size, chance in zip(measured, where, sizes, chances, strict=True):
            summed[at] += size / chance * kind.by_path
            weight[at] += size**2 / chance
        profile = _profile(Measured(hours, summed / np.maximum(weight, LEAST)[:, None]), horizon)
        sizes = [
            max(float(mean @ profile[at]) / max(float(profile[at] @ profile[at]), LEAST), 0.0)
            for mean, at in zip(means, where, strict=True)
        ]
    return [
        _drawn_towards(size * profile[at], mean, chance)
        for size, at, mean, chance in zip(sizes, where, means, chances, strict=True)
    ]


def _drawn_towards(model: Floats, values: Floats, chance: float) -> Floats:
    """Values drawn towards a model of them, as far as their scatter around it is chance."""
    return np.asarray(model + _kept(values - model, chance) * (values - model))


def _kept(scatter: Floats, chance: float) -> float:
    """Part of a scatter that is more than chance."""
    found = float(np.mean(scatter**2)) if len(scatter) else 0.0
    return max(0.0, 1 - chance / found) if found > 0 else 0.0


def _profile(measured: Measured, horizon: Horizon) -> Floats:
    """A product of a factor of the day and one of the time of day, and what is sure beside it."""
    days, day = np.unique(horizon.day_of_interval[measured.at], return_inverse=True)
    clocks, clock = np.unique(horizon.clock_min_of_interval[measured.at], return_inverse=True)
    by_day, by_clock = np.ones(len(days)), np.ones(len(clocks))
    # Least squares of the one when the other is known, in turn; worth is never negative.
    for _ in range(SWEEPS):
        by_clock = np.maximum(_fitted(measured.mean, by_day[day], clock, len(clocks)), 0.0)
        of_paths = _fitted(measured.by_path, by_clock[clock], day, len(days))
        by_day = np.maximum(of_paths.mean(axis=1), 0.0)
        by_day /= max(float(by_day.mean()), LEAST)
        # A busy path is no busy day: what all days of a path have in common is left out.
        among_days = of_paths - of_paths.mean(axis=0)
        chance = float(np.mean(among_days.var(axis=1, ddof=1))) / of_paths.shape[1]
        by_day = 1 + _kept(by_day - 1, chance) * (by_day - 1)
    model = by_day[day] * by_clock[clock]
    return _drawn_towards(model, measured.mean, measured.chance)


def _fitted(values: Floats, known: Floats, group: Ints, groups: int) -> Floats:
    """Least squares in each group: what the known is to be multiplied by; one for each path."""
    summed = np.zeros((groups, *values.shape[1:]))
    np.add.at(summed, group, (values.T * known).T)
    squares = np.bincount(group, known**2, groups)
    return np.asarray((summed.T / np.maximum(squares, LEAST)).T)
