"""Search for a cheap roster: build one, then take people's shifts away and give them new ones.

Ruin and recreate (Schrimpf et al., 2000, "Record breaking optimization results using the ruin and
recreate principle", J. Comput. Phys. 159) with simulated annealing: a few agents lose their shifts
in a window of days and get, one after another, the best ones for what is then missing, found by an
exact dynamic program over shifts, starts and breaks.
"""

from collections.abc import Callable

import numpy as np

from wfm.schedule.budget import Budget
from wfm.schedule.draft import Draft, Window
from wfm.schedule.kernels import Floats, Ints32

WINDOW_DAYS = (1, 2, 3, 5, 7, 7, 14)
RUINED_AGENTS = (1, 2, 2, 3, 4, 6)
START_TEMPERATURE = 0.4
END_TEMPERATURE = 0.01
NOISY = 0.5
NOISE = 0.15
IMPROVED = 1e-7

Found = Callable[[float], None]


def construct(draft: Draft, without: frozenset[int], rng: np.random.Generator) -> None:
    """Give a tour to every agent not in `without`, each the best one for what is still missing."""
    problem = draft.problem
    everything = draft.window(0, problem.horizon.days - 1)
    agents = [a for a in range(len(problem.candidates)) if a not in without]
    for agent in rng.permutation(agents):
        draft.insert(int(agent), everything)


def improve(
    draft: Draft,
    budget: Budget,
    rng: np.random.Generator,
    found: Found,
    stop_at: float = -np.inf,
) -> None:
    """Search until the budget is spent; the draft ends as the best roster that was found.

    Parameters
    ----------
    draft : Draft
        With a tour for every agent.
    budget : Budget
    rng : numpy Generator
    found : function of the cost
        Called with each better cost.
    stop_at : float
        Cost at which nothing is left to find.
    """
    problem = draft.problem
    cost = best_cost = draft.cost()
    best = draft.choices.copy(), draft.pauses.copy()
    found(best_cost)
    work = [candidate.work_a_day for candidate in problem.candidates]
    by_group = [
        [a for a, c in enumerate(problem.candidates) if c.group == group]
        for group in range(len(problem.required))
    ]
    weight = np.array([len(agents) for agents in by_group]) / len(problem.candidates)
    warmest = START_TEMPERATURE * problem.under_price * problem.quanta
    while best_cost > stop_at and not budget.is_over:
        temperature = warmest * (END_TEMPERATURE / START_TEMPERATURE) ** budget.share
        group = int(rng.choice(len(by_group), p=weight))
        agents = _ruined(by_group[group], rng)
        window = _window(draft, rng)
        delta, undo = _recreate(draft, group, agents, window, rng)
        days = window.last_day - window.first_day + 1
        budget.spend(days * sum(work[agent] for agent in agents))
        if delta > IMPROVED and delta > -temperature * np.log(rng.random()):
            undo()
            continue
        cost += delta
        if cost < best_cost - IMPROVED:
            best_cost = cost
            best = draft.choices.copy(), draft.pauses.copy()
            found(best_cost)
    _restore(draft, *best)


def _recreate(
    draft: Draft, group: int, agents: list[int], window: Window, rng: np.random.Generator
) -> tuple[float, Callable[[], None]]:
    """Give some agents new shifts in a window; the change of cost, and how to take it back."""
    days = slice(window.first_day, window.last_day + 1)
    old = [(draft.choices[a, days].copy(), draft.pauses[a, days].copy()) for a in agents]
    before = draft.missing_cost(group, window)
    before += sum(draft.remove(agent, window) for agent in agents)
    noise: Floats = np.zeros(draft.choices.shape[1])
    if rng.random() < NOISY:
        noise = NOISE * (rng.random(len(noise)) - 0.5)
    after = sum(draft.insert(agent, window, noise) for agent in agents)
    after += draft.missing_cost(group, window)

    def undo() -> None:
        for agent, (choices, pauses) in zip(agents, old, strict=True):
            draft.remove(agent, window)
            draft.put_back(agent, window, choices, pauses)

    return after - before, undo


def _ruined(agents: list[int], rng: np.random.Generator) -> list[int]:
    count = min(int(rng.choice(RUINED_AGENTS)), len(agents))
    return [agents[i] for i in rng.choice(len(agents), size=count, replace=False)]


def _window(draft: Draft, rng: np.random.Generator) -> Window:
    n_days = draft.problem.horizon.days
    length = min(int(rng.choice(WINDOW_DAYS)), n_days)
    first = int(rng.integers(0, n_days - length + 1))
    return draft.window(first, first + length - 1)


def _restore(draft: Draft, choices: Ints32, pauses: Ints32) -> None:
    everything = draft.window(0, draft.problem.horizon.days - 1)
    for agent in range(len(draft.problem.candidates)):
        draft.remove(agent, everything)
        draft.put_back(agent, everything, choices[agent], pauses[agent])
