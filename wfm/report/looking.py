"""The section on the loop: its rounds, and what it moved where."""

import numpy as np

from wfm.plan.plan import Plan
from wfm.plan.rounds import Found
from wfm.report.figures.promise import show
from wfm.report.figures.rounds import loop_rounds
from wfm.report.page import bullets, figure, paragraph, section, table
from wfm.staff.staff import staff


def looking(plan: Plan, found: Found) -> str:
    """How the roster was found."""
    targets = {t.name: t for t in plan.scenario.targets}
    chosen = found.rounds[found.chosen]
    return section(
        "loop",
        "How the roster was found",
        paragraph(
            "The requirement was corrected, and the roster made anew, until the simulated roster "
            "just kept every target; then shifts were exchanged by what they are worth in "
            "simulation, where that helped. The paths simulated here are others than those of the "
            "verdict above, which the loop never saw."
        ),
        figure(loop_rounds(found), "loop-rounds"),
        table(
            ("Round", "Search", "Agent-hours required", "Paid hours", "Tightest", "Kept in"),
            [
                [
                    f"{r.number}" + (" (the plan)" if r.number == found.chosen else ""),
                    r.search,
                    f"{r.required_hours:,.0f}",
                    f"{r.paid_hours:,.0f}",
                    min(r.standings, key=lambda s: s.gap).target,
                    f"{min(r.standings, key=lambda s: s.gap).probability:.0%}",
                ]
                for r in found.rounds
            ],
            caption="Rounds of the loop",
            left=2,
        ),
        "<h3>What was moved</h3>",
        bullets(
            [
                f"{s.target}: the queueing model was asked for {show(targets[s.target], aim)} to "
                f"get {show(targets[s.target], s.achieved)} from the simulated roster."
                for s in chosen.standings
                if s.target in targets and (aim := chosen.aims.figures.get(s.target)) is not None
            ]
            + _hours_moved(plan)
        ),
    )


def _hours_moved(plan: Plan) -> list[str]:
    """Agent-hours of each queue against staffing every interval for itself."""
    each = staff(plan.scenario, plan.forecast).required_gross
    hours = plan.scenario.horizon.interval_minutes / 60
    sentences = []
    for q, name in enumerate(plan.requirement.queues):
        moved = (plan.requirement.required_gross[q] - each[q]) * hours
        added, taken = float(moved[moved > 0].sum()), float(-moved[moved < 0].sum())
        if max(added, taken) < 0.5:
            continue
        least = int(np.argmin(moved))
        clock = plan.scenario.horizon.clock_min_of_interval[least]
        sentences.append(
            f"{name}: {taken:,.0f} agent-hours taken out and {added:,.0f} put in against every "
            f"interval for itself; most was taken out around {clock // 60:02d}:{clock % 60:02d}."
        )
    return sentences
