"""Every shift a contract could give on each day of the horizon, as arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm.center.horizon import Horizon
from wfm.center.shift import ShiftTemplate


@dataclass(frozen=True)
class Options:
    """Templates of a contract flattened to (template, start) pairs.

    Attributes
    ----------
    horizon : Horizon
    templates : tuple of ShiftTemplate
    template_of : tuple of int
        Template of each option.
    clock_min : tuple of int
        Start of each option, wall-clock minutes after midnight.
    """

    horizon: Horizon
    templates: tuple[ShiftTemplate, ...]
    template_of: tuple[int, ...]
    clock_min: tuple[int, ...]

    @classmethod
    def of(cls, horizon: Horizon, templates: tuple[ShiftTemplate, ...]) -> "Options":
        """Options of a contract's templates."""
        pairs = [(i, start) for i, t in enumerate(templates) for start in t.starts_min]
        return cls(horizon, templates, tuple(i for i, _ in pairs), tuple(s for _, s in pairs))

    def __len__(self) -> int:
        return len(self.template_of)

    def template(self, option: int) -> ShiftTemplate:
        """Shift template of an option."""
        return self.templates[self.template_of[option]]

    @cached_property
    def paid_min(self) -> tuple[int, ...]:
        """Paid minutes of each option."""
        return tuple(self.template(o).paid_minutes for o in range(len(self)))

    @cached_property
    def start_s(self) -> NDArray[np.int64]:
        """Elapsed seconds at the start, shape (days, options)."""
        clocks = sorted(set(self.clock_min))
        column = [clocks.index(clock) for clock in self.clock_min]
        table = [
            [self.horizon.second_of(day, clock) for clock in clocks]
            for day in range(self.horizon.days)
        ]
        return np.array(table, dtype=np.int64)[:, column]

    @cached_property
    def end_s(self) -> NDArray[np.int64]:
        """Elapsed seconds at the end, shape (days, options)."""
        lengths = [self.template(o).length_minutes * 60 for o in range(len(self))]
        return self.start_s + np.array(lengths, dtype=np.int64)

    @cached_property
    def offered(self) -> NDArray[np.bool_]:
        """Whether the template may start on the day's weekday, shape (days, options)."""
        weekday = [day.weekday() for day in self.horizon.dates]
        allowed = [frozenset(self.template(o).weekdays) for o in range(len(self))]
        return np.array([[w in days for days in allowed] for w in weekday], dtype=bool)
