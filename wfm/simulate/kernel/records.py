"""The records of the kernel: what is known of an agent, a queue, a waiting contact, an event."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]
Record = Any

NONE = -1

QUEUE = np.dtype(
    [
        ("concurrency", np.int64),
        ("slowdown", np.float64),
        ("short_abandon_s", np.float64),
        # Where the teams that can take it stand in the list of teams, best rank first.
        ("teams_from", np.int64),
        ("teams_to", np.int64),
        # First and last place of its line.
        ("first", np.int64),
        ("last", np.int64),
        # Who waits there, without those who gave up; at most the capacity.
        ("waiting", np.int64),
        ("capacity", np.int64),
        # How its contacts are drawn: distributions, and keys of the random numbers.
        ("handle_kind", np.int64),
        ("handle_cv", np.float64),
        ("mean_patience_s", np.float64),
        ("balk_share", np.float64),
        ("escalates_to", np.int64),
        ("escalation_share", np.float64),
        ("arrival_key", np.uint64),
        ("handle_key", np.uint64),
        ("patience_key", np.uint64),
        ("escalation_key", np.uint64),
    ]
)
# A team is a set of agents with equal ranks.
TEAM = np.dtype([("queues_from", np.int64), ("queues_to", np.int64)])
RANKED = np.dtype([("index", np.int64), ("rank", np.int64)])
SPELL = np.dtype([("start_s", np.float64), ("end_s", np.float64), ("pause_s", np.float64)])
AGENT = np.dtype(
    [
        ("team", np.int64),
        # Seat i is where the spells of agent i are worked: who sits there, the seat of agent i.
        ("sits", np.int64),
        ("seat", np.int64),
        ("spell", np.int64),
        ("spells_to", np.int64),
        ("on_queue", np.int64),
        ("in_hand", np.int64),
        ("limit", np.int64),
        ("since_s", np.float64),
        # Neighbours in the list of free hands, and the list: the number in hand, or NONE.
        ("before", np.int64),
        ("after", np.int64),
        ("level", np.int64),
    ]
)
LISTED = np.dtype([("first", np.int64), ("last", np.int64)])
PLACE = np.dtype(
    [
        ("queue", np.int64),
        ("arrival_s", np.float64),
        ("handle_s", np.float64),
        ("patience_s", np.float64),
        ("order", np.int64),
        ("interval", np.int64),
        ("onward", np.int64),
        ("waiting", np.int64),
        ("following", np.int64),
    ]
)
EVENT = np.dtype([("time_s", np.float64), ("order", np.int64), ("ref", np.int64)])
FLOAT = np.dtype([("value", np.float64)])
INT = np.dtype([("value", np.int64)])
CONTACT = np.dtype(
    [
        ("order", np.int64),
        ("number", np.int64),
        ("queue", np.int64),
        ("arrival_s", np.float64),
        ("handle_s", np.float64),
        ("patience_s", np.float64),
        ("onward", np.int64),
    ]
)
CELL = np.dtype(
    [
        ("offered", np.int32),
        ("answered", np.int32),
        ("abandoned", np.int32),
        ("short_abandoned", np.int32),
        ("blocked", np.int32),
        ("waiting_at_end", np.int32),
        ("wait_s", np.float64),
        ("handled_s", np.float64),
    ],
    align=True,
)
WITHIN = np.dtype([("answered", np.int32), ("abandoned", np.int32), ("virtual", np.int32)])
HEADS = np.dtype([("on_queue_s", np.float64), ("busy_s", np.float64)])
LOGGED = np.dtype(
    [
        ("arrival_s", np.float64),
        ("answered_s", np.float64),
        ("agent", np.int64),
        ("handled_s", np.float64),
        ("abandoned_s", np.float64),
        ("blocked_s", np.float64),
        ("reached_s", np.float64),
    ]
)

# The whole center: how many there are of each, where their records lie, and the present moment.
CENTER = np.dtype(
    [
        (name, np.int64)
        for name in (
            *("n_queues", "n_agents", "levels", "n_intervals", "n_thresholds"),
            *("n_places", "n_patience", "longest_chain", "from_outside", "handed_on"),
            *("logged", "idle_leave_first"),
            *("queues", "reach", "teams", "takes", "spells", "thresholds"),
            *("agents", "idle", "places", "ends", "shifts", "patience", "later"),
            *("cells", "within", "heads", "log"),
            *("offered", "aht_s", "contacts", "drawn", "buckets"),
            *("interval", "on_queue", "busy", "free", "n_free"),
        )
    ]
    + [(name, np.float64) for name in ("now_s", "interval_s", "until_s")]
)
