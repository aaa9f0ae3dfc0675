"""A small scenario as plain data and as files, for tests to change one thing of."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from wfm.center.scenario import Scenario

PLAIN: dict[str, Any] = {
    "name": "small",
    "seed": 3,
    "horizon": {
        "start": "2026-10-05",
        "days": 7,
        "interval_minutes": 30,
        "timezone": "Europe/London",
    },
    "history": {"file": "history.csv"},
    "queues": [
        {"name": "sales", "open": "08:00-18:00", "mean_patience_s": 180, "aht_s": 300},
        {"name": "support", "open": {"mon-fri": "08:00-18:00"}, "aht_s": "4 min"},
    ],
    "targets": [
        {
            "name": "sales-80-20",
            "queue": "sales",
            "answered_within_s": 20,
            "goal": "80 %",
        },
        {"name": "left", "measure": "abandonment", "goal": 0.05},
    ],
    "shifts": [
        {"name": "day", "earliest_start": "08:00", "latest_start": "10:00", "length_minutes": 480}
    ],
    "contracts": [{"name": "full", "shifts": ["day"], "cost_per_hour": 20}],
    "agents": [
        {"id": "A1", "contract": "full", "skills": "sales;support"},
        {"id": "A2", "contract": "full", "skills": ["sales"]},
    ],
}


def plain(**changes: Any) -> dict[str, Any]:
    """Plain data of the small scenario with whole sections replaced."""
    return deepcopy(PLAIN) | changes


def small_scenario(**changes: Any) -> Scenario:
    """The small scenario with whole sections replaced."""
    return Scenario.model_validate(plain(**changes))


def write_scenario(folder: Path, data: dict[str, Any]) -> Path:
    """Write plain data as ``scenario.yaml`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scenario.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False))
    return file
