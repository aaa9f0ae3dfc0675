"""Shifts of a template on every day and from every start, their pauses where they cost least."""

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.roster import Shift
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.pauses import spans_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Placing:
    """A shift template on the days of a horizon.

    Parameters
    ----------
    horizon : Horizon
    template : ShiftTemplate
    """

    def __init__(self, horizon: Horizon, template: ShiftTemplate) -> None:
        self.template = template
        self._horizon = horizon
        self._starts_s = np.array(
            [
                [horizon.second_of(day, start) for start in template.starts_min]
                for day in range(horizon.days)
            ]
        )
        offered = [day.weekday() in template.weekdays for day in horizon.dates]
        self._closed = np.where(offered, 0.0, -np.inf)[:, None]
        self._pauses = [np.array(template.starts_of(i)) for i in range(len(template.breaks))]

    def worths(self, sums: Floats) -> tuple[Floats, Ints]:
        """What each shift's time on queue is worth, and where its pauses begin.

        Pauses are placed one after the other, each where it costs least after the one before.

        Parameters
        ----------
        sums : array of shape (kinds, intervals + 1)
            Worth of being on queue from the horizon's start until each interval's, so that a
            difference is that of a stretch.

        Returns
        -------
        array of shape (kinds, days, starts)
            Minus infinity on days when the template may not start.
        array of shape (kinds, days, starts, pauses)
            Minutes after the shift's start.
        """
        length_s = 60 * self.template.length_minutes
        worth = self._until(sums, self._starts_s + length_s) - self._until(sums, self._starts_s)
        places = []
        free_from = np.zeros(worth.shape, dtype=np.int64)
        for rule, starts in zip(self.template.breaks, self._pauses, strict=True):
            if rule.activity is not Activity.ON_QUEUE:
                begin_s = self._starts_s[..., None] + 60 * starts
                cost = self._until(sums, begin_s + 60 * rule.minutes) - self._until(sums, begin_s)
            else:
                cost = np.zeros((*worth.shape, len(starts)))
            cost = np.where(starts >= free_from[..., None], cost, np.inf)
            best = cost.argmin(axis=-1)
            worth = worth - np.take_along_axis(cost, best[..., None], axis=-1)[..., 0]
            places.append(starts[best])
            free_from = starts[best] + rule.minutes
        pauses = np.stack(places, axis=-1) if places else np.zeros((*worth.shape, 0), dtype=int)
        return worth + self._closed, pauses

    def shift(self, agent: str, day: int, start: int, pauses_min: Ints) -> Shift | None:
        """The shift from a start, by its number; None where the pauses are too close or too far."""
        if not self.template.keeps_stretches([float(p) for p in pauses_min]):
            return None
        begin_s = int(self._starts_s[day, start])
        spans = spans_of(self.template, begin_s, 60 * pauses_min)
        return Shift(agent, self._horizon.dates[day], self.template.name, spans)

    def _until(self, sums: Floats, seconds: Ints) -> Floats:
        """Worth until some moments, those beyond the horizon as at its end."""
        place = np.clip(seconds / self._horizon.interval_s, 0, sums.shape[1] - 1)
        before = np.minimum(place.astype(np.int64), sums.shape[1] - 2)
        part = place - before
        return np.asarray(sums[:, before] * (1 - part) + sums[:, before + 1] * part)
