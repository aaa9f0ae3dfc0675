"""The page of ``wfm erlang``: one queue by formulas and simulation, in one HTML file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wfm.center.target import Formula
from wfm.report.figures.agents_service import Floats, service_against_agents
from wfm.report.page import bullets, document, figure, paragraph, section, table, text
from wfm.simulate.side_by_side import SideBySide, assumptions, warnings


def write_erlang_page(
    rows: Sequence[SideBySide], here: int, formula: Formula, goal: float | None, path: Path
) -> None:
    """Write the page.

    Parameters
    ----------
    rows : sequence of SideBySide
        Cases that differ in their agents.
    here : int
        The one that is asked about.
    formula : Formula
    goal : float or None
        Service level to reach.
    path : Path
        File to write; its folder is made when it does not exist.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(erlang_html(rows, here, formula, goal), encoding="utf-8")


def erlang_html(rows: Sequence[SideBySide], here: int, formula: Formula, goal: float | None) -> str:
    """The page as HTML; parameters as for `write_erlang_page`."""
    case = rows[here].case
    agents = np.array([row.case.agents for row in rows])
    erlang_c, erlang_a = _levels(rows, "erlang_c", formula), _levels(rows, "erlang_a", formula)
    simulated = _simulated(rows, formula)
    plot = service_against_agents(
        agents,
        erlang_c,
        erlang_a,
        *simulated,
        chosen=case.agents,
        goal=goal,
        threshold_s=case.threshold_s,
        formula=formula.value,
    )
    cells = [
        [f"{n:,g}", *(_percent(v) for v in levels), _interval(low, high)]
        for n, *levels, low, high in zip(agents, erlang_c, erlang_a, *simulated, strict=True)
    ]
    header = ("agents", "Erlang C", "Erlang A", "simulated", "95 % interval")
    patience = "nobody abandons" if case.patience_s is None else f"patience {case.patience_s:g} s"
    name = f"{case.erlangs:,.4g} erlangs, AHT {case.aht_s:g} s, {patience}"
    sections = {
        "service": (
            "Service",
            section(
                "service",
                "Service level against agents",
                figure(plot, "service-against-agents"),
                table(header, cells, caption=f"Service level by {formula.value}", left=0),
            ),
        ),
        "models": (
            "Models",
            section(
                "models",
                "What each model takes for granted",
                bullets(assumptions(rows[here])),
                bullets(warnings(rows[here], formula)),
            ),
        ),
    }
    heading = f"<h1>{text(name)}</h1>" + paragraph("One queue in its steady state", "muted")
    return document(name, heading, sections, "Made with wfm.")


def _levels(rows: Sequence[SideBySide], model: str, formula: Formula) -> Floats:
    found = (getattr(row, model) for row in rows)
    return np.array([np.nan if m is None else float(m.service_level(formula)) for m in found])


def _simulated(rows: Sequence[SideBySide], formula: Formula) -> tuple[Floats, Floats, Floats]:
    """Simulated service levels and the ends of their intervals."""
    table = np.full((3, len(rows)), np.nan)
    for i, row in enumerate(rows):
        if row.simulated is not None:
            level = row.simulated.service_levels[formula]
            table[:, i] = level.mean, level.low, level.high
    return table[0], table[1], table[2]


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1%}"


def _interval(low: float, high: float) -> str:
    return "–" if np.isnan(low) else f"{low:.1%} to {high:.1%}"
