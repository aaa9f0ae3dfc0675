"""How a work rule states itself to the solver: a finite automaton that reads a tour day by day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.options import Options

Label = Any
State = Any
OFF = None
DEAD = -1


@dataclass(frozen=True)
class Automaton:
    """States of each day, and where a day off or a shift leads from each.

    Attributes
    ----------
    label_of : array of shape (days, options + 1)
        Row of `step` for each choice of a day; choice 0 is a day off, choice o + 1 option o.
    step : tuple of arrays of shape (labels, states of the day)
        State of the next day, or -1 where the rule is broken; one array a day. The states after
        the last day are those in which the rule is kept.
    """

    label_of: NDArray[np.int32]
    step: tuple[NDArray[np.int32], ...]


def explore(
    options: Options,
    label: Callable[[int, int], Label],
    start: State,
    step: Callable[[int, Label | None, State], State | None],
) -> Automaton:
    """Build the automaton of a rule by walking through all states that can be reached.

    Parameters
    ----------
    options : Options
    label : function of (day, option)
        What the rule sees of a shift; options with equal labels are the same to it.
    start : state
        Before the first day; any hashable value but None.
    step : function of (day, label, state)
        State after the day, or None if the rule is broken; the label of a day off is None.
    """
    days, n_options = options.horizon.days, len(options)
    label_of = np.zeros((days, n_options + 1), dtype=np.int32)
    layers: list[NDArray[np.int32]] = []
    states: dict[State, int] = {start: 0}
    for day in range(days):
        labels: dict[Label | None, int] = {OFF: 0}
        for option in range(n_options):
            seen = label(day, option)
            label_of[day, option + 1] = labels.setdefault(seen, len(labels))
        following: dict[State, int] = {}
        table = np.full((len(labels), len(states)), DEAD, dtype=np.int32)
        for seen_label, row in labels.items():
            for state, column in states.items():
                reached = step(day, seen_label, state)
                if reached is not None:
                    table[row, column] = following.setdefault(reached, len(following))
        layers.append(table)
        states = following
    return Automaton(label_of, tuple(layers))
