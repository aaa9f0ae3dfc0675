"""A row of the table: what a method's roster pays, and what comes of it on paths none has seen."""

import time

from benchmarks.ways_to_plan.center import STATED
from benchmarks.ways_to_plan.centers import CENTERS
from benchmarks.ways_to_plan.methods import METHODS
from wfm.simulate.outcome import Outcome

Row = dict[str, object]


def row_of(name: str, method: str, quick: bool) -> Row | None:
    """Figures of one method in one center, of the target that is kept most seldom there.

    None where the center's data is not there.
    """
    center = CENTERS[name](quick)
    if center is None:
        return None
    fresh = 200 if quick else 400
    cpu = time.process_time()
    planned = METHODS[method](center)
    outcome: Outcome = center.live(planned.roster, 0, fresh, planned.scenario)
    target = min(center.scenario.targets, key=lambda t: outcome.probability(t).mean)
    judged, share = outcome.judge(target), outcome.probability(target)
    return {
        "center": name,
        "method": method,
        "paid_hours": round(planned.roster.paid_hours, 1),
        "target": target.name,
        "sla": round(judged.achieved, 4),
        "sla_low": round(judged.low, 4),
        "sla_high": round(judged.high, 4),
        "promised": planned.promised,
        "stated": STATED,
        "observed": round(share.mean, 3),
        "observed_low": round(share.low, 3),
        "observed_high": round(share.high, 3),
        "seconds": round(planned.seconds, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
