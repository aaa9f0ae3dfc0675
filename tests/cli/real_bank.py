"""A scenario around the real calls of a large US bank; its people and handle times are assumed."""

import csv
import shutil
from pathlib import Path

from tests.center.builders import write_scenario


def write_real_bank(folder: Path, calls: Path, days: int = 5, agents: int = 330) -> Path:
    """Write a scenario that plans the days after the recorded ones, all calls, 15 minutes.

    The file holds counts only: 200 s handle time, 180 s patience and the people are assumptions.
    """
    breaks = [
        {"name": "first break", "minutes": 15, "earliest_min": 75, "latest_min": 165},
        {
            "name": "lunch",
            "activity": "meal",
            "minutes": 30,
            "paid": False,
            "earliest_min": 195,
            "latest_min": 300,
        },
        {"name": "second break", "minutes": 15, "earliest_min": 330, "latest_min": 420},
    ]
    data = {
        "name": "real-bank",
        "seed": 2003,
        "horizon": {
            "start": "2003-10-27",
            "days": days,
            "interval_minutes": 15,
            "timezone": "America/New_York",
        },
        "history": {
            "file": "calls.csv",
            "queue": "calls",
            "time_column": "ds",
            "value_column": "calls",
        },
        "holidays": {"country": "US"},
        "queues": [
            {
                "name": "calls",
                "open": {"mon-fri": "07:00-21:00"},
                "aht_s": 200,
                "mean_patience_s": 180,
                "handle_time": {"distribution": "lognormal", "cv": 1.2},
            }
        ],
        "targets": [
            {
                "name": "80-20",
                "queue": "calls",
                "answered_within_s": 20,
                "goal": 0.8,
                "probability": 0.5,
            }
        ],
        "staffing": {"shrinkage": 0.05, "max_occupancy": 0.95},
        "shifts": [
            {
                "name": "day",
                "earliest_start": "07:00",
                "latest_start": "13:00",
                "length_minutes": 480,
                "days": "mon-fri",
                "breaks": breaks,
            }
        ],
        "contracts": [
            {
                "name": "full-time",
                "shifts": ["day"],
                "cost_per_hour": 20,
                "rules": {
                    "weekly_paid_hours": {"max": 37.5},
                    "working_days_per_week": {"max": 5},
                    "min_rest": {"hours": 11},
                },
            }
        ],
        "agents": "agents.csv",
        "scheduling": {"seconds": 3},
        "simulation": {"replications": 6},
        "planning": {"rounds": 1},
    }
    file = write_scenario(folder, data)
    shutil.copyfile(calls, folder / "calls.csv")
    with (folder / "agents.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "contract", "skills"))
        writer.writerows((f"C{i + 1:03d}", "full-time", "calls") for i in range(agents))
    return file.parent
