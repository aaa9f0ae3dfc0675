"""Targets that break: when, by how much, and what would mend them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.target import Measure, Target
from wfm.center.values import WEEKDAYS
from wfm.simulate.outcome import Outcome

WINDOW_MIN = 120
WINDOWS = 3
"""Stretches of the week that are named."""


@dataclass(frozen=True)
class Window:
    """Up to two hours of a weekday with contacts, and their part in a target's shortfall.

    Attributes
    ----------
    weekday : str
        Such as ``mon``.
    begin, end : str
        Wall-clock times.
    share : float
        Of everything that is missing, in the intervals that lie below the goal.
    """

    weekday: str
    begin: str
    end: str
    share: float

    def __str__(self) -> str:
        return f"{self.weekday.title()} {self.begin}-{self.end} ({self.share:.0%} of it)"


@dataclass(frozen=True)
class Mending:
    """People beside those there are, with whom a target would be kept.

    Attributes
    ----------
    people : int
    contract : str
    skills : tuple of str
    shift : str
        Template that each of them works.
    start : str
        Wall-clock time.
    weekdays : tuple of str
    paid_hours, cost : float
        Of all of them over the horizon.
    holds : bool
        Whether the target is kept with them as often as was asked, in simulation.
    in_vain : bool
        Whether more of them would hardly bring it nearer, where they do not keep it.
    """

    people: int
    contract: str
    skills: tuple[str, ...]
    shift: str
    start: str
    weekdays: tuple[str, ...]
    paid_hours: float
    cost: float
    holds: bool
    in_vain: bool = False

    def __str__(self) -> str:
        who = f"{self.people} more with {'+'.join(self.skills)} ({self.contract})"
        when = f"on shift {self.shift} from {self.start} on {', '.join(self.weekdays)}"
        return f"{who} {when}: {self.paid_hours:,.0f} paid hours, {self.cost:,.0f}"

    def verdict(self, currency: str) -> str:
        """Whether they mend it, in a sentence."""
        if self.holds:
            return f"it would be kept by {self} {currency}"
        if self.in_vain:
            return (
                f"no number of people on one shift mends it: it would still break with {self} "
                f"{currency}, and more hardly bring it nearer"
            )
        return (
            f"it would still break with {self} {currency}; these are the most that were tried, and "
            "more would bring it nearer"
        )


@dataclass(frozen=True)
class BrokenTarget:
    """A target that is not met.

    Attributes
    ----------
    target : str
        Its name.
    at_probability : float
        Figure that is reached as often as was asked: how far the goal would have to come down.
    relied_on : str
        The same in words, such as ``80 % of horizons reach only 69.7 %``.
    missing_contacts : float or None
        Contacts too many that are late, or lost, in the period that is as bad; None for times and
        occupancy.
    when : tuple of Window
        The worst stretches of the week, the worst first.
    mending : Mending or None
        None where those who mend other targets mend this one too, where people are idle, or nobody
        could.
    idle : int
        People who are there and could work a shift more then, within their work rules.
    """

    target: str
    at_probability: float
    relied_on: str
    missing_contacts: float | None
    when: tuple[Window, ...]
    mending: Mending | None = None
    idle: int = 0

    def lines(self, currency: str) -> Iterator[str]:
        """Sentences for a terminal."""
        missing = self.missing_contacts
        far = "" if missing is None else f"; the goal is {missing:,.0f} contacts further"
        yield f"{self.target} breaks: {self.relied_on}{far}"
        if self.when:
            yield f"  mostly {', '.join(map(str, self.when))}"
        if self.idle:
            people = "1 person" if self.idle == 1 else f"{self.idle} people"
            yield (
                f"  {people} could work a shift more then, within their rules: before hiring, "
                "let the search take longer (--seconds, --rounds) or raise under_cost_per_hour"
            )
        if self.mending is not None:
            yield f"  {self.mending.verdict(currency)}"


def broken_target(target: Target, outcome: Outcome, idle: int = 0) -> BrokenTarget:
    """How much a target misses, and when; `idle` people could still be given a shift then."""
    figures = outcome.per_period(target)
    below = outcome.target_sums(target)[1]
    known = figures[~np.isnan(figures)]
    higher = target.measure.higher_is_better
    share = 1 - target.probability if higher else target.probability
    reached = float(np.quantile(known, share)) if len(known) else float("nan")
    missing = None
    if target.measure in (Measure.SERVICE_LEVEL, Measure.ABANDONMENT):
        per_period = float(below.sum(axis=1).mean()) / figures.shape[1]
        missing = max(abs(target.goal - reached) * per_period, 0.0)
        if target.reached_by(reached):
            missing = 0.0
    return BrokenTarget(
        target.name,
        reached,
        _in_words(target, reached),
        missing,
        worst_windows(target, outcome),
        idle=idle,
    )


def _in_words(target: Target, reached: float) -> str:
    figure = f"{100 * reached:.1f} %" if target.measure.is_share else f"{reached:,.0f} s"
    verb = "reach only" if target.measure.higher_is_better else "only stay within"
    return f"{100 * target.probability:.3g} % of {target.per.value}s {verb} {figure}"


def lacking(target: Target, outcome: Outcome) -> NDArray[np.float64]:
    """What each interval misses to the goal, on average, in contacts or seconds; never negative."""
    above, below = outcome.target_sums(target)
    lack = above - target.goal * below
    if target.measure.higher_is_better:
        lack = -lack
    if target.measure is Measure.AGE_OF_OLDEST:
        return np.asarray(np.maximum(lack, 0.0).mean(axis=0), dtype=np.float64)
    return np.asarray(np.maximum(lack.mean(axis=0), 0.0), dtype=np.float64)


def worst_windows(target: Target, outcome: Outcome) -> tuple[Window, ...]:
    """The stretches of the week that miss most."""
    lack, horizon = lacking(target, outcome), outcome.horizon
    if lack.sum() <= 0:
        return ()
    weekday, window = horizon.weekday_of_interval, horizon.clock_min_of_interval // WINDOW_MIN
    places = weekday * (24 * 60 // WINDOW_MIN) + window
    sums = np.bincount(places, weights=lack)
    has_work = (lack > 0) | outcome.target_sums(target)[1].any(axis=0)
    found = []
    for place in np.argsort(-sums, kind="stable")[:WINDOWS]:
        if sums[place] <= 0:
            break
        day = int(place) // (24 * 60 // WINDOW_MIN)
        # A queue may open or close within the two hours.
        clock_min = horizon.clock_min_of_interval[(places == place) & has_work]
        found.append(
            Window(
                WEEKDAYS[day],
                clock(int(clock_min.min())),
                clock(int(clock_min.max()) + horizon.interval_minutes),
                round(float(sums[place] / lack.sum()), 4),
            )
        )
    return tuple(found)


def clock(minutes: int) -> str:
    """Wall-clock time of minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
