"""Reader of the public shift-scheduling instances (Curtois and Qu, 2014)."""

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


def read(path: Path) -> Instance:
    """An instance file; unknown sections and short lines are errors."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            rows = sections.setdefault(line.removeprefix("SECTION_"), [])
        elif rows is None:
            raise SystemExit(f"{path}:{number}: data before the first section")
        else:
            rows.append([field.strip() for field in line.split(",")])
    try:
        return _instance(sections)
    except (KeyError, ValueError, IndexError) as error:
        raise SystemExit(f"{path}: not an instance of this family ({error!r})") from None


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
