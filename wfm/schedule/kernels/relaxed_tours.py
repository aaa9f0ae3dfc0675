"""Everybody's best tours when totals have prices instead of limits: for bounds and first tours."""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Ints, Ints32, compiled, inner
from wfm.schedule.kernels.space import INFINITE
from wfm.schedule.kernels.staff import Staff


@inner
def relaxed_tour(
    staff: Staff, person: int, worth: Floats, fees: Floats, to_go: Floats, choices: Ints32,
    totals: Ints,
) -> float:  # fmt: skip
    """Cheapest tour of one person with fees on its totals.

    Parameters
    ----------
    worth : array of shape (days, options + 1)
        What each choice earns.
    fees : array of shape (totals,)
    to_go : array of shape (days + 1, nodes)
        Memory to write to.
    choices : array of shape (days,)
        Takes the tour.
    totals : array of shape (totals,)
        Takes its totals.

    Returns
    -------
    float
        Cost with fees, less what is earned; infinite when there is no tour.
    """
    s = staff.space[person]
    n_days, n_choices = worth.shape
    widest = 1
    for day in range(n_days):
        widest = max(widest, staff.n_actions[s, day])
    cheapest = np.empty((n_days, widest))
    by = np.zeros((n_days, widest), dtype=np.int32)
    begin, stop = staff.first_kind[s], staff.first_kind[s + 1]
    fee, fee_of_choice = np.zeros(stop - begin), np.zeros(n_choices)
    for k in range(len(fees)):
        for kind in range(begin, stop):
            fee[kind - begin] += fees[k] * staff.added[kind, k]
        for c in range(n_choices):
            fee_of_choice[c] += fees[k] * staff.of_choice[s, c, k]
    to_go[n_days, 0] = 0.0
    for day in range(n_days - 1, -1, -1):
        row = staff.action_of[s, day]
        price = cheapest[day]
        price[:] = INFINITE
        for c in range(n_choices):
            now = staff.cost[person, day, c] - worth[day, c] + fee_of_choice[c]
            if row[c] >= 0 and now < price[row[c]]:
                price[row[c]], by[day, row[c]] = now, c
        for node in range(staff.n_nodes[s, day]):
            best = INFINITE
            arc = staff.offset[s, day] + node * staff.n_actions[s, day]
            for action in range(staff.n_actions[s, day]):
                target = staff.target[arc + action]
                if target >= 0:
                    value = (
                        price[action] + fee[staff.kind[arc + action] - begin]
                        + to_go[day + 1, target]
                    )  # fmt: skip
                    best = min(best, value)
            to_go[day, node] = best
    totals[:] = 0
    if to_go[0, 0] == INFINITE:
        return INFINITE
    node = 0
    for day in range(n_days):
        best, taken = INFINITE, -1
        arc = staff.offset[s, day] + node * staff.n_actions[s, day]
        for action in range(staff.n_actions[s, day]):
            target = staff.target[arc + action]
            if target >= 0:
                value = (
                    cheapest[day, action] + fee[staff.kind[arc + action] - begin]
                    + to_go[day + 1, target]
                )  # fmt: skip
                if value < best:
                    best, taken = value, action
        choices[day] = by[day, taken]
        for k in range(len(totals)):
            totals[k] += (
                staff.added[staff.kind[arc + taken], k] + staff.of_choice[s, choices[day], k]
            )
        node = staff.target[arc + taken]
    return float(to_go[0, 0])


@compiled
def relaxed_tours(
    staff: Staff, people: Ints, worth: Floats, fees: Floats, choices: Ints32, totals: Ints
) -> float:
    """Cost of some people's best tours with fees, less what the fees of a legal tour come to.

    Whatever the fees, no legal tours of these people cost less (Lagrange): positive ones are for
    upper limits, negative ones for lower limits.

    Parameters
    ----------
    people : array of int
    worth : array of shape (days, options + 1)
        What each choice earns.
    fees : array of shape (all people, totals)
    choices : array of shape (all people, days)
        Takes the tours.
    totals : array of shape (all people, totals)
        Takes their totals.
    """
    to_go = np.empty((worth.shape[0] + 1, staff.n_nodes.max()))
    cost = 0.0
    for person in people:
        s = staff.space[person]
        cost += relaxed_tour(
            staff, person, worth, fees[person], to_go, choices[person], totals[person]
        )
        for k in range(fees.shape[1]):
            fee = fees[person, k]
            cost -= fee * (staff.most[s, k] if fee > 0 else staff.least[s, k])
    return cost
