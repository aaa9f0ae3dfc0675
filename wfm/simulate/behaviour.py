"""What is said of each queue's behaviour, as columns, lines, follow-ups and doors of a model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from wfm.center.behaviour import Behaviour, Law, Return
from wfm.center.horizon import Horizon
from wfm.simulate.arrays import Bools, Floats, Ints
from wfm.simulate.kernel import kinds
from wfm.simulate.model import Agents
from wfm.simulate.model_queues import Doors, FollowUp, Lines

_LAWS = {
    "exponential": kinds.EXPONENTIAL,
    "lognormal": kinds.LOGNORMAL,
    "gamma": kinds.GAMMA,
    "empirical": kinds.EMPIRICAL,
    "constant": kinds.CONSTANT,
}
_CLOSINGS = {
    None: kinds.FINISH,
    "finish": kinds.FINISH,
    "turn_away": kinds.TURN_AWAY,
    "voicemail": kinds.TAKE_MESSAGE,
}


def law_columns(name: str, laws: Sequence[Law]) -> dict[str, Any]:
    """Columns of `Queues` for handle times or patience: kind, cv and values."""
    return {
        f"{name}_kind": [_LAWS[law.distribution] for law in laws],
        f"{name}_cv": [law.cv for law in laws],
        f"{name}_values": tuple(_scaled(law) for law in laws),
    }


def _scaled(law: Law) -> Floats | None:
    """Values in ascending order, of mean 1 when drawn from the straight lines between them."""
    if not law.values:
        return None
    ordered = np.sort(np.asarray(law.values, dtype=np.float64))
    mean = np.mean((ordered[1:] + ordered[:-1]) / 2)
    return np.asarray(ordered / mean)


def behaviour_columns(behaviours: Sequence[Behaviour]) -> dict[str, Any]:
    """Columns of `Queues` that follow from the behaviour of each."""
    callbacks = [b.callback for b in behaviours]
    outbound = [b.outbound for b in behaviours]
    self_service = [b.self_service for b in behaviours]
    dialled = [o or c for o, c in zip(outbound, callbacks, strict=True)]
    return law_columns("patience", [b.patience for b in behaviours]) | {
        "balk_share": [b.patience.balk_share for b in behaviours],
        "capacity": [_or_unlimited(b.waiting_places) for b in behaviours],
        "trunks": [_or_unlimited(b.trunks) for b in behaviours],
        "interrupts": [b.interrupts for b in behaviours],
        "interruptible": [b.interruptible for b in behaviours],
        "prefers_last": [b.last_agent for b in behaviours],
        "closing": [_CLOSINGS[b.at_closing] for b in behaviours],
        "contained_share": [s.contained if s else 0.0 for s in self_service],
        "bot_s": [s.duration_s if s else 0.0 for s in self_service],
        "priority_share": [
            b.priority_customers.share if b.priority_customers else 0.0 for b in behaviours
        ],
        "callback_share": [c.accepted if c else 0.0 for c in callbacks],
        "callback_after_s": [c.offered_from_s if c else 0.0 for c in callbacks],
        "dialling": [
            kinds.NOT_DIALLED
            if o is None
            else kinds.BY_AGENT
            if o.mode == "preview"
            else kinds.BY_DIALLER
            for o in outbound
        ],
        "reach_share": [d.reached if d else 1.0 for d in dialled],
        "dial_s": [d.dial_s if d else 0.0 for d in dialled],
        "unreached_s": [d.unreached_s if d else 0.0 for d in dialled],
        "pacing": [o.pacing if o and o.mode == "predictive" else 1.0 for o in outbound],
        "pacing_busy": [o.pacing_busy if o and o.mode == "predictive" else 0.0 for o in outbound],
    }


def _or_unlimited(count: int | None) -> int:
    return kinds.UNLIMITED if count is None else count


def behaviour_follow_ups(
    names: tuple[str, ...], behaviours: Sequence[Behaviour]
) -> tuple[FollowUp, ...]:
    """What contacts turn into by the behaviour of their queues."""
    found: list[FollowUp] = []

    def again(queue: int, trigger: int, comes_as: int, returns: Return | None) -> None:
        if returns is not None:
            found.append(
                FollowUp(
                    queue=queue,
                    trigger=trigger,
                    comes_as=comes_as,
                    share=returns.share,
                    to=queue,
                    delay_kind=kinds.EXPONENTIAL,
                    delay_s=returns.after_s,
                    most=returns.attempts,
                )
            )

    for queue, behaviour in enumerate(behaviours):
        again(queue, kinds.HANDLED, kinds.REPEAT, behaviour.repeat)
        again(queue, kinds.LOST, kinds.REDIAL, behaviour.redial)
        if (service := behaviour.self_service) is not None and service.bounce_back > 0:
            again(
                queue,
                kinds.CONTAINED,
                kinds.BOUNCE_BACK,
                Return(share=service.bounce_back, after_s=service.bounce_back_after_s),
            )
        if behaviour.outbound is not None:
            again(queue, kinds.UNREACHED, kinds.RETRY, behaviour.outbound.retry)
        if (callback := behaviour.callback) is not None and callback.attempts > 1:
            retries = callback.attempts - 1
            again(
                queue,
                kinds.UNREACHED,
                kinds.RETRY,
                Return(share=1.0, after_s=callback.retry_after_s, attempts=retries),
            )
        if (voicemail := behaviour.voicemail) is not None:
            to = names.index(voicemail.to)
            found.append(
                FollowUp(queue, kinds.DEFERRED, kinds.MESSAGE, share=voicemail.share, to=to)
            )
    return tuple(found)


def behaviour_lines(
    names: tuple[str, ...], behaviours: Sequence[Behaviour], agents: Agents
) -> tuple[Lines, Agents]:
    """Lines of all queues, and the agents with their ranks for each.

    Parameters
    ----------
    names : tuple of str
    behaviours : sequence of Behaviour
    agents : Agents
        With ranks by queue, shape (A, Q).

    Returns
    -------
    lines : Lines
    agents : Agents
        With ranks by line, shape (A, L). Who takes a queue's contacts only by overflow is
        preferred after those who have the queue, and takes them as those of the own queue.
    """
    table = _LineTable(agents)
    for queue in range(len(names)):
        table.add(queue, agents.agent_rank[:, queue], agents.queue_rank[:, queue], behaviours)
    priority_entry = list(range(len(names)))
    for queue, behaviour in enumerate(behaviours):
        stages_of = [queue]
        if (customers := behaviour.priority_customers) is not None:
            able = agents.queue_rank[:, queue] > 0
            priority_entry[queue] = table.add(
                queue,
                agents.agent_rank[:, queue],
                np.where(able, customers.priority, 0),
                behaviours,
                head_start_s=customers.head_start_s,
            )
            stages_of.append(priority_entry[queue])
        for line in stages_of:
            _add_stages(table, line, names, behaviours)
    size = len(names)
    return table.lines(np.arange(size), np.array(priority_entry)), table.ranked()


class _LineTable:
    """Lines while they are collected."""

    def __init__(self, agents: Agents) -> None:
        self.agents = agents
        self.agent_rank: list[Ints] = []
        self.queue_rank: list[Ints] = []
        self.rows: list[dict[str, float]] = []

    def add(
        self,
        queue: int,
        agent_rank: Ints,
        queue_rank: Ints,
        behaviours: Sequence[Behaviour],
        *,
        head_start_s: float = 0.0,
    ) -> int:
        """Add a line of a queue; its number."""
        behaviour = behaviours[queue]
        self.agent_rank.append(agent_rank)
        self.queue_rank.append(queue_rank)
        self.rows.append(
            {
                "queue": queue,
                "after_s": np.inf,
                "following": kinds.NOBODY,
                "when_waiting": 0,
                "weight": behaviour.wait_weight,
                "credit_s": behaviour.head_start_s + head_start_s,
                "reserve": behaviour.reserve_agents,
            }
        )
        return len(self.rows) - 1

    def lines(self, entry: Ints, priority_entry: Ints) -> Lines:
        """The lines."""
        columns = {name: np.array([row[name] for row in self.rows]) for name in self.rows[0]}
        whole = ("queue", "following", "when_waiting", "reserve")
        for name in whole:
            columns[name] = columns[name].astype(np.int64)
        return Lines(entry=entry, priority_entry=priority_entry, **columns)

    def ranked(self) -> Agents:
        """The agents with their ranks for the lines."""
        return Agents(
            self.agents.names,
            np.column_stack(self.agent_rank),
            np.column_stack(self.queue_rank),
            self.agents.aht_factor,
        )


def _add_stages(
    table: _LineTable, line: int, names: tuple[str, ...], behaviours: Sequence[Behaviour]
) -> None:
    """Add the stages of waiting that follow a line."""
    queue = int(table.rows[line]["queue"])
    for stage in behaviours[queue].overflow:
        table.rows[line] |= {"after_s": stage.after_s, "when_waiting": stage.when_waiting}
        if stage.agents_of is None:
            table.rows[line]["following"] = kinds.LEAVES
            return
        other = names.index(stage.agents_of)
        own, rank = table.agent_rank[line], table.agents.agent_rank[:, other]
        taken, other_taken = table.queue_rank[line], table.agents.queue_rank[:, other]
        following = table.add(
            queue,
            np.where(own > 0, own, np.where(rank > 0, rank + own.max(initial=0), 0)),
            np.where(taken > 0, taken, other_taken),
            behaviours,
        )
        table.rows[following]["credit_s"] = table.rows[line]["credit_s"]
        table.rows[line]["following"] = following
        line = following


def behaviour_doors(
    behaviours: Sequence[Behaviour], is_open: Bools, horizon: Horizon
) -> Doors | None:
    """When queues that do something at closing open and close.

    Parameters
    ----------
    behaviours : sequence of Behaviour
    is_open : array of bool, shape (Q, T)
        Where each queue is open.
    horizon : Horizon
    """
    minded = np.array([b.at_closing is not None for b in behaviours])
    if not minded.any():
        return None
    changes = np.diff(is_open.astype(np.int64), axis=1)
    queue, interval = np.nonzero(changes * minded[:, None])
    order = np.lexsort((queue, interval))
    queue, interval = queue[order], interval[order]
    return Doors(
        queue=queue,
        time_s=np.asarray((interval + 1) * horizon.interval_s, dtype=np.float64),
        opens=changes[queue, interval] > 0,
        open_at_start=is_open[:, 0] | ~minded,
    )
