"""Every tour an agent may work, as one small layered graph: the product of the rules' automata.

A node stands for everything the rules remember of the days before; nodes from which the same tours
can follow are one. A path from the first day to the last is a tour that keeps every rule, so the
best tour for given prices is a shortest path. Rules with a price charge for some steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import InfeasibleError
from wfm.schedule.automaton import DEAD, Automaton

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
MAX_NODES = 400_000


@dataclass(frozen=True)
class Layer:
    """One day: what can be done, and where it leads.

    Attributes
    ----------
    action_of : array of shape (options + 1,)
        Action of each choice (0 is a day off, o + 1 option o), -1 where it is not on offer.
    target : array of shape (nodes, actions)
        Node of the next day, -1 where a hard rule would be broken sooner or later.
    charge : array of shape (nodes, actions), optional
        What priced rules charge for the step; none where there are none.
    """

    action_of: Ints
    target: Ints
    charge: Floats | None = None


@dataclass(frozen=True)
class TourGraph:
    """The layers of all days, first to last; the first has one node."""

    layers: tuple[Layer, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no tour at all."""
        return len(self.layers[0].target) == 0

    @property
    def n_arcs(self) -> int:
        """Number of arcs, a measure of the work of one shortest path."""
        return sum(int((layer.target >= 0).sum()) for layer in self.layers)

    @property
    def is_priced(self) -> bool:
        """Whether some step is charged for."""
        return any(layer.charge is not None for layer in self.layers)

    def accepts(self, choices: Ints) -> bool:
        """Whether a tour, as one choice a day, keeps all hard rules."""
        return self.charged(choices) is not None

    def charged(self, choices: Ints) -> float | None:
        """What priced rules charge for a tour, None where it breaks a hard one."""
        node, total = 0, 0.0
        for layer, choice in zip(self.layers, choices, strict=True):
            action = layer.action_of[choice]
            if self.is_empty or action < 0 or layer.target[node, action] < 0:
                return None
            if layer.charge is not None:
                total += float(layer.charge[node, action])
            node = int(layer.target[node, action])
        return total


def any_tour(offered: NDArray[np.bool_]) -> TourGraph:
    """Graph of all tours without any rule, one action a choice.

    Parameters
    ----------
    offered : array of bool, shape (days, options + 1)
        Choices on offer; column 0 is a day off.
    """
    layers = []
    for row in offered:
        action_of = np.where(row, np.cumsum(row) - 1, DEAD).astype(np.int32)
        layers.append(Layer(action_of, np.zeros((1, int(row.sum())), dtype=np.int32)))
    return _minimal(layers)


