"""The memory of one replication: tables of records, and the record that knows where they lie."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.kernel import records
from wfm.simulate.kernel.records import NONE, Records
from wfm.simulate.model import Agents, Ints, Model, Spells
from wfm.simulate.tallies import Tallies


@dataclass
class Memory:
    """Tables by name, kept alive for as long as `center` holds their addresses."""

    center: Records
    tables: dict[str, NDArray[Any]]

    def put(self, name: str, table: NDArray[Any]) -> None:
        """Keep a table under the name of its field in the center's record."""
        table = np.ascontiguousarray(table)
        self.tables[name] = table
        self.center[name] = table.ctypes.data

    def make_room(self, contacts: int) -> None:
        """Let so many more contacts wait or come later."""
        center, places = self.center[0], self.tables["places"]
        missing = contacts - int(center["n_free"])
        if missing > 0:
            count, more = len(places), missing + len(places)
            added = _free_places(more, count)
            added["following"][-1] = center["free"]
            self.put("places", np.concatenate((places, added)))
            center["free"], center["n_free"] = count, int(center["n_free"]) + more
            center["n_places"] = count + more
        may_wait = int(center["n_places"])
        self.grow_heap("later", may_wait)
        self.grow_heap("patience", int(self.tables["patience"][0]["order"]) + may_wait)
        center["n_patience"] = len(self.tables["patience"]) - 1

    def grow_heap(self, name: str, capacity: int) -> None:
        """Let a heap hold so many events."""
        missing = capacity + 1 - len(self.tables[name])
        if missing > 0:
            heap = self.tables[name]
            self.put(name, np.concatenate((heap, new_heap(missing + len(heap)))))

    def tallies(self) -> Tallies:
        """What was counted, as tallies of one replication."""
        center = self.center[0]
        queues, intervals = int(center["n_queues"]), int(center["n_intervals"])
        cells = self.tables["cells"].reshape(1, queues, intervals)
        within = self.tables["within"].reshape(1, int(center["n_thresholds"]), queues, intervals)
        heads = self.tables["heads"].reshape(1, intervals)
        return Tallies(
            offered=cells["offered"],
            answered=cells["answered"],
            answered_within=within["answered"],
            abandoned=cells["abandoned"],
            abandoned_within=within["abandoned"],
            short_abandoned=cells["short_abandoned"],
            blocked=cells["blocked"],
            virtual_within=within["virtual"],
            waiting_at_end=cells["waiting_at_end"],
            wait_s_of_answered=cells["wait_s"],
            handled_s=cells["handled_s"],
            agents_on_queue_s=heads["on_queue_s"],
            agents_busy_s=heads["busy_s"],
        )


def new_heap(capacity: int) -> Records:
    """Room for a heap; its first record counts the events."""
    return np.zeros(capacity + 1, dtype=records.EVENT)


def new_memory(model: Model, spells: Spells, logged: int = 0) -> Memory:
    """An empty center before its first spell.

    Parameters
    ----------
    model : Model
    spells : Spells
        Those that are worked.
    logged : int
        Contacts to log.
    """
    n_agents, n_queues = model.agents.agent_rank.shape
    n_intervals, thresholds_s = model.horizon.n_intervals, model.queues.thresholds_s
    routing = _routing(model.agents)
    levels = int(model.queues.concurrency.max())
    memory = Memory(np.zeros(1, dtype=records.CENTER), {})
    center = memory.center[0]
    center["n_queues"], center["n_agents"], center["levels"] = n_queues, n_agents, levels
    center["n_intervals"], center["n_thresholds"] = n_intervals, len(thresholds_s)
    center["logged"], center["interval_s"] = logged > 0, model.horizon.interval_s
    center["free"] = NONE
    center["idle_leave_first"] = model.idle_leave_first

    queues = np.zeros(n_queues, dtype=records.QUEUE)
    queues["concurrency"] = model.queues.concurrency
    queues["slowdown"] = model.queues.slowdown
    queues["short_abandon_s"] = model.queues.short_abandon_s
    queues["capacity"] = model.queues.capacity
    queues["first"] = queues["last"] = NONE
    queues["teams_from"], queues["teams_to"] = routing.begins[:-1], routing.begins[1:]

    agents = np.zeros(n_agents, dtype=records.AGENT)
    agents["team"] = model.agents.team
    agents["sits"] = agents["seat"] = np.arange(n_agents)
    begins = np.searchsorted(spells.agent, np.arange(n_agents + 1))
    agents["spell"], agents["spells_to"] = begins[:-1], begins[1:]
    agents["before"] = agents["after"] = agents["level"] = NONE
    table = np.zeros(len(spells.agent), dtype=records.SPELL)
    table["start_s"], table["end_s"] = spells.start_s, spells.end_s
    table["pause_s"] = spells.pause_s
    idle = np.zeros(len(routing.teams) * levels, dtype=records.LISTED)
    idle["first"] = idle["last"] = NONE

    for name, made in {
        "queues": queues,
        "reach": routing.reach,
        "teams": routing.teams,
        "takes": routing.takes,
        "spells": table,
        "thresholds": thresholds_s.astype(np.float64),
        "agents": agents,
        "idle": idle,
        "places": _free_places(0, 0),
        "ends": new_heap(n_agents * levels),
        "shifts": new_heap(n_agents),
        "patience": new_heap(0),
        "later": new_heap(0),
        "cells": np.zeros(n_queues * n_intervals, dtype=records.CELL),
        "within": np.zeros(len(thresholds_s) * n_queues * n_intervals, dtype=records.WITHIN),
        "heads": np.zeros(n_intervals, dtype=records.HEADS),
        "log": _empty_log(logged),
    }.items():
        memory.put(name, made)
    return memory


@dataclass(frozen=True, eq=False)
class _Routing:
    """Who can take what; the kernel only reads it, so replications share it."""

    begins: Ints
    reach: Records
    teams: Records
    takes: Records


@lru_cache(maxsize=4)
def _routing(agents: Agents) -> _Routing:
    one_each = np.unique(agents.team, return_index=True)[1]
    queue_begins, reach = _preferences(agents.agent_rank[one_each].T)
    team_begins, takes = _preferences(agents.queue_rank[one_each])
    teams = np.zeros(len(one_each), dtype=records.TEAM)
    teams["queues_from"], teams["queues_to"] = team_begins[:-1], team_begins[1:]
    return _Routing(queue_begins, reach, teams, takes)


def _preferences(rank: Ints) -> tuple[Ints, Records]:
    """Rows of a table of ranks as one list, and where each row begins in it."""
    able = [np.flatnonzero(row > 0) for row in rank]
    able = [a[np.argsort(row[a], kind="stable")] for a, row in zip(able, rank, strict=True)]
    listed = np.zeros(sum(len(a) for a in able), dtype=records.RANKED)
    listed["index"] = np.concatenate(able)
    listed["rank"] = np.concatenate([row[a] for a, row in zip(able, rank, strict=True)])
    return np.cumsum([0] + [len(a) for a in able]), listed


def _free_places(count: int, first: int) -> Records:
    places = np.zeros(count, dtype=records.PLACE)
    places["order"] = NONE
    places["following"] = np.arange(first + 1, first + count + 1)
    return places


def _empty_log(contacts: int) -> Records:
    log = np.zeros(contacts, dtype=records.LOGGED)
    log["agent"] = NONE
    for name in ("arrival_s", "answered_s", "abandoned_s", "blocked_s", "reached_s"):
        log[name] = np.nan
    return log
