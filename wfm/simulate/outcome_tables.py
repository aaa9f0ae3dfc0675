"""Tables of an outcome: by queue and interval, by queue and day, by queue, and by agent."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from wfm.center.target import Per
from wfm.simulate.arrays import Floats
from wfm.simulate.kernel.records import COUNTS, SUMS
from wfm.simulate.measured import Measured
from wfm.simulate.periods import sum_by

if TYPE_CHECKING:
    import pandas as pd

_TALLIES_WITHIN = ("answered_within", "abandoned_within", "virtual_within")


def interval_frame(outcome: Measured) -> "pd.DataFrame":
    """One row a queue and interval; counts and sums are means per replication.

    Columns: queue, interval_start (UTC), offered, answered, abandoned, short_abandoned,
    blocked, deferred, waiting_at_end, contained, unreached, callbacks, callback_attempts,
    handed_on, repeats, redials, bounced_back, retries, messages, wait_s_of_answered, handled_s,
    callback_wait_s, callback_promised_s, queue_length_s, oldest_s, answered_within,
    abandoned_within, virtual_within (of the queue's own threshold; NaN without one),
    service_level (by the queue's own formula); the counts as in `Tallies`.
    """
    import pandas as pd

    starts = outcome.horizon.interval_starts()
    frames = []
    for index, queue in enumerate(outcome.queues.names):
        columns = {
            name: getattr(outcome.tallies, name)[:, index].mean(axis=0) for name in (*COUNTS, *SUMS)
        }
        own = int(outcome.queues.own_threshold[index])
        for name in _TALLIES_WITHIN:
            tallied = getattr(outcome.tallies, name)
            columns[name] = (
                np.full(len(starts), np.nan) if own < 0 else tallied[:, own, index].mean(axis=0)
            )
        level = outcome.service_level(queue, outcome.queues.formulas[index], "interval")
        frames.append(
            pd.DataFrame(
                {"queue": queue, "interval_start": starts} | columns | {"service_level": level.mean}
            )
        )
    return pd.concat(frames, ignore_index=True)


def daily_frame(outcome: Measured) -> "pd.DataFrame":
    """One row a queue and local day.

    Columns: queue, day, offered, answered, abandoned, waiting_at_end (means per replication),
    service_level with _low and _high (the queue's own formula), abandonment, asa_s.
    """
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame(
                {"queue": queue, "day": [d.isoformat() for d in outcome.horizon.dates]}
                | _figures(outcome, index, "day")
            )
            for index, queue in enumerate(outcome.queues.names)
        ],
        ignore_index=True,
    )


def agent_frame(outcome: Measured) -> "pd.DataFrame":
    """One row an agent; means per replication.

    Columns: agent, contacts, on_queue_hours, busy_hours, idle_hours, occupancy.
    """
    import pandas as pd

    t = outcome.tallies
    here_s, busy_s = t.agent_on_queue_s.mean(axis=0), t.agent_busy_s.mean(axis=0)
    occupancy = np.full(len(here_s), np.nan)
    np.divide(busy_s, here_s, out=occupancy, where=here_s > 0)
    return pd.DataFrame(
        {
            "agent": outcome.agents,
            "contacts": t.agent_contacts.mean(axis=0),
            "on_queue_hours": here_s / 3600,
            "busy_hours": busy_s / 3600,
            "idle_hours": (here_s - busy_s) / 3600,
            "occupancy": occupancy,
        }
    )


def headline_frame(outcome: Measured) -> "pd.DataFrame":
    """One row a queue over the whole horizon; columns as in `daily_frame`, without day."""
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame({"queue": [queue]} | _figures(outcome, index, "horizon"))
            for index, queue in enumerate(outcome.queues.names)
        ],
        ignore_index=True,
    )


def _figures(
    outcome: Measured, index: int, by: Literal["horizon", "day"]
) -> "dict[str, Floats | float]":
    queue, t = outcome.queues.names[index], outcome.tallies
    counts: dict[str, Floats | float] = {
        name: sum_by(getattr(t, name)[:, index], outcome.horizon, Per(by)).mean(axis=0)
        for name in ("offered", "answered", "abandoned", "waiting_at_end")
    }
    level = outcome.service_level(queue, outcome.queues.formulas[index], by)
    return counts | {
        "service_level": level.mean,
        "service_level_low": level.low,
        "service_level_high": level.high,
        "abandonment": outcome.abandonment(queue, by).mean,
        "asa_s": outcome.asa(queue, by).mean,
    }
