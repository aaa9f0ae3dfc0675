"""The top of the report: verdict, targets, headline figures, what to look at first."""

from datetime import date

import numpy as np

from wfm.center.target import Measure
from wfm.plan.advice import advice
from wfm.plan.plan import Plan
from wfm.report.figures.clock import day_name
from wfm.report.figures.promise import goal_text, show
from wfm.report.findings import (
    days_off_goal,
    how_often,
    misses,
    poorest_intervals,
    recurring_stretches,
    verdict_line,
    why,
)
from wfm.report.page import Cell, bullets, paragraph, section, table, text

_DAYS_NAMED = 10
_STRETCHES = 6

_SHOWN_RULES = 10


def header(plan: Plan) -> str:
    """Name of the plan, what it is a variation of, the verdict, and the headline figures."""
    scenario = plan.scenario
    first, last = scenario.horizon.dates[0], scenario.horizon.dates[-1]
    period = f"{first:%A} {first.day} {first:%B %Y} to {last:%A} {last.day} {last:%B %Y}"
    return (
        f"<h1>{text(scenario.name)}</h1>"
        + paragraph(f"Staffing plan, {period} ({scenario.horizon.timezone})", "muted")
        + (paragraph(scenario.description) if scenario.description else "")
        + _what_if(plan)
        + _broken_rules(plan)
        + _verdict(plan)
        + _tiles(plan)
    )


def _what_if(plan: Plan) -> str:
    scenario = plan.scenario
    if scenario.base is None:
        return ""
    levers = scenario.levers.describe() or "no lever, other sections replaced"
    return (
        f'<div class="what-if"><p><strong>What-if</strong> on the base '
        f"<strong>{text(scenario.base)}</strong>: {text(levers)}</p></div>"
    )


def _broken_rules(plan: Plan) -> str:
    if not plan.violations:
        return ""
    shown = "".join(paragraph(str(violation)) for violation in plan.violations[:_SHOWN_RULES])
    return (
        f'<div class="verdict missed"><strong>The roster breaks {len(plan.violations)} '
        f"rules.</strong>{shown}</div>"
    )


def _verdict(plan: Plan) -> str:
    kind, mark = ("met", "✓") if plan.met else ("missed", "✗")
    lines = "".join(paragraph(sentence) for sentence in misses(plan))
    return (
        f'<div class="verdict {kind}"><strong><span aria-hidden="true">{mark} </span>'
        f"{text(verdict_line(plan))}</strong>{lines}</div>"
    )


def _tiles(plan: Plan) -> str:
    cover, scenario = plan.coverage, plan.scenario
    tiles = (
        ("Paid hours", f"{plan.paid_hours:,.0f}", "h"),
        ("Cost", f"{plan.cost:,.0f}", scenario.currency),
        ("Agents with shifts", f"{len(plan.roster.by_agent)}", f"of {len(scenario.agents)}"),
        ("Contacts expected", f"{plan.forecast.offered.sum():,.0f}", ""),
        ("Too few agents", f"{cover.under_hours:,.0f}", "agent-hours"),
        ("Too many agents", f"{cover.over_hours:,.0f}", "agent-hours"),
    )
    inside = "".join(
        f"<div><dt>{text(word)}</dt><dd>{text(value)} <small>{text(unit)}</small></dd></div>"
        for word, value, unit in tiles
    )
    return f'<dl class="tiles">{inside}</dl>'


def summary(plan: Plan) -> str:
    """Targets in a table, days and intervals that miss, and what would help."""
    return section(
        "targets",
        "Targets",
        _targets(plan),
        _missing_days(plan),
        _poorest(plan),
        f"<h3>{'Where to look' if plan.met else 'What would help'}</h3>",
        bullets([*_broken(plan), *advice(plan.coverage, plan.met)]),
        _stretches(plan),
    )


def _broken(plan: Plan) -> list[str]:
    """Each target that breaks, with when and what would mend it, in one sentence."""
    currency = plan.scenario.currency
    return ["; ".join(s.strip() for s in broken.lines(currency)) for broken in plan.broken_targets]


