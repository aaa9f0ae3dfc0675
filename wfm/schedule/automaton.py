"""How a work rule states itself to the solver: a finite automaton that reads a tour day by day.

A rule about a total, such as the hours of the period, adds a count: each step may carry an amount,
and the amounts of a tour must end between two limits. A count can be spelled out as states, which
is exact and fit for small totals, or kept as a resource of the dynamic program.
"""

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
class Count:
    """An amount that a tour adds up day by day and that must end between two limits.

    Attributes
    ----------
    amount : tuple of arrays of shape (labels, states of the day)
        What a step adds, at least 0; one array a day.
    least, most : int
        Limits of the total, both allowed.
    """

    amount: tuple[NDArray[np.int64], ...]
    least: int
    most: int


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
    count : Count, optional
        A total that the rule limits too.
    """

    label_of: NDArray[np.int32]
    step: tuple[NDArray[np.int32], ...]
    count: Count | None = None


@dataclass(frozen=True)
class Counted:
    """A total for `explore`: what a step adds, as a function of (day, label, state), and limits."""

    amount: Callable[[int, Label | None, State], int]
    least: int
    most: int


def explore(
    options: Options,
    label: Callable[[int, int], Label],
    start: State,
    step: Callable[[int, Label | None, State], State | None],
    counted: Counted | None = None,
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
    counted : Counted, optional
        A total that the rule limits.
    """
    days, n_options = options.horizon.days, len(options)
    label_of = np.zeros((days, n_options + 1), dtype=np.int32)
    layers: list[NDArray[np.int32]] = []
    amounts: list[NDArray[np.int64]] = []
    states: dict[State, int] = {start: 0}
    for day in range(days):
        labels: dict[Label | None, int] = {OFF: 0}
        for option in range(n_options):
            seen = label(day, option)
            label_of[day, option + 1] = labels.setdefault(seen, len(labels))
        following: dict[State, int] = {}
        table = np.full((len(labels), len(states)), DEAD, dtype=np.int32)
        amount = np.zeros(table.shape, dtype=np.int64)
        for seen_label, row in labels.items():
            for state, column in states.items():
                reached = step(day, seen_label, state)
                if reached is not None:
                    table[row, column] = following.setdefault(reached, len(following))
                    if counted is not None:
                        amount[row, column] = counted.amount(day, seen_label, state)
        layers.append(table)
        amounts.append(amount)
        states = following
    if counted is None:
        return Automaton(label_of, tuple(layers))
    count = Count(tuple(amounts), counted.least, counted.most)
    return Automaton(label_of, tuple(layers), count)


def only(options: Options, allowed: Callable[[int, int], bool]) -> Automaton:
    """The rule that only some options are allowed, told by a function of (day, option)."""

    def step(_day: int, label: Label | None, state: State) -> State | None:
        return None if label is False else state

    return explore(options, allowed, 0, step)


def spelled_out(automaton: Automaton) -> Automaton:
    """The same rule without a count: its states remember the total so far."""
    count = automaton.count
    if count is None:
        return automaton
    layers: list[NDArray[np.int32]] = []
    states = np.zeros(1, dtype=np.int64)
    totals = np.zeros(1, dtype=np.int64)
    for day, (step, amount) in enumerate(zip(automaton.step, count.amount, strict=True)):
        reached, total = step[:, states].astype(np.int64), totals + amount[:, states]
        alive = (reached >= 0) & (total <= count.most)
        if day == len(automaton.step) - 1:
            alive &= total >= count.least
        keys = np.where(alive, reached * (count.most + 1) + total, DEAD)
        kept, numbers = np.unique(keys, return_inverse=True)
        numbers = numbers.reshape(keys.shape)
        if len(kept) and kept[0] == DEAD:
            kept, numbers = kept[1:], numbers - 1
        layers.append(numbers.astype(np.int32))
        states, totals = kept // (count.most + 1), kept % (count.most + 1)
    return Automaton(automaton.label_of, tuple(layers))
