"""Joint rules laid out for the kernels, and what entries that stay take of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Shift
from wfm.center.scenario import Scenario
from wfm.schedule.joint.registry import joint_rules_of
from wfm.schedule.joint.terms import SeatsTerm, ShiftTerm, StartsTerm, Term
from wfm.schedule.kernels.arrays import JointTables
from wfm.schedule.kernels.joint import Joint
from wfm.schedule.options import Options


def joint_tables(
    scenario: Scenario,
    contracts: Sequence[Options],
    kept: Sequence[Shift],
    quantum_s: int,
) -> tuple[JointTables, Joint]:
    """The joint rules of a scenario, and what is taken before anybody gets a shift.

    Parameters
    ----------
    scenario : Scenario
    contracts : sequence of Options
        Of each contract, in the order of the tables.
    kept : sequence of Shift
        Entries that stay as they are.
    quantum_s : int

    Raises
    ------
    DataError
        If a joint rule is wrong.
    """
    terms = [term for rule in joint_rules_of(scenario) for term in rule.terms(scenario)]
    seats = [term for term in terms if isinstance(term, SeatsTerm)]
    crews = [term for term in terms if isinstance(term, ShiftTerm)]
    teams = [term for term in terms if isinstance(term, StartsTerm)]
    days = scenario.horizon.days
    n_options = max(len(options) for options in contracts)
    clock, start_of = _starts(contracts, kept if teams else (), scenario, n_options, bool(teams))
    holds_seat = np.zeros((len(contracts), n_options), dtype=bool)
    works = np.zeros((len(contracts), len(crews), n_options), dtype=bool)
    for c, options in enumerate(contracts):
        for o in range(len(options)):
            holds_seat[c, o] = not options.template(o).on_call
            works[c, :, o] = [options.template(o).name == crew.shift for crew in crews]
    teammates = [np.flatnonzero(team.members) for team in teams]
    tables = JointTables(
        _members(seats, scenario),
        holds_seat,
        np.array([term.price * quantum_s / 3600 for term in seats], dtype=np.float64),
        _members(crews, scenario),
        works,
        np.array([term.least for term in crews], dtype=np.int64).reshape(len(crews), days),
        np.array([term.most for term in crews], dtype=np.int64).reshape(len(crews), days),
        np.array([term.price for term in crews], dtype=np.float64),
        _members(teams, scenario),
        start_of,
        clock,
        np.array([term.within_min for term in teams], dtype=np.int64),
        np.array([term.price / 60 for term in teams], dtype=np.float64),
        np.concatenate([np.zeros(0, dtype=np.int64), *teammates]).astype(np.int64),
        np.cumsum([0, *(len(mates) for mates in teammates)]).astype(np.int64),
    )
    n_quanta = scenario.horizon.n_intervals * (scenario.horizon.interval_s // quantum_s)
    free = np.array([[float(term.count)] for term in seats]).reshape(len(seats), 1)
    taken = Joint(
        np.repeat(free, n_quanta, axis=1),
        np.zeros((len(crews), days), dtype=np.int64),
        np.zeros((len(teams), days, len(clock)), dtype=np.int64),
    )
    _take(tables, taken, scenario, crews, kept, quantum_s)
    return tables, taken


def joint_members(scenario: Scenario) -> NDArray[np.bool_]:
    """In which terms of joint rules each agent takes part, shape (agents, terms)."""
    terms = [term for rule in joint_rules_of(scenario) for term in rule.terms(scenario)]
    return _members(terms, scenario)


def _members(terms: Sequence[Term], scenario: Scenario) -> NDArray[np.bool_]:
    """Who takes part, shape (agents, terms)."""
    columns = [term.members for term in terms]
    return np.array(columns, dtype=bool).reshape(len(terms), len(scenario.agents)).T.copy()


def _starts(
    contracts: Sequence[Options],
    kept: Sequence[Shift],
    scenario: Scenario,
    n_options: int,
    wanted: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Different starts by the clock, and which of them each option is on each day."""
    days = scenario.horizon.days if wanted else 0
    minutes = np.full((len(contracts), days, n_options), -1, dtype=np.int64)
    for c, options in enumerate(contracts):
        for day in range(days):
            for o in range(len(options)):
                if not options.template(o).on_call:
                    minutes[c, day, o] = _clock_min(scenario, int(options.start_s[day, o]), day)
    own = [_clock_min(scenario, shift.start_s, _day(scenario, shift)) for shift in kept]
    clock = np.unique([*minutes[minutes >= 0], *own]).astype(np.int64)
    found = np.where(minutes >= 0, np.searchsorted(clock, minutes), -1).astype(np.int64)
    return clock, found


def _take(
    tables: JointTables,
    taken: Joint,
    scenario: Scenario,
    crews: Sequence[ShiftTerm],
    kept: Sequence[Shift],
    quantum_s: int,
) -> None:
    """Count entries that stay."""
    row = {agent.id: i for i, agent in enumerate(scenario.agents)}
    for shift in kept:
        agent, day = row.get(shift.agent), _day(scenario, shift)
        if agent is None or not 0 <= day < scenario.horizon.days:
            continue
        if not shift.is_on_call:
            begin, end = max(shift.start_s, 0) // quantum_s, -(-shift.end_s // quantum_s)
            taken.free[tables.sits[agent], begin : max(end, 0)] -= 1.0
        for crew, term in enumerate(crews):
            taken.there[crew, day] += bool(term.members[agent]) and term.shift == shift.template
        if len(tables.within) and not shift.is_on_call:
            clock = _clock_min(scenario, shift.start_s, day)
            start = int(np.searchsorted(tables.clock, clock))
            taken.starts[tables.team[agent], day, start] += 1


def _clock_min(scenario: Scenario, second: int, day: int) -> int:
    moment = scenario.horizon.moment(second)
    later = moment.toordinal() - scenario.horizon.start.toordinal() - day
    return later * 1440 + moment.hour * 60 + moment.minute


def _day(scenario: Scenario, shift: Shift) -> int:
    return shift.day.toordinal() - scenario.horizon.start.toordinal()
