"""A calendar file for each agent (RFC 5545), the same bytes for the same roster."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from wfm.center.agent import Agent, TimeOff
from wfm.center.horizon import Horizon
from wfm.center.roster import Roster, Shift, Span
from wfm.center.scenario import Scenario
from wfm.center.shift import Activity

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def write_calendars(scenario: Scenario, roster: Roster, folder: Path) -> list[Path]:
    """Write one ``.ics`` file for each agent with a shift or time off.

    Parameters
    ----------
    scenario : Scenario
        Gives names and time off.
    roster : Roster
    folder : Path
        Existing folder.

    Returns
    -------
    list of Path
        The files, in the order of the agents.
    """
    people = {agent.id: agent for agent in scenario.agents}
    working = {*roster.by_agent, *(t.agent for t in _inside(scenario))}
    paths = []
    for agent, name in zip(sorted(working), file_names(sorted(working)), strict=True):
        path = folder / f"{name}.ics"
        path.write_bytes(calendar(scenario, roster, agent, people.get(agent)))
        paths.append(path)
    return paths


def calendar(
    scenario: Scenario, roster: Roster, agent_id: str, agent: Agent | None = None
) -> bytes:
    """One agent's shifts and time off as a calendar.

    A split shift is two events. An event keeps its UID from plan to plan (agent and day), and its
    SEQUENCE is the version of the entry, so that a program that imports a later roster replaces
    what changed. Times are in UTC. DTSTAMP is the start of the horizon rather than now, so that a
    run gives the same bytes whenever it is made.
    """
    horizon, name = roster.horizon, agent.display_name if agent else agent_id
    made = Calendar()
    made.add("prodid", "-//wfm//roster//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", f"Shifts of {name}")
    made.add("x-wr-timezone", horizon.timezone)
    for shift in roster.by_agent.get(agent_id, ()):
        for part in range(len(shift.parts)):
            made.add_component(_shift_event(horizon, shift, part))
    for absence in _inside(scenario):
        if absence.agent == agent_id:
            made.add_component(_time_off_event(horizon, absence))
    return bytes(made.to_ical())


def _shift_event(horizon: Horizon, shift: Shift, part: int) -> Event:
    """An event for each part of a shift, as people are at home between them."""
    spans = shift.parts[part]
    begin, end = horizon.moment(spans[0].start_s), horizon.moment(spans[-1].end_s)
    identity = f"{shift.identity}/{part + 1}" if part else shift.identity
    event = _event(horizon, identity, shift.version)
    title = f"Shift {shift.template}".strip()
    event.add("summary", f"{title} {begin:%H:%M}–{end:%H:%M}")
    event.add("dtstart", begin.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    event.add("description", _part_in_words(horizon, shift, spans))
    event.add("categories", ["shift"])
    event.add("transp", "OPAQUE")
    return event


def _part_in_words(horizon: Horizon, shift: Shift, spans: tuple[Span, ...]) -> str:
    lines = []
    for span in spans:
        if span.activity is not Activity.ON_QUEUE:
            begin, end = horizon.moment(span.start_s), horizon.moment(span.end_s)
            pay = "" if span.paid else " (unpaid)"
            words = span.activity.value.replace("_", " ")
            lines.append(f"{begin:%H:%M}–{end:%H:%M} {words}{pay}")
    paid = f"{shift.paid_minutes / 60:g} paid hours"
    if len(shift.parts) > 1:
        paid = f"The day's hours are {shift.hours(horizon, '–')}, {paid}"
    lines.append(f"{paid}. Times are in {horizon.timezone}.")
    return "\n".join(lines)


def _time_off_event(horizon: Horizon, absence: TimeOff) -> Event:
    event = _event(horizon, f"{absence.agent}/time-off/{absence.first_day.isoformat()}", 1)
    event.add("summary", "Time off" + (f": {absence.reason}" if absence.reason else ""))
    event.add("dtstart", absence.first_day)
    event.add("dtend", absence.last_day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(horizon: Horizon, identity: str, version: int) -> Event:
    event = Event()
    event.add("uid", f"{identity}@wfm")
    event.add("dtstamp", _stamp(horizon))
    event.add("sequence", version)
    return event


def _stamp(horizon: Horizon) -> datetime:
    return horizon.start_utc.astimezone(UTC)


def _inside(scenario: Scenario) -> list[TimeOff]:
    """Time off that touches the horizon."""
    first, last = scenario.horizon.dates[0], scenario.horizon.dates[-1]
    return [t for t in scenario.time_off if t.first_day <= last and t.last_day >= first]


def file_names(identities: list[str]) -> list[str]:
    """File names, without suffix, that every file system takes and tells apart."""
    names: list[str] = []
    taken: set[str] = set()
    for identity in identities:
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", identity).strip("._")[:60] or "agent"
        name = f"{name}_" if _RESERVED.fullmatch(name) else name
        unique, count = name, 1
        while unique.lower() in taken:
            count += 1
            unique = f"{name}-{count}"
        taken.add(unique.lower())
        names.append(unique)
    return names
