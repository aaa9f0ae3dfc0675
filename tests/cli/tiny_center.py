"""A small center on disk that is planned in seconds, and the command line to plan it with."""

import contextlib
import csv
import io
import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from tests.center.builders import write_scenario
from wfm.cli.main import main

LIMITS = ("--seconds", "0.4", "--replications", "6", "--workers", "1", "--quiet")
ZONE = ZoneInfo("Europe/London")


def tiny(agents: int = 9, calls: float = 12.0) -> dict:
    """Plain data of the scenario: two queues, weekdays, nine people, five days."""
    return {
        "name": "tiny",
        "seed": 5,
        "horizon": {
            "start": "2026-10-26",
            "days": 5,
            "interval_minutes": 30,
            "timezone": "Europe/London",
        },
        "history": {"file": "history.csv"},
        "queues": [
            {"name": "sales", "open": {"mon-fri": "09:00-17:00"}, "mean_patience_s": 200},
            {"name": "care", "open": {"mon-fri": "09:00-17:00"}, "mean_patience_s": 200},
        ],
        "targets": [
            {"name": "sales-80-20", "queue": "sales", "answered_within_s": 20, "goal": 0.8},
            {"name": "abandonment", "measure": "abandonment", "goal": 0.1},
        ],
        "shifts": [
            {
                "name": "day",
                "earliest_start": "09:00",
                "latest_start": "09:30",
                "length_minutes": 450,
                "breaks": [
                    {
                        "name": "lunch",
                        "activity": "meal",
                        "minutes": 30,
                        "paid": False,
                        "earliest_min": 150,
                        "latest_min": 240,
                        "step_minutes": 30,
                    }
                ],
            }
        ],
        "contracts": [
            {
                "name": "full",
                "shifts": ["day"],
                "cost_per_hour": 20,
                "rules": {"weekly_paid_hours": {"min": 0, "max": 35}, "min_rest": {"hours": 11}},
            }
        ],
        "agents": [
            {"id": f"A{i}", "name": f"Agent {i}", "contract": "full", "skills": "sales;care"}
            for i in range(agents)
        ],
        "scheduling": {"seconds": 1},
        "simulation": {"replications": 6},
        "planning": {"rounds": 2},
    }


def history_rows(weeks: int = 8, calls: float = 12.0) -> list[tuple]:
    """Half-hours of past weekdays, a bump at noon, a busier Monday."""
    rows = []
    first = date(2026, 10, 26) - timedelta(weeks=weeks)
    for day in (first + timedelta(days=d) for d in range(7 * weeks)):
        if day.weekday() > 4:
            continue
        for slot in range(16):
            moment = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE) + timedelta(
                minutes=30 * slot
            )
            level = calls * (1.2 if day.weekday() == 0 else 1.0)
            shape = 1 + 0.4 * math.sin(math.pi * slot / 15)
            wobble = (day.toordinal() * 7 + slot * 13) % 5 - 2
            for queue, share in (("sales", 1.0), ("care", 0.5)):
                offered = max(0, round(level * shape * share + wobble))
                rows.append((moment.isoformat(), queue, offered, 200 + (slot % 3) * 10))
    return rows


def write_history(file: Path, rows: list[tuple]) -> None:
    """Write rows as a canonical history."""
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("interval_start", "queue", "offered", "aht_s"))
        writer.writerows(rows)


def write_tiny(folder: Path, **sections) -> Path:
    """Write the scenario and its history; sections replace the scenario's."""
    write_scenario(folder, tiny() | sections)
    write_history(folder / "history.csv", history_rows())
    return folder


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def wfm(*arguments: str | Path, cwd: Path | None = None) -> Done:
    """Run the command line in this process, which spares each call the imports.

    An error that the command line does not turn into a sentence is raised, and fails the test.
    """
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd or Path.cwd()),
        patch("sys.argv", ["wfm", *map(str, arguments)]),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return Done(code, out.getvalue(), err.getvalue())
