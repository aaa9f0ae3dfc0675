"""The cheapest staffing that all cuts allow: linear programs, solved by OR-Tools (GLOP), and whole
agents around their few fractions."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from wfm.staff.cuts import Cut
from wfm.staff.skill_grid import SkillGrid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

May = Literal["less", "more", "exchange"]

NEAR_BEST, NODES = 1e-3, 30
"""Where the search for whole agents ends: relative gap, and nodes, which unlike seconds keep it
repeatable."""

WHOLE, MOST_ROUNDED = 1e-6, 10
"""What counts as whole; and how many fractions are rounded in all ways, at most."""

MISSING = 100.0
"""Price of what cannot be kept, in parts of the dearest agent: an agent, or a tenth of a gap."""

TILT, BESIDE = 5e-3, 1e-2
"""How much dearer in a guess kinds count that are to be taken last, and an agent more than its
fractions led to, in parts of the pay."""

STEPS = 4
"""Most agents of a cell that are added or taken out at a time, or the root of those there."""


def shared_out(grid: SkillGrid, needed: Floats, last: tuple[int, ...] = ()) -> Ints:
    """Whole agents of each kind that carry what queues need, at least pay, nobody counted twice.

    Parameters
    ----------
    grid : SkillGrid
    needed : array of shape (queues, periods)
        Agents, fractions allowed; they are rounded where people share queues, together.
    last : tuple of int
        Kinds that of equal pay are taken last, the very last one first.

    Returns
    -------
    array of int, shape (cells,)
    """
    solver, agents = _program(grid, np.zeros(len(grid.kind), dtype=np.int64), grid.most)
    for kind, place in zip(reversed(last), range(1, len(last) + 1), strict=True):
        for i in np.flatnonzero(grid.kind == kind):
            dearer = TILT * place / len(grid.kinds) * float(grid.price[i])
            solver.Objective().SetCoefficient(agents[i], float(grid.price[i]) + dearer)
    for p in range(grid.periods):
        _carry_in(solver, grid, p, dict(enumerate(agents)), needed[:, p])
    solver.Solve()
    fractions = np.array([agent.solution_value() for agent in agents])
    found = np.zeros(len(agents), dtype=np.int64)
    # What ties periods together, weeks and jumps, is in the fractions; each is rounded by itself.
    for p in np.unique(grid.period):
        _round_in(grid, int(p), needed[:, p], fractions, found)
    return found


def _round_in(grid: SkillGrid, period: int, needed: Floats, fractions: Floats, found: Ints) -> None:
    """Whole agents of one period, near the fractions."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.Objective().SetMinimization()
    agents = {}
    for i in np.flatnonzero(grid.period == period):
        agents[int(i)] = agent = solver.IntVar(0, float(grid.most[i]), "")
        solver.Objective().SetCoefficient(agent, float(grid.price[i]))
        more = solver.NumVar(0, solver.infinity(), "")
        solver.Objective().SetCoefficient(more, BESIDE * float(grid.price[i]))
        row = solver.Constraint(-solver.infinity(), float(np.ceil(fractions[i] - 1e-6)))
        row.SetCoefficient(agent, 1.0)
        row.SetCoefficient(more, -1.0)
    _carry_in(solver, grid, period, agents, needed)
    if _solve(solver, NEAR_BEST):
        for cell, agent in agents.items():
            found[cell] = round(agent.solution_value())
    else:
        # All rows have slack, so nodes ran out: fractions, rounded up, will do to begin with.
        for cell in agents:
            found[cell] = np.ceil(fractions[cell] - WHOLE)


def held_by_floor(grid: SkillGrid, agents: Ints, floor: Floats) -> Bools:
    """Cells of which nobody may be taken out, or a queue has fewer than its floor; (cells,)."""
    held = np.zeros(len(agents), dtype=np.bool_)
    for p in np.flatnonzero(floor.any(axis=0)):
        cells = np.flatnonzero(grid.period == p)
        lacking = _lacking(grid, int(p), cells, agents[cells], floor[:, p])
        for i in cells[agents[cells] > 0]:
            fewer = agents[cells] - (cells == i)
            held[i] = _lacking(grid, int(p), cells, fewer, floor[:, p]) > lacking + 1e-6
    return held


