"""The arrays that all kernels work on, and how kernels are compiled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wfm.machine_code import kept

P = ParamSpec("P")
R = TypeVar("R")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
Flags = NDArray[np.bool_]

INFINITE = 1e300
UNLIMITED = np.zeros(0, dtype=np.int64)


class ShiftArrays(NamedTuple):
    """Options of one contract; those of all contracts when the arrays have one axis more in front.

    Contracts are filled up to the same number of options, templates and breaks.
    """

    start: Ints  # (days, options), quanta from the horizon's start
    length: Ints  # (options,)
    pay: Floats  # (options,)
    template: Ints  # (options,)
    n_breaks: Ints  # (templates,)
    break_length: Ints  # (templates, breaks)
    break_first: Ints  # (templates, breaks), earliest start after the shift's start
    break_last: Ints
    break_step: Ints
    stretch_least: Ints = UNLIMITED  # (templates,), from the end of a break to the next
    stretch_most: Ints = UNLIMITED  # (templates,), 0 for no limits; both may be empty


class GraphArrays(NamedTuple):
    """One tour graph, or all with one axis more in front; all share `target` and `charge`."""

    n_nodes: Ints  # (days + 1,)
    n_actions: Ints  # (days,)
    offset: Ints  # (days,), where the layer begins in `target`
    action_of: Ints32  # (days, options + 1), -1 where a choice is not on offer
    target: Ints32  # node of the next day, -1 where none
    charge: Floats  # what each step costs by itself; empty where no rule of any graph has a price


class JointTables(NamedTuple):
    """Rules of several people: who takes part, the limits, and what breaking them costs."""

    sits: Flags  # (agents, places)
    holds_seat: Flags  # (contracts, options), not for duty on call
    seat_price: Floats  # (places,), of a quantum
    counts: Flags  # (agents, crews)
    works: Flags  # (contracts, crews, options), the options that are the crew's shift
    least: Ints  # (crews, days)
    most: Ints
    crew_price: Floats  # (crews,), of a person
    team: Flags  # (agents, teams)
    start_of: Ints  # (contracts, days, options), index in `clock`, -1 where no start counts
    clock: Ints  # (starts,), minutes after the day's midnight, rising
    within: Ints  # (teams,), minutes
    team_price: Floats  # (teams,), of a minute
    teammate: Ints  # agents of each team, team after team
    first_teammate: Ints  # (teams + 1,)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile, keep on disk, let other threads run meanwhile, and check no division by zero."""
    dispatcher = njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Callable[P, R], kept(dispatcher, Path(__file__).parent))


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that only kernels call; leaving out its Python face saves seconds."""
    # The two options are numba's own but missing from its declared overloads.
    options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    decorate = njit(cache=True, nogil=True, error_model="numpy", **options)
    return cast(Callable[P, R], kept(decorate(function), Path(__file__).parent))


class Tables(NamedTuple):
    """A whole problem: who may do what, and where it counts.

    Planning groups lie one below the other in the rows of `slack`.
    """

    shifts: ShiftArrays  # with an axis of contracts in front
    graphs: GraphArrays  # with an axis of graphs in front
    contract: Ints  # (agents,)
    graph: Ints  # (agents,)
    group: Ints  # (agents,)
    first_row: Ints  # (agents,), rows of the agent's planning group in `slack`
    last_row: Ints  # (agents,), one past the last
    meets: Flags  # (agents, rows)
    pace: Floats  # (agents,), normal agents that one stands for
    wish: Floats  # (different wishes, days, options + 1), price of a choice that refuses a wish
    wishes: Ints  # (agents,), whose in `wish`
    member: Ints  # (agents,), agents ordered by planning group
    first_member: Ints  # (groups + 1,)
    first_interval: Ints  # (days,), of the day
    last_interval: Ints  # (days,), one past the last that a shift of the day can touch
    work: Floats  # (agents,), steps of giving an agent one day
    quanta: int
    under_price: float
    over_price: float
    joint: JointTables
    has_joint: bool  # whether there is any joint rule; asking the tables themselves takes longer


@inner
def shifts_of(tables: Tables, agent: int) -> ShiftArrays:
    """Options of an agent's contract."""
    c, s = tables.contract[agent], tables.shifts
    return ShiftArrays(
        s.start[c],
        s.length[c],
        s.pay[c],
        s.template[c],
        s.n_breaks[c],
        s.break_length[c],
        s.break_first[c],
        s.break_last[c],
        s.break_step[c],
        s.stretch_least[c],
        s.stretch_most[c],
    )


@inner
def graph_of(tables: Tables, agent: int) -> GraphArrays:
    """Tour graph of an agent."""
    g, graphs = tables.graph[agent], tables.graphs
    return GraphArrays(
        graphs.n_nodes[g],
        graphs.n_actions[g],
        graphs.offset[g],
        graphs.action_of[g],
        graphs.target,
        graphs.charge,
    )


@inner
def wish_of(tables: Tables, agent: int) -> Floats:
    """What each choice of an agent costs for a refused wish, shape (days, options + 1)."""
    prices: Floats = tables.wish[tables.wishes[agent]]
    return prices
