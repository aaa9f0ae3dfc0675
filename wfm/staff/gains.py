"""What agents bring a promise, by the queueing model: contacts kept in target per agent added."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.target import Measure, Target
from wfm.simulate import erlang
from wfm.simulate.erlang.measures import Measures

Grid = NDArray[np.float64]
Ints = NDArray[np.int64]

LOADS = 48
STEPS = np.linspace(-3.0, 6.0, 91)
"""Servers above the load, in square roots of the load (the square-root staffing rule)."""

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
LONGEST_WAIT_S = 7200.0
"""Stands for the endless wait of a queue without patience that is short of agents."""


@dataclass(frozen=True)
class Gains:
    """A measure of one queue by load and servers, tabulated; better is higher.

    Attributes
    ----------
    log_loads : array of shape (L,)
        Logs of the offered loads, in erlangs of servers.
    servers, value : array of shape (L, J)
        Servers, and the concave envelope of the measure at them, mean over the uncertain load.
    slope : array of shape (L, J - 1)
        Its growth with each server, times the load; falls along the row.
    """

    log_loads: Grid
    servers: Grid
    value: Grid
    slope: Grid

    def servers_at(self, erlangs: Grid, price: Grid) -> Grid:
        """Servers up to which each brings more than a price, in measure x erlangs."""
        row, part = self._between(erlangs)
        steps = np.sum(self.slope[row] >= price[:, None], axis=1)
        steps_next = np.sum(self.slope[row + 1] >= price[:, None], axis=1)
        above = STEPS[steps] * (1 - part) + STEPS[steps_next] * part
        return np.asarray(np.maximum(erlangs + above * np.sqrt(erlangs), 0.0))

    def value_at(self, erlangs: Grid, servers: Grid) -> Grid:
        """The measure, positive or negative, higher being better."""
        row, part = self._between(erlangs)
        above = (servers - erlangs) / np.sqrt(np.maximum(erlangs, 1e-9))
        place = np.clip((above - STEPS[0]) / (STEPS[1] - STEPS[0]), 0, len(STEPS) - 1.001)
        step = place.astype(np.int64)
        along = place - step

        def of(r: Ints) -> Grid:
            return np.asarray(
                self.value[r, step] * (1 - along) + self.value[r, step + 1] * along,
                dtype=np.float64,
            )

        return np.asarray(of(row) * (1 - part) + of(row + 1) * part)

    def _between(self, erlangs: Grid) -> tuple[Ints, Grid]:
        logs = np.log(np.maximum(erlangs, 1e-9))
        row = np.clip(np.searchsorted(self.log_loads, logs) - 1, 0, len(self.log_loads) - 2)
        width = self.log_loads[row + 1] - self.log_loads[row]
        return row, np.clip((logs - self.log_loads[row]) / width, 0.0, 1.0)


def gains(
    target: Target, erlangs: Grid, aht_s: float, patience_s: float | None, spread: float
) -> Gains:
    """Tabulate a target's measure over the loads that a queue meets.

    Parameters
    ----------
    target : Target
    erlangs : array
        Offered loads, in servers; zeros are left out.
    aht_s : float
        Typical handle time, seconds.
    patience_s : float or None
        Mean patience of Erlang A; Erlang C without one.
    spread : float
        Standard deviation of the log of the load around its forecast. The measure is its mean over
        that spread, weighted by the contacts that come (Gauss-Hermite rule of five nodes).
    """
    some = erlangs[erlangs > 0]
    low, high = (float(some.min()), float(some.max())) if len(some) else (1.0, 2.0)
    log_loads = np.linspace(np.log(low * 0.999), np.log(max(high, low * 1.01) * 1.001), LOADS)
    loads = np.exp(log_loads)[:, None]
    servers = np.maximum(loads + STEPS * np.sqrt(loads), 0.0)
    factors = np.exp(spread * NODES - spread**2 / 2)
    found = erlang.measures(
        "a" if patience_s is not None else "c",
        loads[..., None] * factors,
        servers[..., None],
        aht_s,
        patience_s,
        target.answered_within_s or 0.0,
    )
    shares = WEIGHTS * factors / np.sum(WEIGHTS * factors)
    value = np.sum(_measure(found, target) * shares, axis=-1)
    value = np.array([_envelope(n, v) for n, v in zip(servers, value, strict=True)])
    width = np.diff(servers, axis=1)
    slope = np.divide(np.diff(value, axis=1), width, out=np.zeros_like(width), where=width > 1e-12)
    # Where servers are cut off at none, steps are free: they come before any that costs.
    slope = np.where(width > 1e-12, slope * loads, np.inf)
    return Gains(log_loads, servers, value, slope)


def _measure(found: Measures, target: Target) -> Grid:
    if target.measure is Measure.SERVICE_LEVEL:
        return np.asarray(found.service_level(target.formula), dtype=np.float64)
    if target.measure is Measure.ABANDONMENT:
        return -np.asarray(found.p_abandon, dtype=np.float64)
    return -np.minimum(np.asarray(found.asa_s, dtype=np.float64), LONGEST_WAIT_S)


def _envelope(servers: Grid, value: Grid) -> Grid:
    """Least concave function above a curve, at the curve's own points."""
    kept: list[int] = []
    for j in range(len(servers)):
        if kept and servers[j] - servers[kept[-1]] <= 1e-12:
            continue
        while len(kept) >= 2:
            a, b = kept[-2], kept[-1]
            rise = (value[j] - value[a]) * (servers[b] - servers[a])
            if (value[b] - value[a]) * (servers[j] - servers[a]) <= rise:
                kept.pop()
            else:
                break
        kept.append(j)
    return np.interp(servers, servers[kept], value[kept])