def _lacking(grid: SkillGrid, period: int, cells: Ints, agents: Ints, needed: Floats) -> float:
    """Price of what so many agents of a period's cells leave lacking."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.Objective().SetMinimization()
    fixed = {
        int(i): solver.NumVar(float(n), float(n), "") for i, n in zip(cells, agents, strict=True)
    }
    _carry_in(solver, grid, period, fixed, needed)
    solver.Solve()
    return float(solver.Objective().Value())


@dataclass(frozen=True, eq=False)
class Around:
    """Staffings that are near one that was simulated, and all that is known about them.

    Attributes
    ----------
    at : array of int, shape (cells,)
    floor : array of shape (queues, periods)
        Agents who must be there whatever is promised; nobody counts for two queues.
    cuts : tuple of Cut
    radius_hours : float
        Most agent-hours that are added and taken out, together.
    """

    at: Ints
    floor: Floats
    cuts: tuple[Cut, ...]
    radius_hours: float


def next_step(grid: SkillGrid, near: Around, asked: Floats, may: May = "exchange") -> Ints:
    """The cheapest staffing that keeps all promises as far as cuts tell.

    Parameters
    ----------
    grid : SkillGrid
    near : Around
    asked : array of shape (promises,)
        Gap that each promise is to have.
    may : str
        Whether agents are only taken out (``less``) or added (``more``), or exchanged too.

    Returns
    -------
    array of int, shape (cells,)
        Where the people there are cannot keep a promise, those that come nearest.
    """
    solver, agents, _ = _near(grid, near, asked, may)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return near.at
    return _rounded(grid, near, asked, np.array([agent.solution_value() for agent in agents]))


def _rounded(grid: SkillGrid, near: Around, asked: Floats, fractions: Floats) -> Ints:
    """Whole agents: the best of all ways to round the few fractions of a program of cuts.

    There are about as many as cuts bind.
    """
    low = np.floor(fractions + WHOLE).astype(np.int64)
    parts = np.flatnonzero(fractions - low > WHOLE)
    by_size = parts[np.argsort(low[parts] - fractions[parts], kind="stable")]
    open_, up = by_size[-MOST_ROUNDED:], by_size[:-MOST_ROUNDED]
    low[up] += 1
    ways = np.array(list(product((0, 1), repeat=len(open_))), dtype=np.int64)
    ways = ways.reshape(2 ** len(open_), len(open_))
    dear = MISSING * float(grid.price.max(initial=1.0))
    missing = np.zeros((len(asked), len(ways)))
    for cut in near.cuts:
        reached = cut.bound(low) + ways @ cut.slope(low)[open_]
        missing[cut.promise] = np.maximum(missing[cut.promise], asked[cut.promise] - reached)
    cost = ways @ grid.price[open_] + 10 * dear * missing.sum(axis=0)
    for in_week, hours in grid.weeks:
        inside = np.where(in_week, grid.gross_hours, 0.0)
        cost += dear * np.maximum(inside @ low + ways @ inside[open_] - hours, 0.0)
    for p in np.unique(grid.period[open_]):
        if near.floor[:, p].any():
            cells = np.flatnonzero(grid.period == p)
            own = np.where(grid.period[open_] == p, ways, 0)
            for way in np.unique(own, axis=0):
                there = low.copy()
                there[open_] += way
                lacking = _lacking(grid, int(p), cells, there[cells], near.floor[:, p])
                cost[(own == way).all(axis=1)] += lacking
    low[open_] += ways[int(np.argmin(cost))]
    return low


def prices(grid: SkillGrid, near: Around, asked: Floats) -> Floats:
    """What a unit of each promise's gap costs: duals of the cuts, with fractions of agents."""
    solver, _, rows = _near(grid, near, asked, "exchange")
    found = np.zeros(len(asked))
    if solver.Solve() == pywraplp.Solver.OPTIMAL:
        for cut, row in zip(near.cuts, rows, strict=True):
            found[cut.promise] += row.dual_value()
    return np.maximum(found, 0.0)


