"""A row of a roster file, and to which day's shift rows belong that lie after midnight."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A shift, a part of one, or an activity of one, as the file tells it.

    Attributes
    ----------
    line : int
        In the file.
    column : str
        Of a grid; empty in a list.
    agent : str
        Id.
    day : date
        On which the shift begins.
    start : datetime
        Without an offset it is on the center's clock.
    end : datetime or None
        None where only the name of the shift is known.
    shift, activity, paid, state, version : str
        As they are written; empty where the file does not tell.
    """

    line: int
    column: str
    agent: str
    day: date
    start: datetime
    end: datetime | None
    shift: str = ""
    activity: str = ""
    paid: str = ""
    state: str = ""
    version: str = ""


def after_midnight(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Activities by the clock alone, those after midnight moved to the day after their shift's.

    Where one of a day's activities runs past midnight, each other lies on the side that is nearer.
    """
    crossing: dict[tuple[str, date], tuple[datetime, datetime]] = {}
    for row in rows:
        if row.end is not None and row.end.date() > row.day:
            crossing[row.agent, row.day] = row.start, row.end
    moved = []
    for row in rows:
        over = crossing.get((row.agent, row.day))
        if over is not None and row.end is not None and row.end.date() == row.day:
            begin, end = over
            later = timedelta(days=1)
            if row.start + later - end < begin - row.end:
                row = replace(row, start=row.start + later, end=row.end + later)
        moved.append(row)
    return moved


def joined(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Activities without a day: those that begin when another ends belong to its shift."""
    joined = list(rows)
    order = sorted(range(len(rows)), key=lambda i: (rows[i].agent, rows[i].start.isoformat()))
    for before, i in pairwise(order):
        previous, row = joined[before], joined[i]
        if previous.agent == row.agent and previous.end == row.start and (
            not row.shift or previous.shift == row.shift
        ):  # fmt: skip
            joined[i] = replace(row, day=previous.day)
    return joined
