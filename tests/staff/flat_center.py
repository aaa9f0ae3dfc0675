"""A center with level demand in one day, so that theory of the steady state can be held to it."""

import numpy as np

from tests.center.builders import plain
from wfm.center.scenario import Scenario
from wfm.forecast.forecast import Forecast
from wfm.forecast.uncertainty import Uncertainty

AHT_S = 240.0


def queue(name: str, **changes) -> dict:
    """A queue that is open for eight hours."""
    return {
        "name": name, "open": "08:00-16:00", "aht_s": AHT_S, "mean_patience_s": 240,
    } | changes  # fmt: skip


def level(name: str, **changes) -> dict:
    """Four of five calls of a queue within 20 s."""
    return {
        "name": f"{name}-80-20", "queue": name, "answered_within_s": 20, "goal": 0.8,
    } | changes  # fmt: skip


def flat_center(people: dict[str, tuple[int, float]], **sections) -> Scenario:
    """One day of half-hours; how many people there are of each skill set, and their pay.

    The skills of a set are joined by semicolons.
    """
    horizon = {
        "start": "2026-10-05", "days": 1, "interval_minutes": 30, "timezone": "UTC",
    }  # fmt: skip
    shift = {"name": "day", "earliest_start": "08:00", "length_minutes": 480}
    return Scenario.model_validate(
        plain(
            horizon=horizon,
            shifts=[shift],
            contracts=[
                {"name": f"c{i}", "shifts": ["day"], "cost_per_hour": pay}
                for i, (_, pay) in enumerate(people.values())
            ],
            agents=[
                {"id": f"{skills.replace(';', '-')}-{n}", "contract": f"c{i}", "skills": skills}
                for i, (skills, (count, _)) in enumerate(people.items())
                for n in range(count)
            ],
            simulation={"replications": 40},
            **sections,
        )
    )


def flat_demand(scenario: Scenario, *contacts: float) -> Forecast:
    """So many contacts in every open half-hour, with no uncertainty but that of chance."""
    horizon, n = scenario.horizon, len(contacts)
    is_open = np.array([q.open.open_intervals(horizon) for q in scenario.queues])
    offered = np.array(contacts)[:, None] * is_open
    none = np.zeros((n, horizon.n_intervals))
    unsure = Uncertainty(
        np.zeros((n, horizon.days)), np.zeros(n), np.eye(n), none, np.zeros(n), np.zeros(n)
    )
    return Forecast(horizon, scenario.queue_names, "flat", offered, offered, none + AHT_S, unsure)