def _targets(plan: Plan) -> str:
    rows: list[list[Cell]] = []
    for target, result in zip(plan.scenario.targets, plan.targets, strict=True):
        level = target.measure is Measure.SERVICE_LEVEL
        rows.append(
            [
                target.name,
                target.describe().split(" (formula")[0],
                target.formula.meaning if level else _MEANINGS[target.measure],
                goal_text(target),
                show(target, result.achieved),
                f"{show(target, result.low)} to {show(target, result.high)}",
                how_often(result),
                f"{target.probability:.0%}",
                (why(target, result), "met" if result.met else "missed"),
            ]
        )
    return table(
        (
            "Target",
            "Promise",
            "Formula",
            "Goal",
            "Achieved",
            "95% interval",
            "Probability",
            "Asked",
            "Verdict",
        ),
        rows,
        caption=f"Every promise, over the whole plan, in {plan.outcome.replications} simulated "
        "horizons",
        left=3,
    )


_MEANINGS = {
    Measure.ABANDONMENT: "abandoned / offered",
    Measure.ASA: "sum of waits of answered contacts / answered",
    Measure.OCCUPANCY: "time with a contact in hand / time on queue",
    Measure.AGE_OF_OLDEST: "longest wait so far at the end of any interval",
}


def _missing_days(plan: Plan) -> str:
    parts = []
    for target in plan.scenario.targets:
        days = days_off_goal(plan, target)
        if not days:
            continue
        noun = "day" if len(days) == 1 else "days"
        named = ", ".join(f"{_unbroken(d)} ({show(target, v)})" for d, v in days[:_DAYS_NAMED])
        more = f", and {len(days) - _DAYS_NAMED} more" if len(days) > _DAYS_NAMED else ""
        parts.append(f"{target.name}, {len(days)} {noun}: {named}{more}")
    if not parts:
        return "<h3>Days that miss</h3>" + paragraph("No day misses the goal of any target.")
    return "<h3>Days that miss, the worst first</h3>" + bullets(parts)


def _unbroken(day: date) -> str:
    return day_name(day).replace(" ", "\u00a0")


def _poorest(plan: Plan) -> str:
    found = poorest_intervals(plan)
    if not found:
        return ""
    return table(
        ("Interval", "Target", "Late contacts", "Answered in time", "Required", "Scheduled"),
        [
            [
                p.when,
                p.target,
                f"{p.late:.1f}",
                f"{p.level:.0%}",
                f"{p.required:.1f}",
                f"{p.scheduled:.1f}",
            ]
            for p in found
        ],
        caption="The worst intervals: most contacts answered late beyond what the goal allows",
        left=2,
    )


def _stretches(plan: Plan) -> str:
    """Where agents lack and where they are to spare, week after week."""
    cover = plan.coverage
    tables = [
        table(
            ("When", "Agents, mean", "Agent-hours"),
            [[s.when, f"{s.agents:.1f}", f"{s.hours:,.1f}"] for s in found[:_STRETCHES]],
            caption=caption,
        )
        for caption, found in (
            ("Where most agents lack", recurring_stretches(cover.horizon, cover.under)),
            ("Where most agents are to spare", recurring_stretches(cover.horizon, cover.over)),
        )
        if found
    ]
    return f'<div class="columns">{"".join(tables)}</div>'


def by_queue(plan: Plan) -> str:
    """What callers of each queue live through, over the whole plan."""
    frame = plan.outcome.headline_frame()
    rows = [
        [
            str(row["queue"]),
            f"{row['offered']:,.0f}",
            f"{row['answered']:,.0f}",
            f"{row['abandoned']:,.0f}",
            _share(row["abandonment"]),
            "–" if np.isnan(row["asa_s"]) else f"{row['asa_s']:,.0f} s",
            f"{row['waiting_at_end']:,.1f}",
        ]
        for row in frame.to_dict("records")
    ]
    return table(
        ("Queue", "Offered", "Answered", "Abandoned", "Share", "Mean wait", "Waiting at end"),
        rows,
        caption="By queue: contacts of the whole plan, mean of the simulated horizons",
    )


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1%}"
