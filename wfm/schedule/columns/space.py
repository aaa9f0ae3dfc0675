"""Every tour an agent may work: a layered graph of what rules remember, and totals they limit.

Unlike in `tour_graph`, totals over the horizon stay out of the nodes: they are resources that the
dynamic program carries along, so that long horizons and many limits do not multiply the graph.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import InfeasibleError
from wfm.schedule.automaton import DEAD, Automaton
from wfm.schedule.kernels.space import SpaceArrays

Ints = NDArray[np.int64]
MAX_NODES = 50_000
MOST_TOTALS = 1_500
MOST_CELLS = 25_000_000


@dataclass(frozen=True)
class Layer:
    """One day of the product: choices to actions, where these lead and what they add."""

    action_of: Ints
    target: Ints
    added: Ints


def space_of(automata: Iterable[Automaton], on_offer: NDArray[np.bool_]) -> SpaceArrays:
    """The tours that keep all automata.

    Parameters
    ----------
    automata : iterable of Automaton
    on_offer : array of bool, shape (days, options + 1)
        Choices that may ever be made; column 0 is a day off.

    Raises
    ------
    InfeasibleError
        If no tour keeps the automata, or their product outgrows memory.
    """
    kept = [automaton for automaton in automata if not _is_idle(automaton)]
    counts = [automaton.count for automaton in kept if automaton.count is not None]
    units = [_unit(count.amount) for count in counts]
    least = np.array([-(-c.least // u) for c, u in zip(counts, units, strict=True)], dtype=np.int64)
    most = np.array([c.most // u for c, u in zip(counts, units, strict=True)], dtype=np.int64)
    layers = _merged(_product(kept, units, most, on_offer))
    if not len(layers[0].target):
        raise InfeasibleError("no tour keeps the work rules together")
    return _laid_out(layers, least, most)


def _is_idle(automaton: Automaton) -> bool:
    """Whether a rule only counts, and no tour could pass its limits."""
    count = automaton.count
    if count is None or count.least > 0 or any(len(step.T) > 1 for step in automaton.step):
        return False
    passable = all((step >= 0).all() for step in automaton.step)
    return passable and sum(int(a.max(initial=0)) for a in count.amount) <= count.most


def _unit(amounts: tuple[Ints, ...]) -> int:
    return max(int(np.gcd.reduce([int(np.gcd.reduce(a, axis=None)) for a in amounts])), 1)


def _product(
    automata: list[Automaton], units: list[int], most: Ints, on_offer: NDArray[np.bool_]
) -> list[Layer]:
    layers = []
    states = np.zeros((1, len(automata)), dtype=np.int64)
    # Weeks are much alike: equal days from equal states are made once.
    made: dict[tuple[bytes, ...], tuple[Layer, Ints]] = {}
    for day, offered in enumerate(on_offer):
        key = (states.tobytes(), offered.tobytes(), *(_day_of(a, day) for a in automata))
        if key not in made:
            made[key] = _step(automata, units, most, day, offered, states)
        layer, states = made[key]
        layers.append(layer)
    return layers


def _day_of(automaton: Automaton, day: int) -> bytes:
    count = automaton.count
    amount = b"" if count is None else count.amount[day].tobytes()
    return b"".join((automaton.label_of[day].tobytes(), automaton.step[day].tobytes(), amount))


def _step(
    automata: list[Automaton],
    units: list[int],
    most: Ints,
    day: int,
    offered: NDArray[np.bool_],
    states: Ints,
) -> tuple[Layer, Ints]:
    """One day of the product, and the states that it leads to."""
    labels = np.stack([a.label_of[day] for a in automata] or [np.zeros(len(offered), int)], 1)
    rows, inverse = np.unique(labels[offered], axis=0, return_inverse=True)
    action_of = np.full(len(offered), DEAD, dtype=np.int64)
    action_of[offered] = inverse.ravel()
    alive = np.ones((len(states), len(rows)), dtype=bool)
    reached = np.zeros((len(states), len(rows), len(automata)), dtype=np.int64)
    added = np.zeros((len(states), len(rows), len(units)), dtype=np.int64)
    counted = 0
    for m, automaton in enumerate(automata):
        at = (rows[:, m][None, :], states[:, m][:, None])
        reached[:, :, m] = automaton.step[day][at]
        alive &= reached[:, :, m] >= 0
        if automaton.count is not None:
            added[:, :, counted] = automaton.count.amount[day][at] // units[counted]
            counted += 1
    alive &= (added <= most).all(axis=2)
    following, numbers = np.unique(reached[alive], axis=0, return_inverse=True)
    if len(following) > MAX_NODES:
        raise InfeasibleError(
            f"the work rules together remember more than {MAX_NODES:,} things on one day; "
            "use fewer rules on one contract"
        )
    target = np.full(alive.shape, DEAD, dtype=np.int64)
    target[alive] = numbers.ravel()
    return Layer(action_of, target, added), following


def _merged(layers: list[Layer]) -> list[Layer]:
    """Make nodes with equal futures one and drop dead ones, from the last day to the first."""
    kept: list[Layer] = []
    made: dict[tuple[int, bytes], tuple[Layer, Ints]] = {}
    number = np.zeros(1, dtype=np.int64)
    for day in range(len(layers) - 1, -1, -1):
        layer = layers[day]
        if day == len(layers) - 1:
            # Wherever a tour ends is one node.
            layer = Layer(layer.action_of, np.minimum(layer.target, 0), layer.added)
        key = (id(layer), number.tobytes())
        if key not in made:
            made[key] = _merge(layer, number)
        merged, number = made[key]
        kept.append(merged)
    kept.reverse()
    return kept


def _merge(layer: Layer, number: Ints) -> tuple[Layer, Ints]:
    """A day with equal nodes made one, and the new number of each node, -1 for dead ones."""
    target = np.append(number, DEAD)[layer.target]
    added = np.where(target[:, :, None] >= 0, layer.added, 0)
    futures = np.concatenate([target, added.reshape(len(target), -1)], axis=1)
    _, first, inverse = np.unique(futures, axis=0, return_index=True, return_inverse=True)
    dead = (target[first] < 0).all(axis=1)
    number = np.where(dead, DEAD, np.cumsum(~dead) - 1)[inverse.ravel()]
    return with_fewer_actions(layer.action_of, target[first][~dead], added[first][~dead]), number


def with_fewer_actions(action_of: Ints, target: Ints, added: Ints) -> Layer:
    """Make actions that lead everywhere to the same one."""
    n_actions = added.shape[1]
    by_action = np.concatenate([target.T, added.transpose(1, 0, 2).reshape(n_actions, -1)], axis=1)
    _, first, inverse = np.unique(by_action, axis=0, return_index=True, return_inverse=True)
    renamed = np.where(action_of >= 0, inverse.ravel()[action_of], DEAD)
    return Layer(renamed, target[:, first], added[:, first])


def _laid_out(layers: list[Layer], least: Ints, most: Ints) -> SpaceArrays:
    n_days, n_counts = len(layers), len(least)
    n_nodes = np.array([*(len(layer.target) for layer in layers), 1], dtype=np.int64)
    n_actions = np.array([layer.target.shape[1] for layer in layers], dtype=np.int64)
    # Equal days share their arcs, and arcs that add the same share what they add: with a year and a
    # limit for each of many shifts, everything apart would not fit memory.
    distinct = list({id(layer): layer for layer in layers}.values())
    begins = np.cumsum([0, *(layer.target.size for layer in distinct)])
    place = {id(layer): begin for layer, begin in zip(distinct, begins[:-1], strict=True)}
    target = np.concatenate([layer.target.ravel() for layer in distinct])
    added = np.concatenate([layer.added.reshape(-1, n_counts) for layer in distinct])
    kinds, kind_of = np.unique(added, axis=0, return_inverse=True)
    dense = _dense(least, most, int(n_nodes.max()) * (n_days + 1))
    # The first dense total changes slowest, so that a day's reachable totals lie together.
    strides = np.zeros(n_counts, dtype=np.int64)
    width = 1
    for k in reversed(dense):
        strides[k] = width
        width *= most[k] + 1
    digits = np.arange(width)[:, None] // strides[dense] % (most[dense] + 1)
    fits = (digits[None] + kinds[:, None, dense] <= most[dense]).all(axis=2)
    ends = np.where((digits >= least[dense]).all(axis=1), 0.0, np.inf)
    low, high = _reachable(layers, least, most, dense)
    return SpaceArrays(
        n_nodes,
        n_actions,
        np.array([place[id(layer)] for layer in layers], dtype=np.int64),
        np.stack([layer.action_of for layer in layers]).astype(np.int32),
        target.astype(np.int32),
        np.ascontiguousarray(kinds.T.astype(np.int32)),
        kind_of.ravel().astype(np.int32),
        kinds[:, dense] @ strides[dense],
        np.where(fits, 0.0, np.inf),
        ends,
        low * strides[dense[0]] if dense else low * 0,
        (high + 1) * strides[dense[0]] if dense else low * 0 + 1,
        np.array([k for k in range(n_counts) if k not in dense], dtype=np.int64),
        least,
        most,
    )


def _dense(least: Ints, most: Ints, cells: int) -> list[int]:
    """Totals that are states of the dynamic program, as many as memory allows.

    Totals with a lower limit come first: dominance is no help with them.
    """
    order = sorted(range(len(most)), key=lambda k: (least[k] == 0, most[k]))
    chosen: list[int] = []
    width = 1
    for k in order:
        wider = width * int(most[k] + 1)
        # The first total may be as wide as memory allows: without it few tours would be found.
        if wider * cells <= MOST_CELLS and (wider <= MOST_TOTALS or not chosen):
            chosen, width = [*chosen, k], wider
    return chosen


def _reachable(layers: list[Layer], least: Ints, most: Ints, dense: list[int]) -> tuple[Ints, Ints]:
    """Smallest and largest first dense total before each day, and at the end."""
    if not dense:
        return np.zeros(len(layers) + 1, dtype=np.int64), np.zeros(len(layers) + 1, dtype=np.int64)
    k = dense[0]
    # Most that the days from each node on can still add, whatever happened before.
    ahead = [np.zeros(1, dtype=np.int64)]
    for layer in reversed(layers):
        ways = np.where(layer.target >= 0, ahead[-1][layer.target] + layer.added[:, :, k], -1)
        ahead.append(ways.max(axis=1))
    ahead.reverse()
    behind = [np.zeros(1, dtype=np.int64)]
    for layer, following in zip(layers, ahead[1:], strict=True):
        reached = np.zeros(len(following), dtype=np.int64)
        ways = behind[-1][:, None] + layer.added[:, :, k]
        alive = layer.target >= 0
        np.maximum.at(reached, layer.target[alive], ways[alive])
        behind.append(reached)
    low = np.array([max(int(least[k] - a.max()), 0) for a in ahead], dtype=np.int64)
    high = np.array([min(int(b.max()), int(most[k])) for b in behind], dtype=np.int64)
    return low, high
