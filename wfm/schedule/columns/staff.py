"""All people of a problem as one set of arrays, where its rules allow it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.columns.cover import Cover, Floats, Ints
from wfm.schedule.columns.space import Layer, with_fewer_actions
from wfm.schedule.kernels.space import SpaceArrays
from wfm.schedule.kernels.staff import Staff

MOST_STATES = 2


def staff_of(
    cover: Cover, spaces: Sequence[SpaceArrays], costs: Sequence[Floats], row_of: Ints
) -> Staff | None:
    """Arrays of everybody, or None where some rules or rows are beyond the kernels.

    Parameters
    ----------
    cover : Cover
    spaces, costs : sequence of SpaceArrays, of array of shape (days, options + 1)
        Of each person.
    row_of : array of shape (days, options + 1)
        Row that a choice counts in, -1 for none.

    Returns
    -------
    Staff or None
        None if rows share a shortage, if a row counts on several days, or if more than two totals
        of a space have a lower limit or are added to differently from node to node.
    """
    if len(np.unique(cover.shortage)) < len(cover.shortage):
        return None
    days, choices = np.nonzero(row_of >= 0)
    if len(np.unique(np.stack([row_of[days, choices], days]), axis=1).T) > len(
        np.unique(row_of[days, choices])
    ):
        return None
    distinct = list({id(space): space for space in spaces}.values())
    number = {id(space): i for i, space in enumerate(distinct)}
    by_choice = [_by_choice(space) for space in distinct]
    n_totals = max(len(space.most) for space in distinct) + MOST_STATES
    n_days, n_choices = row_of.shape
    of_choice = np.zeros((len(distinct), n_choices, n_totals), dtype=np.int32)
    state = np.zeros((len(distinct), MOST_STATES), dtype=np.int64)
    ahead = np.zeros((len(distinct), MOST_STATES, n_days + 1), dtype=np.int64)
    least = np.zeros((len(distinct), n_totals), dtype=np.int64)
    most = np.zeros((len(distinct), n_totals), dtype=np.int64)
    arcs: list[_Arcs] = []
    for i, (space, amounts) in enumerate(zip(distinct, by_choice, strict=True)):
        states = [k for k in range(len(space.most)) if space.least[k] > 0 or amounts[k] is None]
        if len(states) > MOST_STATES:
            return None
        # The total that takes more values goes first; totals that no rule has fill up.
        states.sort(key=space.most.tolist().__getitem__, reverse=True)
        arcs.append(_arcs_of(space, states))
        states += range(n_totals - MOST_STATES + len(states), n_totals)
        state[i] = states
        for k, amount in enumerate(amounts):
            if k not in states and amount is not None:
                of_choice[i, :, k] = amount
        least[i, : len(space.least)], most[i, : len(space.most)] = space.least, space.most
        day_most = np.stack([_arcs(space, day)[0].max(axis=1) for day in range(n_days)], axis=1)
        for j, k in enumerate(states):
            if k < len(space.most):
                ahead[i, j, 1:] = np.cumsum(day_most[k])
    arc = np.cumsum([0, *(len(of_space.target) for of_space in arcs)])
    kinds = np.cumsum([0, *(len(of_space.added) for of_space in arcs)])
    added = np.zeros((kinds[-1], n_totals), dtype=np.int32)
    for of_space, kind in zip(arcs, kinds[:-1], strict=True):
        added[kind : kind + len(of_space.added), : of_space.added.shape[1]] = of_space.added
    return Staff(
        space=np.array([number[id(space)] for space in spaces], dtype=np.int64),
        cost=np.ascontiguousarray(np.stack(costs)),
        row_of=row_of.astype(np.int64),
        required=cover.required.astype(np.float64),
        under=cover.under[cover.shortage].astype(np.float64),
        over=cover.over.astype(np.float64),
        n_nodes=np.stack([space.n_nodes for space in distinct]),
        n_actions=np.stack([of_space.n_actions for of_space in arcs]),
        offset=np.stack([s.offset + a for s, a in zip(arcs, arc[:-1], strict=True)]),
        action_of=np.stack([of_space.action_of for of_space in arcs]),
        target=np.concatenate([of_space.target for of_space in arcs]),
        kind=np.concatenate([s.kind + np.int32(k) for s, k in zip(arcs, kinds[:-1], strict=True)]),
        added=added,
        first_kind=kinds,
        of_choice=of_choice,
        state=state,
        ahead=ahead,
        least=least,
        most=most,
    )


class _Arcs(NamedTuple):
    """Arcs of a space that add to some totals only."""

    n_actions: Ints  # (days,)
    offset: Ints  # (days,)
    action_of: NDArray[np.int32]  # (days, options + 1)
    target: NDArray[np.int32]  # (arcs,)
    kind: NDArray[np.int32]  # (arcs,)
    added: NDArray[np.int32]  # (kinds, totals)


def _arcs_of(space: SpaceArrays, states: Sequence[int]) -> _Arcs:
    """The arcs, with what they add to states alone; actions that then are alike are one."""
    n_totals = len(space.most)
    is_state = np.isin(np.arange(n_totals), states)
    known: dict[tuple[int, bytes], tuple[int, Layer]] = {}
    offset, layers, size = [], [], 0
    for day, action_of in enumerate(space.action_of):
        key = (int(space.offset[day]), action_of.tobytes())
        if key not in known:
            first, shape = space.offset[day], (space.n_nodes[day], space.n_actions[day])
            target = space.target[first : first + shape[0] * shape[1]].reshape(shape)
            added, alive = _arcs(space, day)
            added = (added * alive * is_state[:, None]).T.reshape(*shape, n_totals)
            layer = with_fewer_actions(action_of.astype(np.int64), target, added)
            known[key] = (size, layer)
            size += layer.target.size
        begin, layer = known[key]
        offset.append(begin)
        layers.append(layer)
    distinct = [layer for _, layer in known.values()]
    kinds, kind = np.unique(
        np.concatenate([layer.added.reshape(-1, n_totals) for layer in distinct]),
        axis=0,
        return_inverse=True,
    )
    return _Arcs(
        np.array([layer.target.shape[1] for layer in layers], dtype=np.int64),
        np.array(offset, dtype=np.int64),
        np.stack([layer.action_of for layer in layers]).astype(np.int32),
        np.concatenate([layer.target.ravel() for layer in distinct]).astype(np.int32),
        kind.ravel().astype(np.int32),
        kinds.astype(np.int32),
    )


def _arcs(space: SpaceArrays, day: int) -> tuple[Ints, NDArray[np.bool_]]:
    """What each arc of a day adds, shape (totals, nodes x actions), and which arcs there are."""
    first = space.offset[day]
    end = first + space.n_nodes[day] * space.n_actions[day]
    return space.added[:, space.kind[first:end]].astype(np.int64), space.target[first:end] >= 0


def _by_choice(space: SpaceArrays) -> list[Ints | None]:
    """What each choice adds to each total; None for totals that nodes or days matter to."""
    n_totals, n_choices = len(space.most), space.action_of.shape[1]
    low = np.full((n_totals, n_choices), np.iinfo(np.int64).max)
    high = np.full((n_totals, n_choices), -1)
    known: dict[tuple[int, bytes], None] = {}
    for day, actions in enumerate(space.action_of):
        key = (int(space.offset[day]), actions.tobytes())
        if key in known:
            continue
        known[key] = None
        added, alive = _arcs(space, day)
        n_actions = int(space.n_actions[day])
        least = np.where(alive, added, np.iinfo(np.int64).max)
        most = np.where(alive, added, -1)
        least = least.reshape(n_totals, -1, n_actions).min(axis=1)
        most = most.reshape(n_totals, -1, n_actions).max(axis=1)
        open_ = actions >= 0
        low[:, open_] = np.minimum(low[:, open_], least[:, actions[open_]])
        high[:, open_] = np.maximum(high[:, open_], most[:, actions[open_]])
    return [
        np.maximum(high[k], 0) if (low[k][high[k] >= 0] == high[k][high[k] >= 0]).all() else None
        for k in range(n_totals)
    ]
