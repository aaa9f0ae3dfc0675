"""The records of the kernel: what is known of an agent, a queue, a waiting contact, an event."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]
Record = Any

NONE = -1

# Random numbers of a queue that few contacts need, in the order of its keys.
(
    ON_HANDLED,
    ON_LOST,
    ON_CONTAINED,
    ON_UNREACHED,
    ON_DEFERRED,
    PRIORITY,
    CONTAINMENT,
    BOT_TIME,
    CALLBACK,
    REACH,
    DELAY,
) = range(11)
KEYS = 11

# What a contact outside the lines is about to do.
COMES, LEAVES_BOT, RINGS = range(3)

QUEUE = np.dtype(
    [
        ("concurrency", np.int64),
        ("slowdown", np.float64),
        ("short_abandon_s", np.float64),
        # The lines where its contacts begin to wait.
        ("line", np.int64),
        ("priority_line", np.int64),
        # Who waits there, without those who gave up; at most the capacity.
        ("waiting", np.int64),
        ("capacity", np.int64),
        # Whether its contacts need nothing but an agent and a line: the short way through.
        ("plain", np.int64),
        # How its contacts are drawn: distributions, and keys of the random numbers.
        ("handle_kind", np.int64),
        ("handle_cv", np.float64),
        ("handle_from", np.int64),
        ("handle_to", np.int64),
        ("patience_kind", np.int64),
        ("patience_cv", np.float64),
        ("patience_from", np.int64),
        ("patience_to", np.int64),
        ("mean_patience_s", np.float64),
        ("balk_share", np.float64),
        ("arrival_key", np.uint64),
        ("handle_key", np.uint64),
        ("patience_key", np.uint64),
        # Where what is drawn for it in the interval begins.
        ("drawn_from", np.int64),
        # What only some queues have.
        ("open", np.int64),
        ("trunks", np.int64),
        ("in_system", np.int64),
        ("closing", np.int64),
        ("interrupts", np.int64),
        ("interruptible", np.int64),
        ("prefers_last", np.int64),
        ("contained_share", np.float64),
        ("bot_s", np.float64),
        ("priority_share", np.float64),
        ("callback_share", np.float64),
        ("callback_after_s", np.float64),
        ("last_wait_s", np.float64),
        ("dialling", np.int64),
        ("reach_share", np.float64),
        ("dial_s", np.float64),
        ("unreached_s", np.float64),
        ("pacing", np.float64),
        ("pacing_busy", np.float64),
        # A dialler's attempts under way, and its list.
        ("ringing", np.int64),
        ("first_listed", np.int64),
        ("last_listed", np.int64),
    ]
)
LINE = np.dtype(
    [
        ("queue", np.int64),
        ("first", np.int64),
        ("last", np.int64),
        # Where the teams that can take from it stand in the list of teams, best rank first.
        ("teams_from", np.int64),
        ("teams_to", np.int64),
        ("after_s", np.float64),
        ("following", np.int64),
        ("when_waiting", np.int64),
        ("weight", np.float64),
        ("credit_s", np.float64),
        ("reserve", np.int64),
    ]
)
# A team is a set of agents with equal ranks.
TEAM = np.dtype(
    [
        ("lines_from", np.int64),
        ("lines_to", np.int64),
        ("on_queue", np.int64),
        # In how many of its lines somebody stands.
        ("lines_standing", np.int64),
    ]
)
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
        # Queue of the contact taken last, and the place of one that may be interrupted.
        ("queue", np.int64),
        ("task", np.int64),
        # Time in each state so far.
        ("contacts", np.int64),
        ("here_since_s", np.float64),
        ("busy_since_s", np.float64),
        ("on_queue_s", np.float64),
        ("busy_s", np.float64),
    ]
)
LISTED = np.dtype([("first", np.int64), ("last", np.int64), ("count", np.int64)])
PLACE = np.dtype(
    [
        ("queue", np.int64),
        ("line", np.int64),
        ("arrival_s", np.float64),
        ("handle_s", np.float64),
        ("patience_s", np.float64),
        ("order", np.int64),
        ("number", np.int64),
        ("interval", np.int64),
        ("waiting", np.int64),
        ("plain", np.int64),
        ("in_line", np.int64),
        ("before", np.int64),
        ("following", np.int64),
        # The contact that this one turns into, once its turn comes.
        ("onward", np.int64),
        ("comes_as", np.int64),
        ("generation", np.int64),
        ("doing", np.int64),
        ("delay_s", np.float64),
        ("warm", np.int64),
        ("handover_s", np.float64),
        # Who had the customer before, and who stays with the customer until somebody takes over.
        ("last_agent", np.int64),
        ("holder", np.int64),
        ("called_back", np.int64),
        ("resumed", np.int64),
        ("ends_s", np.float64),
    ]
)
# Of a tournament: both of one size, because they lie in one table. The slot that wins is kept as a
# float like the time, for processors then choose both of two without a branch.
MATCH = np.dtype([("time_s", np.float64), ("winner", np.float64)])
PLANNED = np.dtype([("order", np.int64), ("ref", np.int64)])
FLOAT = np.dtype([("value", np.float64)])
INT = np.dtype([("value", np.int64)])
KEY = np.dtype([("value", np.uint64)])
CONTACT = np.dtype(
    [
        ("order", np.int64),
        ("number", np.int64),
        ("queue", np.int64),
        ("arrival_s", np.float64),
        ("handle_s", np.float64),
        ("patience_s", np.float64),
    ]
)
# An arrival before it has its place among the others: queue and number in the interval as one.
DRAWN = np.dtype([("arrival_s", np.float64), ("ref", np.int64)])
FOLLOW = np.dtype(
    [
        # Of one trigger, added up from the first.
        ("share", np.float64),
        ("to", np.int64),
        ("comes_as", np.int64),
        ("delay_kind", np.int64),
        ("delay_s", np.float64),
        ("delay_cv", np.float64),
        ("most", np.int64),
        ("warm", np.int64),
        ("handover_s", np.float64),
    ]
)
DOOR = np.dtype([("time_s", np.float64), ("queue", np.int64), ("opens", np.int64)])
IN_HAND = np.dtype(
    [("agent", np.int64), ("queue", np.int64), ("number", np.int64), ("ends_s", np.float64)]
)

# Counts of the contacts of a queue that arrive in an interval.
COUNTS = (
    "offered",
    "answered",
    "abandoned",
    "short_abandoned",
    "blocked",
    "deferred",
    "waiting_at_end",
    "contained",
    "unreached",
    "callbacks",
    "callback_attempts",
    "handed_on",
    "repeats",
    "redials",
    "bounced_back",
    "retries",
    "messages",
)
SUMS = (
    "wait_s_of_answered",
    "handled_s",
    "callback_wait_s",
    "callback_promised_s",
    "queue_length_s",
    "oldest_s",
)
CELL = np.dtype(
    [(name, np.int32) for name in COUNTS] + [(name, np.float64) for name in SUMS], align=True
)
WITHIN = np.dtype([("answered", np.int32), ("abandoned", np.int32), ("virtual", np.int32)])
HEADS = np.dtype([("on_queue_s", np.float64), ("busy_s", np.float64)])
TIMES = ("arrival_s", "answered_s", "abandoned_s", "blocked_s", "deferred_s", "contained_s")
LOGGED = np.dtype(
    [("queue", np.int64), ("number", np.int64), ("comes_as", np.int64), ("agent", np.int64)]
    + [(name, np.float64) for name in (*TIMES, "reached_s", "called_s", "handled_s")]
    + [("unreached_s", np.float64), ("as_callback", np.int64)]
)

_TABLES = (
    *("queues", "lines", "reach", "teams", "takes", "spells", "thresholds"),
    *("agents", "idle", "places", "ends", "shifts", "patience", "stages", "later"),
    *("doors", "follows", "follow_begins", "values", "keys", "aht_factor"),
    *("cells", "within", "heads", "waits", "log", "busy_at_start", "waiting_at_start"),
    *("offered", "aht_s", "contacts", "arrivals_s", "handles_s", "drawn", "buckets"),
)

# The whole center: how many there are of each, where their records lie, and the present moment.
CENTER = np.dtype(
    [
        (name, np.int64)
        for name in (
            *("n_queues", "n_lines", "n_agents", "levels", "n_intervals", "n_thresholds"),
            *("n_places", "n_doors", "n_busy", "n_waiting", "n_diallers"),
            *("from_outside", "drawn_so_far", "born", "logged", "given", "weighted", "factors"),
            *("idle_leave_first", "breaks_keep_length", "pooled", "room"),
            *_TABLES,
            *("interval", "opened", "begun", "next", "last", "door"),
            *("on_queue", "busy", "free", "n_free"),
        )
    ]
    + [(name, np.float64) for name in ("now_s", "start_s", "interval_s", "until_s", "rare_s")]
)

# What stays as it is for as long as compiled code runs.
CONSTANT_CENTER = (
    *("n_queues", "n_lines", "n_agents", "levels", "n_intervals", "n_thresholds"),
    *("n_places", "n_doors", "n_busy", "n_waiting", "n_diallers"),
    *("from_outside", "logged", "given", "weighted", "factors"),
    *("idle_leave_first", "breaks_keep_length", "pooled", "room", "start_s", "interval_s"),
    *_TABLES,
)
CONSTANT_QUEUE = tuple(
    set(QUEUE.names or ())
    - {"waiting", "drawn_from", "open", "in_system", "last_wait_s", "ringing"}
    - {"first_listed", "last_listed"}
)
