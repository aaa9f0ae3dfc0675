"""Reader of the public shift-scheduling instances (Curtois and Qu, 2014)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shift:
    id: str
    minutes: int
    not_before: frozenset[str]  # shifts that must not follow it on the next day


@dataclass(frozen=True)
class Employee:
    id: str
    max_shifts: dict[str, int]
    max_minutes: int
    min_minutes: int
    max_consecutive: int
    min_consecutive: int
    min_days_off: int
    max_weekends: int


@dataclass(frozen=True)
class Request:
    employee: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Cover:
    day: int
    shift: str
    required: int
    under: int
    over: int


@dataclass(frozen=True)
class Instance:
    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Employee, ...]
    days_off: frozenset[tuple[str, int]]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: tuple[Cover, ...]


SECTIONS = frozenset(
    ["HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER"]
)


def read(path: Path) -> Instance:
    """An instance file; unknown sections, names and days, and short lines are errors."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path}: cannot be read ({error})") from None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
            if name not in SECTIONS:
                raise SystemExit(f"{path}:{number}: unknown section {line}")
            rows = sections.setdefault(name, [])
        elif rows is None:
            raise SystemExit(f"{path}:{number}: data before the first section")
        else:
            rows.append([field.strip() for field in line.split(",")])
    try:
        instance = _instance(sections)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise SystemExit(f"{path}: not an instance of this family ({error!r})") from None
    for wrong in _wrong(instance):
        raise SystemExit(f"{path}: {wrong}")
    return instance


def _wrong(instance: Instance) -> Iterator[str]:
    """What cannot be, one sentence each."""
    people = {employee.id for employee in instance.staff}
    shifts = {shift.id for shift in instance.shifts}
    if instance.days < 1 or not people or not shifts:
        yield "needs a day, a shift and an employee at least"
    if len(people) < len(instance.staff):
        yield "an employee is there twice"
    if len(shifts) < len(instance.shifts):
        yield "a shift is there twice"
    for employee in instance.staff:
        if min(employee.max_shifts.values(), default=0) < 0:
            yield f"employee {employee.id} has a negative limit"
        if employee.min_minutes > employee.max_minutes:
            yield f"employee {employee.id} must work more minutes than may be worked"
    used: list[tuple[str | None, int, str | None]] = [
        *((r.employee, r.day, r.shift) for r in (*instance.on, *instance.off)),
        *((person, day, None) for person, day in instance.days_off),
        *((None, c.day, c.shift) for c in instance.cover),
    ]
    for person, day, shift in used:
        if person is not None and person not in people:
            yield f"there is no employee {person}"
        if shift is not None and shift not in shifts:
            yield f"there is no shift {shift}"
        if not 0 <= day < instance.days:
            yield f"day {day} is not one of the {instance.days} days, counted from 0"


def _instance(sections: dict[str, list[list[str]]]) -> Instance:
    return Instance(
        int(sections["HORIZON"][0][0]),
        tuple(
            Shift(r[0], int(r[1]), frozenset(s for s in r[2].split("|") if s))
            for r in sections["SHIFTS"]
        ),
        tuple(_employee(r) for r in sections["STAFF"]),
        frozenset((r[0], int(day)) for r in sections.get("DAYS_OFF", []) for day in r[1:]),
        tuple(_request(r) for r in sections.get("SHIFT_ON_REQUESTS", [])),
        tuple(_request(r) for r in sections.get("SHIFT_OFF_REQUESTS", [])),
        tuple(Cover(int(r[0]), r[1], int(r[2]), int(r[3]), int(r[4])) for r in sections["COVER"]),
    )


def _employee(row: list[str]) -> Employee:
    limits = dict(part.split("=") for part in row[1].split("|") if part)
    return Employee(row[0], {s: int(n) for s, n in limits.items()}, *(int(x) for x in row[2:8]))


def _request(row: list[str]) -> Request:
    return Request(row[0], int(row[1]), row[2], int(row[3]))