def constrained(graph: TourGraph, rule: Automaton) -> TourGraph:
    """The tours of a graph that keep one more rule, with its charges, in the smallest graph.

    Raises
    ------
    InfeasibleError
        If the graph outgrows memory.
    """
    if graph.is_empty:
        return graph
    layers: list[Layer] = []
    states = np.zeros((1, 2), dtype=np.int64)
    for day, layer in enumerate(graph.layers):
        labels, step = rule.label_of[day], rule.step[day]
        # Choices that neither the graph nor the rule tells apart are one action of the product.
        pairs = np.stack([layer.action_of, labels], axis=1)
        on_offer = layer.action_of >= 0
        actions, inverse = _distinct_rows(pairs[on_offer])
        action_of = np.full(len(labels), DEAD, dtype=np.int32)
        action_of[on_offer] = inverse
        of_graph, of_rule = (states[:, :1], actions[:, 0]), (actions[:, 1], states[:, 1:])
        in_graph, in_rule = layer.target[of_graph].astype(np.int64), step[of_rule]
        alive = (in_graph >= 0) & (in_rule >= 0)
        width = int(in_rule.max(initial=0)) + 1
        keys = np.where(alive, in_graph * width + in_rule, DEAD)
        reached, numbers = np.unique(keys, return_inverse=True)
        numbers = numbers.reshape(keys.shape)
        if len(reached) and reached[0] == DEAD:
            reached, numbers = reached[1:], numbers - 1
        if len(reached) > MAX_NODES:
            raise InfeasibleError(
                f"the work rules together have more than {MAX_NODES:,} states on one day; "
                "use fewer different starts or fewer rules on one contract"
            )
        charge = None if layer.charge is None else layer.charge[of_graph]
        if rule.charge is not None:
            charge = rule.charge[day][of_rule] + (0.0 if charge is None else charge)
        layers.append(Layer(action_of, numbers.astype(np.int32), charge))
        states = np.stack([reached // width, reached % width], axis=1)
    return _minimal(layers)


def _minimal(layers: list[Layer]) -> TourGraph:
    """Merge nodes with equal futures and drop dead ones, from the last day to the first."""
    kept: list[Layer] = []
    # Number of each node of the next day; the extra last entry is what -1 leads to.
    number = np.array([0, DEAD], dtype=np.int32)
    for day in range(len(layers) - 1, -1, -1):
        target = layers[day].target
        if day == len(layers) - 1:
            target = np.minimum(target, 0)
        steps, charges = _numbered(number[target], layers[day].charge)
        futures, inverse = _distinct_rows(steps)
        dead = (futures < 0).all(axis=1)
        names = np.where(dead, DEAD, np.cumsum(~dead) - 1).astype(np.int32)
        number = np.append(names[inverse], np.int32(DEAD))
        merged = _merged_actions(layers[day].action_of, futures[~dead])
        kept.append(merged if charges is None else _charged(merged, charges))
    kept.reverse()
    return TourGraph(tuple(kept))


def _numbered(target: Ints, charge: Floats | None) -> tuple[NDArray[Any], Floats | None]:
    """Steps as whole numbers that tell target and charge apart, and the different charges."""
    if charge is None:
        return target, None
    charges, place = np.unique(np.round(charge, 9), return_inverse=True)
    if not charges.any():
        return target, None
    steps = target.astype(np.int64) * len(charges) + place.reshape(target.shape)
    return np.where(target >= 0, steps, DEAD), charges


def _charged(layer: Layer, charges: Floats) -> Layer:
    """A layer whose targets are still steps of `_numbered`."""
    alive = layer.target >= 0
    target, place = np.divmod(layer.target, len(charges))
    return Layer(
        layer.action_of,
        np.where(alive, target, DEAD).astype(np.int32),
        np.where(alive, charges[place], 0.0),
    )


def _merged_actions(action_of: Ints, target: NDArray[Any]) -> Layer:
    """Make actions with equal targets one; a day off stays an action of its own."""
    if target.shape[0] == 0:
        return Layer(action_of, target)
    off = action_of[0]
    marked = np.vstack([target, np.arange(target.shape[1]) == off])
    columns, inverse = _distinct_rows(marked.T)
    renamed = np.where(action_of >= 0, inverse[action_of], DEAD).astype(np.int32)
    return Layer(renamed, np.ascontiguousarray(columns.T[:-1]))


def _distinct_rows(rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Distinct rows in rising order, and which each row is; np.unique does it in twice the time."""
    order = np.lexsort(rows.T[::-1]) if rows.shape[1] else np.arange(len(rows))
    ordered = rows[order]
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    inverse = np.empty(len(rows), dtype=np.int64)
    inverse[order] = np.cumsum(is_new) - 1
    return ordered[is_new], inverse


def restricted(graph: TourGraph, offered: NDArray[np.bool_]) -> TourGraph:
    """The tours of a graph that use only choices on offer, shape (days, options + 1)."""
    return graph if graph.is_empty else _minimal(_cut(graph, offered))


def restricted_by(graph: TourGraph, offered: NDArray[np.bool_], rule: Automaton) -> TourGraph:
    """The tours of `restricted` that keep one more rule, without the graph between."""
    return graph if graph.is_empty else constrained(TourGraph(tuple(_cut(graph, offered))), rule)


def _cut(graph: TourGraph, offered: NDArray[np.bool_]) -> list[Layer]:
    layers = []
    for layer, row in zip(graph.layers, offered, strict=True):
        action_of = np.where(row, layer.action_of, DEAD)
        actions, renamed = np.unique(action_of[action_of >= 0], return_inverse=True)
        action_of[action_of >= 0] = renamed
        charge = None if layer.charge is None else layer.charge[:, actions]
        layers.append(Layer(action_of.astype(np.int32), layer.target[:, actions], charge))
    return layers


def held(graph: TourGraph, choices: Mapping[int, int]) -> TourGraph:
    """The tours of a graph that make given choices on some days.

    These choices are told as days off: the shifts behind them are counted elsewhere, and the search
    can do nothing but leave them. Nodes without a future are kept; the graph is empty if no tour is
    left.

    Parameters
    ----------
    graph : TourGraph
    choices : mapping of a day to its choice
        A negative choice is one that does not exist.
    """
    if graph.is_empty or not choices:
        return graph
    layers: list[Layer] = []
    nodes = np.zeros(1, dtype=np.int64)
    for day, layer in enumerate(graph.layers):
        action_of = layer.action_of
        if day in choices:
            choice = choices[day]
            action_of = np.full_like(layer.action_of, DEAD)
            action_of[0] = layer.action_of[choice] if choice >= 0 else DEAD
        layers.append(Layer(action_of, layer.target, layer.charge))
        reached = layer.target[nodes][:, np.unique(action_of[action_of >= 0])]
        nodes = np.unique(reached[reached >= 0]).astype(np.int64)
    if len(nodes):
        return TourGraph(tuple(layers))
    return TourGraph(tuple(Layer(layer.action_of, layer.target[:0]) for layer in layers))
