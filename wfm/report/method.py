"""The end of the report: how every figure was made, and what is left out."""

from pathlib import Path

from wfm.center.target import Formula
from wfm.plan.inputs import input_hashes, versions
from wfm.plan.plan import Plan
from wfm.report.page import Cell, bullets, paragraph, section, table

FORMULAS = (
    ("Achieved", "a ratio of sums: over all contacts of all simulated horizons, never a mean of "
     "daily percentages"),
    ("95% interval", "uncertainty of that ratio from the limited number of simulated horizons "
     "(delta method)"),
    ("Probability", "share of simulated horizons that reach the goal on their own; a target is met "
     "when the ratio reaches the goal and this share what was asked"),
    ("Still waiting at the end", "offered and not answered in T, even where T is not over yet: a "
     "plan starts with nothing left over, and is to leave nothing over"),
    ("Required", "the largest of what the target, the occupancy cap and the minimum ask for, "
     "divided by 1 - shrinkage"),
    ("Too few, too many", "agents below and above the requirement in each interval, summed apart; "
     "with several skills the fewest that are missing however agents share the queues, so that "
     "nobody is counted twice"),
    ("Occupancy", "agent time with a contact in hand / agent time on queue"),
    ("Mean wait", "sum of waits of answered contacts / answered contacts"),
    ("80% band", "from the 10% to the 90% quantile of sampled demand"),
)  # fmt: skip

NOT_MODELLED = (
    "Callers who hang up do not call again, and nobody calls back because a matter was not solved.",
    "Nobody is transferred between queues other than by the escalation shares of the scenario; "
    "there is no callback and no limit on lines.",
    "Agents of one queue are equally fast; new people do not learn on the job.",
    "Absence strikes each agent and day apart from the others: no epidemics. It lasts the whole "
    "day, unless shrinkage differs by the hour. No one is moved or called in on the day.",
    "A contact in hand at the end of a shift or before a pause is finished first; the extra "
    "minutes are not paid in these figures.",
)


def method(plan: Plan) -> str:
    """Seed, versions, inputs, formulas, notes on the history, and what is not modelled."""
    return section(
        "method",
        "How it was made",
        _settings(plan),
        _formulas(),
        "<h3>Notes on the history</h3>",
        bullets(
            (*plan.history.notes, *map(str, plan.forecast.repairs))
            or ("Nothing had to be repaired.",)
        ),
        "<h3>What is not modelled</h3>",
        bullets(NOT_MODELLED),
        _inputs(plan),
        _versions(),
    )


def _settings(plan: Plan) -> str:
    scenario, grid = plan.scenario, plan.history.grid
    rows = [
        ["History", f"{grid.days} days from {grid.start}, in {grid.interval_minutes}-minute "
         "intervals"],
        ["Forecast", f"model {plan.forecast.model}"],
        ["Staffing", f"{plan.requirement.model}, shrinkage {plan.requirement.shrinkage_text(1)}, "
         f"occupancy at most {scenario.staffing.max_occupancy:.0%}"],
        ["Simulation", f"{plan.outcome.replications} horizons, seed {scenario.seed}"],
        ["Horizon", f"{scenario.horizon.days} days from {scenario.horizon.start}, "
         f"{scenario.horizon.interval_minutes}-minute intervals, {scenario.horizon.timezone}"],
        *(
            [f"Queue {q.name}", f"{q.channel.value}; open {q.open.describe()}; "
             + (f"patience {q.mean_patience_s:.0f} s on average" if q.mean_patience_s
                else "nobody abandons")]
            for q in scenario.queues
        ),
    ]  # fmt: skip
    return table(("What", "How"), rows, caption="Settings", left=2)


def _formulas() -> str:
    rows = [[f"Service level, {f.value}", f.meaning] for f in Formula]
    rows += [list(pair) for pair in FORMULAS]
    return table(
        ("Measure", "Meaning"),
        rows,
        caption="Measures; T is the time within which contacts are to be answered",
        left=2,
    )


def _inputs(plan: Plan) -> str:
    rows: list[list[Cell]] = [
        ["/".join(Path(entry["file"]).parts[-2:]), f"{entry['bytes']:,}", (entry["sha256"], "code")]
        for entry in input_hashes(plan.input_files)
    ]
    given = "The history was given as a table, which is history.csv beside this report."
    return (paragraph(given) if plan.history_given else "") + (
        table(("File", "Bytes", "SHA-256"), rows, caption="Input files", left=1) if rows else ""
    )


def _versions() -> str:
    return table(
        ("Package", "Version"),
        [[name, version] for name, version in versions().items()],
        caption="Versions",
        left=2,
    )