def _near(
    grid: SkillGrid, near: Around, asked: Floats, may: May
) -> tuple[
    pywraplp.Solver,
    list[pywraplp.Variable],
    list[pywraplp.Constraint],
]:
    """The program, its agents, and a row a cut."""
    at, cuts = near.at, near.cuts
    steps = np.maximum(np.sqrt(at).astype(np.int64), STEPS)
    low = at if may == "more" else np.maximum(at - steps, 0)
    high = at if may == "less" else np.minimum(at + steps, np.maximum(grid.most, at))
    solver, agents = _program(grid, low, high)
    for p in range(grid.periods):
        _carry_in(solver, grid, p, dict(enumerate(agents)), near.floor[:, p])
    dear = MISSING * float(grid.price.max(initial=1.0))
    missing = [solver.NumVar(0, solver.infinity(), "") for _ in asked]
    for slack in missing:
        solver.Objective().SetCoefficient(slack, 10 * dear)
    # One variable an agent: those that cuts value most are filled first by themselves.
    pieces: list[tuple[int, int, pywraplp.Variable]] = []
    moved = solver.Constraint(-solver.infinity(), near.radius_hours)
    for i, agent in enumerate(agents):
        change = solver.Constraint(float(at[i]), float(at[i]))
        change.SetCoefficient(agent, 1.0)
        for more in (*range(int(agent.ub() - at[i])), *range(-1, int(agent.lb() - at[i]) - 1, -1)):
            step = solver.NumVar(0, 1, "")
            change.SetCoefficient(step, -1.0 if more >= 0 else 1.0)
            moved.SetCoefficient(step, float(grid.hours[i]))
            pieces.append((i, more, step))
    rows = []
    for cut in cuts:
        here = cut.slope(at)
        row = solver.Constraint(float(asked[cut.promise]) - cut.bound(at), solver.infinity())
        row.SetCoefficient(missing[cut.promise], 1.0)
        for i, more, step in pieces:
            worth = here[i] * (1 - cut.fall[i]) ** more
            row.SetCoefficient(step, float(worth if more >= 0 else -worth))
        rows.append(row)
    return solver, agents, rows


def _program(
    grid: SkillGrid, low: Ints, high: Ints
) -> tuple[pywraplp.Solver, list[pywraplp.Variable]]:
    """Fractions of agents within bounds and what people can give in a week, at least pay."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    agents = [solver.NumVar(float(a), float(b), "") for a, b in zip(low, high, strict=True)]
    for agent, price in zip(agents, grid.price, strict=True):
        solver.Objective().SetCoefficient(agent, float(price))
    solver.Objective().SetMinimization()
    dear = MISSING * float(grid.price.max(initial=1.0))
    for cells, hours in grid.weeks:
        row = solver.Constraint(-solver.infinity(), hours)
        over = solver.NumVar(0, solver.infinity(), "")
        solver.Objective().SetCoefficient(over, dear)
        row.SetCoefficient(over, -1.0)
        for i in np.flatnonzero(cells):
            row.SetCoefficient(agents[i], float(grid.gross_hours[i]))
    return solver, agents


def _carry_in(
    solver: pywraplp.Solver,
    grid: SkillGrid,
    period: int,
    agents: dict[int, pywraplp.Variable],
    needed: Floats,
) -> None:
    """Agents of a period, by cell, are shared among queues so that each has what it needs.

    What lacks is dear.
    """
    dear = MISSING * float(grid.price.max(initial=1.0))
    cells = np.flatnonzero(grid.period == period)
    queues = np.flatnonzero(needed > 0)
    if len(cells) == 0:
        return
    rows = {}
    for q in queues:
        rows[q] = solver.Constraint(float(needed[q]), solver.infinity())
        lacking = solver.NumVar(0, solver.infinity(), "")
        solver.Objective().SetCoefficient(lacking, dear)
        rows[q].SetCoefficient(lacking, 1.0)
    for i in cells:
        takes = [q for q in queues if grid.scenario.queues[q].name in grid.kinds[grid.kind[i]]]
        if not takes:
            continue
        given = solver.Constraint(-solver.infinity(), 0.0)
        given.SetCoefficient(agents[int(i)], -1.0)
        for q in takes:
            part = solver.NumVar(0, solver.infinity(), "")
            given.SetCoefficient(part, 1.0)
            rows[q].SetCoefficient(part, 1.0)


def _solve(solver: pywraplp.Solver, near: float) -> bool:
    """Whether a solution was found."""
    solver.SetSolverSpecificParametersAsString(f"limits/gap = {near}\nlimits/nodes = {NODES}\n")
    return solver.Solve() in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)
