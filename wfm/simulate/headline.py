"""Every measure of an Outcome over its horizon, by queue and in all, each with its interval."""

from typing import TYPE_CHECKING, Any

import numpy as np

from wfm.center.target import Formula
from wfm.simulate.estimate import Estimate, ratio, single
from wfm.simulate.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("queue", "measure", "formula", "value", "low", "high")
_SOMETIMES = (
    *("blocked", "deferred", "contained", "unreached", "callbacks", "callback_attempts"),
    *("handed_on", "repeats", "redials", "bounced_back", "retries", "messages"),
)


def headline_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """A row a queue and measure, the rows of all queues pooled last.

    Keys: queue ("all" when pooled), measure, formula (of service levels), value, low, high (95 %
    interval). Service levels are by all five formulas, within each queue's own threshold, for
    queues that have one. Counts are means per replication; those of what only some queues have
    (blocked, deferred, contained, callbacks, repeats and so on) are given where they happen.
    """
    rows: list[dict[str, Any]] = []

    def add(queue: str | None, measure: str, found: Estimate, formula: str = "") -> None:
        row = (queue or "all", measure, formula, found.mean, found.low, found.high)
        rows.append(dict(zip(COLUMNS, row, strict=True)))

    for queue in (*outcome.queues.names, None):
        offered = outcome.abandonment_sums(queue)[1].sum(axis=1, keepdims=True)
        add(queue, "offered", single(ratio(offered, np.ones_like(offered), share=False)))
        for formula in Formula:
            add(queue, "service_level", outcome.service_level(queue, formula), formula.value)
        add(queue, "abandonment", outcome.abandonment(queue))
        add(queue, "asa_s", outcome.asa(queue))
        for name, share in (("wait_p50_s", 0.5), ("wait_p90_s", 0.9)):
            add(queue, name, outcome.wait_quantile(queue, share))
        for name in _SOMETIMES:
            counted = outcome.count(queue, name)
            if counted.any():
                add(queue, name, single(ratio(counted, np.ones_like(counted), share=False)))
    add(None, "occupancy", outcome.occupancy())
    return rows


def headline_measures(outcome: Outcome) -> "pd.DataFrame":
    """The rows of `headline_rows` as a table."""
    import pandas as pd

    return pd.DataFrame(headline_rows(outcome), columns=list(COLUMNS))
