"""How a work rule states itself to the solver: a finite automaton that reads a tour day by day.

A rule about a total, such as the hours of the period, adds a count: each step may carry an amount,
and the amounts of a tour must end between two limits. A count can be spelled out as states, which
is exact and fit for small totals, or kept as a resource of the dynamic program.

A step that breaks the rule says by how much and how the tour goes on. A hard rule ends the tour
there; a priced one goes on and charges for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.options import Options

Label = Any
State = Any
OFF = None
DEAD = -1


@dataclass(frozen=True, slots=True)
class Over:
    """A step that breaks the rule.

    Attributes
    ----------
    state : state
        How the tour goes on where the rule has a price.
    units : float
        By how much, in the rule's unit.
    """

    state: State
    units: float


@dataclass(frozen=True)
class Count:
    """An amount that a tour adds up day by day and that must end between two limits.

    Attributes
    ----------
    amount : tuple of arrays of shape (labels, states of the day)
        What a step adds, at least 0; one array a day.
    least, most : int
        Limits of the total, both allowed.
    price : float, optional
        Price of each unit of the total outside the limits; without one they are hard.
    """

    amount: tuple[NDArray[np.int64], ...]
    least: int
    most: int
    price: float | None = None


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
    charge : tuple of arrays of shape (labels, states of the day), optional
        What a step costs, in money; none for a rule without a price.
    """

    label_of: NDArray[np.int32]
    step: tuple[NDArray[np.int32], ...]
    count: Count | None = None
    charge: tuple[NDArray[np.float64], ...] | None = None

    @property
    def digest(self) -> bytes:
        """The same for automata that are the same, state by state."""
        parts: list[NDArray[Any]] = [self.label_of, *self.step, *(self.charge or ())]
        limits = "none"
        if self.count is not None:
            parts += self.count.amount
            limits = repr((self.count.least, self.count.most, self.count.price))
        found = blake2b(limits.encode())
        for part in parts:
            found.update(repr(part.shape).encode())
            found.update(np.ascontiguousarray(part).data)
        return found.digest()


@dataclass(frozen=True)
class Counted:
    """A total for `explore`: what a step adds, as a function of (day, label, state), and limits.

    `price` is that of each unit of the total outside the limits.
    """

    amount: Callable[[int, Label | None, State], int]
    least: int
    most: int
    price: float | None = None


def explore(
    options: Options,
    label: Callable[[int, int], Label],
    start: State,
    step: Callable[[int, Label | None, State], State | Over],
    counted: Counted | None = None,
    price: float | None = None,
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
        State after the day, inside `Over` where the rule is broken; the label of a day off is
        None.
    counted : Counted, optional
        A total that the rule limits.
    price : float, optional
        Price of a unit by which the rule is broken; without one no tour goes on from there.
    """
    days, n_options = options.horizon.days, len(options)
    label_of = np.zeros((days, n_options + 1), dtype=np.int32)
    layers: list[NDArray[np.int32]] = []
    amounts: list[NDArray[np.int64]] = []
    charges: list[NDArray[np.float64]] = []
    states: dict[State, int] = {start: 0}
    for day in range(days):
        labels: dict[Label | None, int] = {OFF: 0}
        for option in range(n_options):
            seen = label(day, option)
            label_of[day, option + 1] = labels.setdefault(seen, len(labels))
        following: dict[State, int] = {}
        table = np.full((len(labels), len(states)), DEAD, dtype=np.int32)
        amount = np.zeros(table.shape, dtype=np.int64)
        charge = np.zeros(table.shape)
        for seen_label, row in labels.items():
            for state, column in states.items():
                reached = step(day, seen_label, state)
                if isinstance(reached, Over):
                    if price is None:
                        continue
                    charge[row, column] = reached.units * price
                    reached = reached.state
                table[row, column] = following.setdefault(reached, len(following))
                if counted is not None:
                    amount[row, column] = counted.amount(day, seen_label, state)
        layers.append(table)
        amounts.append(amount)
        charges.append(charge)
        states = following
    count = None
    if counted is not None:
        count = Count(tuple(amounts), counted.least, counted.most, counted.price)
    return Automaton(
        label_of, tuple(layers), count, tuple(charges) if any(c.any() for c in charges) else None
    )


def only(
    options: Options, outside: Callable[[int, int], float], price: float | None = None
) -> Automaton:
    """A rule that judges each shift alone.

    Parameters
    ----------
    options : Options
    outside : function of (day, option)
        By how much a shift breaks the rule, 0 where it keeps it.
    price : float, optional
    """

    def step(_day: int, label: Label | None, state: State) -> State | Over:
        return Over(state, label) if label else state

    return explore(options, outside, 0, step, price=price)


def spelled_out(automaton: Automaton) -> Automaton:
    """The same rule without a count: its states remember the total so far."""
    count = automaton.count
    if count is None:
        return automaton
    layers: list[NDArray[np.int32]] = []
    charges: list[NDArray[np.float64]] = []
    states = np.zeros(1, dtype=np.int64)
    totals = np.zeros(1, dtype=np.int64)
    for day, (step, amount) in enumerate(zip(automaton.step, count.amount, strict=True)):
        is_last = day == len(automaton.step) - 1
        reached, total = step[:, states].astype(np.int64), totals + amount[:, states]
        charge = np.zeros(total.shape)
        if automaton.charge is not None:
            charge += automaton.charge[day][:, states]
        alive = reached >= 0
        if count.price is None:
            alive &= total <= count.most
            if is_last:
                alive &= total >= count.least
        else:
            charge += count.price * np.maximum(total - count.most, 0)
            total = np.minimum(total, count.most)
            if is_last:
                charge += count.price * np.maximum(count.least - total, 0)
        keys = np.where(alive, reached * (count.most + 1) + total, DEAD)
        kept, numbers = np.unique(keys, return_inverse=True)
        numbers = numbers.reshape(keys.shape)
        if len(kept) and kept[0] == DEAD:
            kept, numbers = kept[1:], numbers - 1
        layers.append(numbers.astype(np.int32))
        charges.append(np.where(alive, charge, 0.0))
        states, totals = kept // (count.most + 1), kept % (count.most + 1)
    is_priced = any(charge.any() for charge in charges)
    return Automaton(
        automaton.label_of, tuple(layers), charge=tuple(charges) if is_priced else None
    )
