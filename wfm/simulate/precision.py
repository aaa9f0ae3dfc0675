"""Replications until the figures are precise enough: batches by rule, numbered on."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wfm.center.errors import UsageError
from wfm.center.progress import Progress, silent
from wfm.center.target import Target
from wfm.simulate.estimate import ratio, single
from wfm.simulate.outcome import Outcome
from wfm.simulate.tallies import join

FIRST = 30
"""Replications before the error is believed: with few, a lucky small one would stop too soon."""

STEP = 10
"""Batches are multiples of this, so that blocks of strata stay whole."""

MOST = 100_000

RunBatch = Callable[[int, int], Outcome]
"""Simulates replications: the number of the first, and how many."""

HalfWidths = Callable[[Outcome], dict[str, float]]
"""Half-widths of 95 % intervals in percentage points, by name; NaN with nothing to measure."""


@dataclass(frozen=True)
class Precise:
    """What was simulated, and how precise it is.

    Attributes
    ----------
    outcome : Outcome
        All batches as one.
    half_widths : dict of str to float
        Percentage points, by target or queue; NaN where nothing was offered.
    reached : bool
        Whether all known ones are as small as asked; False when `most` replications were not
        enough.
    """

    outcome: Outcome = field(repr=False)
    half_widths: dict[str, float]
    reached: bool


def simulate_until(
    run_batch: RunBatch,
    half_width: float,
    half_widths: HalfWidths | None = None,
    *,
    first_replication: int = 0,
    most: int = MOST,
    progress: Progress = silent,
) -> Precise:
    """Add batches of replications until every 95 % half-width is at most the asked one.

    The first batch has `FIRST` replications. Each next one brings them to what the square-root law
    asks for, but to no more than twice as many, by rule; so a seed and a half-width give the same
    replications every time (Y. S. Chow and H. Robbins 1965, "On the asymptotic theory of
    fixed-width sequential confidence intervals").

    Parameters
    ----------
    run_batch : callable
        ``(first_replication, count) -> Outcome``.
    half_width : float
        Percentage points, such as 0.5.
    half_widths : callable, optional
        What must be precise; by default `queue_half_widths`. See also `target_half_widths`.
    first_replication : int
    most : int
        Replications to stop at whatever the precision.
    progress : callable

    Returns
    -------
    Precise

    Raises
    ------
    UsageError
        If the half-width is not positive.
    """
    if not 0 < half_width < math.inf:
        raise UsageError(
            f"the precision is {half_width}: give percentage points above 0, such as 0.5"
        )
    measured = queue_half_widths if half_widths is None else half_widths
    outcome: Outcome | None = None
    batch = min(FIRST, most)
    while True:
        done = outcome.replications if outcome is not None else 0
        more = run_batch(first_replication + done, batch)
        outcome = more if outcome is None else joined((outcome, more))
        found = measured(outcome)
        widest = max((w for w in found.values() if not math.isnan(w)), default=0.0)
        done = outcome.replications
        if widest <= half_width or done >= most:
            progress("precision", 1.0)
            return Precise(outcome, found, widest <= half_width)
        progress("precision", (half_width / widest) ** 2)
        batch = next_batch(done, widest, half_width, most)


def next_batch(done: int, widest: float, half_width: float, most: int = MOST) -> int:
    """Replications to add: the half-width falls with the square root of their number."""
    needed = 1.05 * done * (widest / half_width) ** 2
    more = min(needed, 2.0 * done) - done
    return min(max(STEP * math.ceil(more / STEP), STEP), most - done)


def joined(outcomes: Iterable[Outcome]) -> Outcome:
    """One outcome of batches of replications that follow one another.

    Raises
    ------
    ValueError
        If there are none, or they are not of one run: same queues and seed, numbered on.
    """
    parts = tuple(outcomes)
    if not parts:
        raise ValueError("no outcomes to join")
    first = parts[0]
    expected = first.first_replication
    for part in parts:
        if (part.seed, part.queues.names, part.horizon) != (
            first.seed,
            first.queues.names,
            first.horizon,
        ):
            raise ValueError("outcomes of different queues, horizons or seeds cannot be joined")
        if part.first_replication != expected:
            raise ValueError(
                f"a batch begins with replication {part.first_replication}; {expected} is next"
            )
        expected += part.replications
    return replace(first, tallies=join([part.tallies for part in parts]))


def queue_half_widths(outcome: Outcome) -> dict[str, float]:
    """Of the service level of each queue that has a threshold, by its own formula."""
    queues = outcome.queues
    return {
        name: _points(level.low, level.high)
        for index, name in enumerate(queues.names)
        if queues.own_threshold[index] >= 0
        for level in [outcome.service_level(name, queues.formulas[index])]
    }


def target_half_widths(targets: Sequence[Target]) -> HalfWidths:
    """Of the service level or abandonment of each target; an ASA is no share and is left out."""

    def measured(outcome: Outcome) -> dict[str, float]:
        found = {}
        for target in targets:
            if not target.measure.is_share:
                continue
            sums = (part.sum(axis=1, keepdims=True) for part in outcome.target_sums(target))
            level = single(ratio(*sums, share=False))
            found[target.name] = _points(level.low, level.high)
        return found

    return measured


def _points(low: float, high: float) -> float:
    return float(np.float64(50.0) * (high - low))
