"""Everybody's spaces of tours, costs and cover as one set of arrays."""

from typing import NamedTuple

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32


class Staff(NamedTuple):
    """People, each with a space of tours, and the rows that choices count in.

    Two totals of a space are states of the dynamic programs, those that a lower limit or a node
    matters to; arcs add to these alone. Each of the others is added to by certain choices only,
    wherever these are made, so that actions need not tell such choices apart.
    """

    space: Ints  # (people,)
    cost: Floats  # (people, days, options + 1), infinite where a choice is closed
    row_of: Ints  # (days, options + 1), -1 for none
    required: Floats  # (rows,)
    under: Floats  # (rows,), price of a unit too few
    over: Floats  # (rows,), of one too many
    n_nodes: Ints  # (spaces, days + 1)
    n_actions: Ints  # (spaces, days)
    offset: Ints  # (spaces, days), where the arcs of a day begin
    action_of: Ints32  # (spaces, days, options + 1), -1 where a choice is not on offer
    target: Ints32  # (arcs,), node of the next day, -1 where none
    kind: Ints32  # (arcs,)
    added: Ints32  # (kinds, totals), 0 for totals that are no states
    first_kind: Ints  # (spaces + 1,), where the kinds of a space begin
    of_choice: Ints32  # (spaces, options + 1, totals), of the totals that are no states
    state: Ints  # (spaces, 2), which totals are states
    ahead: Ints  # (spaces, 2, days + 1), most that the days before can add to these
    least: Ints  # (spaces, totals)
    most: Ints  # (spaces, totals)


class Tours(NamedTuple):
    """One tour of each person, changed in place."""

    choices: Ints32  # (people, days)
    node: Ints32  # (people, days + 1)
    totals: Ints  # (people, totals)
    covered: Floats  # (rows,)
