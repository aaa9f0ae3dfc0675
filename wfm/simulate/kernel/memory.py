"""The memory of one replication: tables of records, and the record that knows where they lie."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.simulate.arrays import Floats, Ints
from wfm.simulate.kernel import kinds, records
from wfm.simulate.kernel.behaviour import (
    empirical_values,
    follow_tables,
    is_pool,
    queue_table,
    write_keys,
)
from wfm.simulate.kernel.bracket import new_tournament, widened
from wfm.simulate.kernel.counting import WAIT_BINS
from wfm.simulate.kernel.initial import busy_at_start, waiting_at_start
from wfm.simulate.kernel.records import NONE, Records
from wfm.simulate.model import Agents, Model, Spells
from wfm.simulate.model_queues import Lines
from wfm.simulate.tallies import Tallies

_PLACES_AT_START = 256
# Places that one thing that happens can need at most: a contact, and what an agent takes then.
_ROOM = 64


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
            added = np.zeros(more, dtype=records.PLACE)
            added["order"] = NONE
            added["following"] = np.arange(count + 1, count + more + 1)
            added["following"][-1] = center["free"]
            self.put("places", np.concatenate((places, added)))
            center["free"], center["n_free"] = count, int(center["n_free"]) + more
            center["n_places"] = count + more
            for name in ("patience", "stages", "later"):
                self.put(name, widened(self.tables[name], count + more))

    @property
    def log(self) -> Records:
        """What became of each contact, in the order in which they came to be."""
        return self.tables["log"][: self.contacts]

    @property
    def contacts(self) -> int:
        """How many contacts there have been."""
        center = self.center[0]
        return int(center["from_outside"]) + int(center["born"])

    def tallies(self) -> Tallies:
        """What was counted, as tallies of one replication."""
        center = self.center[0]
        queues, intervals = int(center["n_queues"]), int(center["n_intervals"])
        cells = self.tables["cells"].reshape(1, queues, intervals)
        within = self.tables["within"].reshape(1, int(center["n_thresholds"]), queues, intervals)
        heads = self.tables["heads"].reshape(1, intervals)
        agents = self.tables["agents"].reshape(1, -1)
        return Tallies(
            **{name: cells[name] for name in (*records.COUNTS, *records.SUMS)},
            answered_within=within["answered"],
            abandoned_within=within["abandoned"],
            virtual_within=within["virtual"],
            wait_counts=self.tables["waits"].reshape(1, queues, WAIT_BINS),
            agents_on_queue_s=heads["on_queue_s"],
            agents_busy_s=heads["busy_s"],
            agent_contacts=agents["contacts"],
            agent_on_queue_s=agents["on_queue_s"],
            agent_busy_s=agents["busy_s"],
        )


def new_memory(
    model: Model, spells: Spells, aht_s: Floats, seed: int, replication: int, logged: int = 0
) -> Memory:
    """An empty center before its first spell.

    Parameters
    ----------
    model : Model
    spells : Spells
        Those that are worked.
    aht_s : array of shape (Q, T)
    seed, replication : int
    logged : int
        Contacts to log.
    """
    same = _same_for_all(model)
    n_agents, n_intervals = len(model.agents.names), model.horizon.n_intervals
    cells = len(model.queues.names) * n_intervals
    memory = Memory(same.center.copy(), {})
    center = memory.center[0]
    center["logged"] = logged
    waiting = waiting_at_start(model, aht_s, seed, replication)
    busy = busy_at_start(model, aht_s, seed, replication)
    center["n_waiting"], center["n_busy"] = len(waiting), len(busy)
    # As bytes, because numpy copies records field by field.
    written = {
        name: blank.view(np.uint8).copy().view(blank.dtype) for name, blank in same.written.items()
    }
    agents = written["agents"]
    keys = write_keys(written["queues"], seed, replication)
    begins = np.searchsorted(spells.agent, np.arange(n_agents + 1))
    agents["spell"], agents["spells_to"] = begins[:-1], begins[1:]
    table = np.zeros(len(spells.agent), dtype=records.SPELL)
    table["start_s"], table["end_s"] = spells.start_s, spells.end_s
    table["pause_s"] = spells.pause_s
    for name, made in {
        **same.read,
        **written,
        "keys": keys,
        "spells": table,
        "aht_s": aht_s.astype(np.float64),
        "cells": np.zeros(cells, dtype=records.CELL),
        "within": np.zeros(len(model.queues.thresholds_s) * cells, dtype=records.WITHIN),
        "heads": np.zeros(n_intervals, dtype=records.HEADS),
        "waits": np.zeros(len(model.queues.names) * WAIT_BINS, dtype=np.int64),
        "log": _empty_log(logged),
        "waiting_at_start": waiting,
        "busy_at_start": busy,
    }.items():
        memory.put(name, made)
    return memory


@dataclass(frozen=True, eq=False)
class _SameForAll:
    """What all replications of a model begin with: tables only read, and others copied by each."""

    center: Records
    read: dict[str, NDArray[Any]]
    written: dict[str, NDArray[Any]]


@lru_cache(maxsize=4)
def _same_for_all(model: Model) -> _SameForAll:
    n_agents, n_queues = len(model.agents.names), len(model.queues.names)
    lines, routing, doors = model.lines, _routing(model.agents), _doors(model)
    levels = int(model.queues.concurrency.max())
    queues = queue_table(model)
    center = np.zeros(1, dtype=records.CENTER)
    for name, value in {
        "n_queues": n_queues,
        "n_agents": n_agents,
        "levels": levels,
        "n_lines": len(lines.queue),
        "n_intervals": model.horizon.n_intervals,
        "n_thresholds": len(model.queues.thresholds_s),
        "n_doors": len(doors),
        "n_diallers": int((model.queues.dialling == kinds.BY_DIALLER).sum()),
        "interval_s": model.horizon.interval_s,
        "start_s": model.start_s,
        "interval": int(model.start_s // model.horizon.interval_s),
        "free": NONE,
        "idle_leave_first": model.idle_leave_first,
        "breaks_keep_length": model.breaks_keep_length,
        "weighted": lines.weighted,
        "factors": model.agents.aht_factor is not None,
        "pooled": is_pool(model, queues["plain"], len(routing.teams)),
        # A queue that closes frees all who stay with its customers, and each takes another.
        "room": _ROOM + 4 * levels * n_agents * any(f.warm for f in model.follow_ups),
    }.items():
        center[name] = value
    agents = np.zeros(n_agents, dtype=records.AGENT)
    agents["team"] = model.agents.team
    agents["sits"] = agents["seat"] = np.arange(n_agents)
    agents["before"] = agents["after"] = agents["level"] = agents["task"] = NONE
    idle = np.zeros(len(routing.teams) * (levels + 1), dtype=records.LISTED)
    idle["first"] = idle["last"] = NONE
    follows, follow_begins = follow_tables(n_queues, model.follow_ups)
    factor = model.agents.aht_factor
    read = {
        "reach": routing.reach,
        "takes": routing.takes,
        "thresholds": model.queues.thresholds_s.astype(np.float64),
        "doors": doors,
        "follows": follows,
        "follow_begins": follow_begins,
        "values": empirical_values(model.queues),
        "aht_factor": np.zeros(0) if factor is None else factor.astype(np.float64),
    }
    written = {
        "queues": queues,
        "lines": _line_table(lines, routing.begins),
        "teams": routing.teams,
        "agents": agents,
        "idle": idle,
        "places": np.zeros(0, dtype=records.PLACE),
        "ends": new_tournament(n_agents * levels),
        "shifts": new_tournament(n_agents),
        "patience": new_tournament(1),
        "stages": new_tournament(1),
        "later": new_tournament(1),
    }
    memory = Memory(center, written)
    memory.make_room(_PLACES_AT_START)
    return _SameForAll(memory.center, read, memory.tables)


@dataclass(frozen=True, eq=False)
class _Routing:
    """Who can take what; the same for all replications."""

    begins: Ints
    reach: Records
    teams: Records
    takes: Records


def _routing(agents: Agents) -> _Routing:
    one_each = np.unique(agents.team, return_index=True)[1]
    line_begins, reach = _preferences(agents.agent_rank[one_each].T)
    team_begins, takes = _preferences(agents.queue_rank[one_each])
    teams = np.zeros(len(one_each), dtype=records.TEAM)
    teams["lines_from"], teams["lines_to"] = team_begins[:-1], team_begins[1:]
    return _Routing(line_begins, reach, teams, takes)


def _preferences(rank: Ints) -> tuple[Ints, Records]:
    """Rows of a table of ranks as one list, and where each row begins in it."""
    able = [np.flatnonzero(row > 0) for row in rank]
    able = [a[np.argsort(row[a], kind="stable")] for a, row in zip(able, rank, strict=True)]
    listed = np.zeros(sum(len(a) for a in able), dtype=records.RANKED)
    listed["index"] = np.concatenate(able)
    listed["rank"] = np.concatenate([row[a] for a, row in zip(able, rank, strict=True)])
    return np.cumsum([0] + [len(a) for a in able]), listed


def _line_table(lines: Lines, begins: Ints) -> Records:
    table = np.zeros(len(lines.queue), dtype=records.LINE)
    table["first"] = table["last"] = NONE
    table["teams_from"], table["teams_to"] = begins[:-1], begins[1:]
    for name in (
        *("queue", "after_s", "following", "when_waiting"),
        *("weight", "credit_s", "reserve"),
    ):
        table[name] = getattr(lines, name)
    return table


def _doors(model: Model) -> Records:
    """Openings and closings after the start."""
    if model.doors is None:
        return np.zeros(0, dtype=records.DOOR)
    later = model.doors.time_s > model.start_s
    table = np.zeros(int(later.sum()), dtype=records.DOOR)
    for name in ("time_s", "queue", "opens"):
        table[name] = getattr(model.doors, name)[later]
    return table


def _empty_log(contacts: int) -> Records:
    log = np.zeros(contacts, dtype=records.LOGGED)
    log["agent"] = NONE
    for name in (*records.TIMES, "reached_s", "called_s", "unreached_s"):
        log[name] = np.nan
    return log
