"""A live state of a scenario's day, from a file."""

from datetime import datetime
from pathlib import Path

import numpy as np
from pydantic import Field, ValidationError

from wfm.center.documents import read_yaml
from wfm.center.errors import DataError
from wfm.center.files import problems_of
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.values import DurationS, Name, Value
from wfm.simulate.compile import spells_of_roster
from wfm.simulate.model import LiveState


class Waiting(Value):
    """Contacts that wait."""

    queue: Name = Field(description="Queue.")
    for_s: DurationS = Field(0.0, description="How long already.")
    count: int = Field(1, ge=1, le=1_000_000, description="How many.")


class Busy(Value):
    """A contact in somebody's hands."""

    agent: Name = Field(description="Id of the agent.")
    queue: Name = Field(description="Queue of the contact.")
    for_s: DurationS = Field(0.0, description="How long already.")


class StateFile(Value):
    """What the file holds."""

    at: datetime = Field(description="Date and time, in the center's zone or with an offset.")
    waiting: tuple[Waiting, ...] = Field((), description="Contacts that wait.")
    busy: tuple[Busy, ...] = Field((), description="Contacts in hand.")


def read_state(path: Path, scenario: Scenario, roster: Roster) -> LiveState:
    """Read a live state.

    Parameters
    ----------
    path : Path
        YAML with ``at``, ``waiting`` and ``busy``.
    scenario : Scenario
    roster : Roster
        Who is busy must be planned to be on queue at that moment.

    Raises
    ------
    DataError
        With file, line and field of what is wrong.
    """
    document = read_yaml(path)
    try:
        given = StateFile.model_validate(document.data)
    except ValidationError as error:
        raise DataError(*problems_of(document, error)) from None
    horizon = scenario.horizon
    at = given.at if given.at.tzinfo else given.at.replace(tzinfo=horizon.zone)
    start_s = (at - horizon.start_utc).total_seconds()
    if not 0 <= start_s < horizon.duration_s:
        said = f"{given.at} is not in the horizon, {horizon.days} days from {horizon.start}"
        raise DataError(document.problem(("at",), said))
    named = [(("waiting", i, "queue"), waits.queue) for i, waits in enumerate(given.waiting)]
    named += [(("busy", i, "queue"), busy.queue) for i, busy in enumerate(given.busy)]
    for where, queue in named:
        if queue not in scenario.queue_names:
            said = f"unknown queue '{queue}'; there are {', '.join(scenario.queue_names)}"
            raise DataError(document.problem(where, said))
    names = tuple(agent.id for agent in scenario.agents)
    spells = spells_of_roster(roster, names)
    here = set(spells.agent[(spells.start_s <= start_s) & (spells.end_s > start_s)].tolist())
    for i, entry in enumerate(given.busy):
        place = ("busy", i, "agent")
        if entry.agent not in names:
            raise DataError(document.problem(place, f"unknown agent '{entry.agent}'"))
        held_queue = scenario.queue(entry.queue)
        lent = {stage.agents_of for stage in held_queue.overflow}
        takes = scenario.queues_of(scenario.agents[names.index(entry.agent)])
        if entry.queue not in takes and not lent & set(takes):
            said = f"'{entry.agent}' takes no contacts of '{entry.queue}'"
            raise DataError(document.problem(("busy", i, "queue"), said))
        if names.index(entry.agent) not in here:
            said = f"the roster does not have '{entry.agent}' on queue at {given.at}"
            raise DataError(document.problem(place, said))
        held = [e for e in given.busy[:i] if e.agent == entry.agent]
        if held and (len(held) >= held_queue.concurrency or held[0].queue != entry.queue):
            said = f"'{entry.agent}' cannot have that many contacts in hand"
            raise DataError(document.problem(place, said))
    waiting = [(e.queue, e.for_s) for e in given.waiting for _ in range(e.count)]
    number = {name: i for i, name in enumerate(scenario.queue_names)}
    return LiveState(
        start_s=start_s,
        waiting_queue=np.array([number[q] for q, _ in waiting], dtype=np.int64),
        waiting_for_s=np.array([s for _, s in waiting], dtype=np.float64),
        busy_agent=np.array([names.index(e.agent) for e in given.busy], dtype=np.int64),
        busy_queue=np.array([number[e.queue] for e in given.busy], dtype=np.int64),
        busy_for_s=np.array([e.for_s for e in given.busy], dtype=np.float64),
    )
