"""The comparison page: runs side by side, in one HTML file that works offline."""

from pathlib import Path

import numpy as np

from wfm.compare.comparison import FIXED, Comparison
from wfm.compare.measures import Difference, probability_of
from wfm.report.figures.difference import effort_differences, is_share, service_differences
from wfm.report.page import Cell, document, figure, paragraph, section, table, text

_NAMES = {
    "paid_hours": "paid hours",
    "cost": "cost",
    "agents": "agents with shifts",
    "under_hours": "too few, agent-hours",
    "over_hours": "too many, agent-hours",
}


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write a comparison as one HTML file; the same comparison gives the same bytes.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        File to write; its folder is made when it does not exist.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(comparison_html(comparison), encoding="utf-8")


def comparison_html(comparison: Comparison) -> str:
    """The comparison as a page of HTML."""
    base = comparison.base.label
    sections = {
        "effort": ("Effort", _effort(comparison)),
        "service": ("Service", _service(comparison)),
        "method": ("How to read it", _method()),
    }
    others = ", ".join(run.label for run in comparison.runs[1:])
    header = (
        f"<h1>{text(others)} against {text(base)}</h1>"
        + paragraph("Comparison of staffing plans", "muted")
        + "".join(_verdict(run.label, run.verdict) for run in comparison.runs)
        + _pairing(comparison)
    )
    return document(f"{others} against {base}", header, sections, "Made with wfm.")


def _verdict(label: str, verdict: str) -> str:
    kind, mark = ("met", "✓") if verdict == "met" else ("missed", "✗")
    return (
        f'<div class="verdict slim {kind}"><p><span aria-hidden="true">{mark} </span>'
        f"<b>{text(label)}</b>: targets {text(verdict)}</p></div>"
    )


def _pairing(comparison: Comparison) -> str:
    unpaired = [r.label for r in comparison.runs if r.pairing != comparison.base.pairing]
    if not unpaired:
        return ""
    return paragraph(
        f"Other random numbers than the base: {', '.join(unpaired)}. The intervals of these runs "
        "are wider than need be; plan them with the same seed, replications and horizon."
    )


def _effort(comparison: Comparison) -> str:
    first, *others = comparison.runs
    header = ["Measure", first.label]
    for run in others:
        header += [run.label, "Change"]
    rows: list[list[Cell]] = []
    for name in FIXED:
        row: list[Cell] = [_NAMES[name], f"{first.fixed[name]:,.1f}"]
        for run in others:
            change = run.fixed[name] - first.fixed[name]
            row += [f"{run.fixed[name]:,.1f}", f"{change:+,.1f}"]
        rows.append(row)
    currencies = sorted({run.currency for run in comparison.runs})
    return section(
        "effort",
        "Hours, cost and people",
        table(header, rows, caption=f"Cost in {' and '.join(currencies)}"),
        figure(effort_differences(comparison), "effort-differences"),
    )


def _service(comparison: Comparison) -> str:
    first, *others = comparison.runs
    found = {run.label: comparison.differences(run) for run in others}
    header = ["Measure", first.label]
    for run in others:
        header += [run.label, "Change", "95% interval"]
    rows: list[list[Cell]] = []
    for name, probability in first.probabilities.items():
        if probability_of(name) in first.ratios:
            continue
        row: list[Cell] = [f"probability of {name}", f"{probability:.0%}"]
        for run in others:
            other = run.probabilities.get(name, float("nan"))
            row += [_percent(other, 0), _points(other - probability, 0), ""]
        rows.append(row)
    for name, ratio in first.ratios.items():
        share = is_share(name, found)
        row = [_words(name), _value(ratio.value, share)]
        for run in others:
            row += _change(found[run.label].get(name), share)
        rows.append(row)
    return section(
        "service",
        "What callers live through",
        table(header, rows, caption="Changes clear of chance are in bold"),
        figure(service_differences(comparison), "service-differences"),
    )


def _words(measure: str) -> str:
    return (
        measure.replace("asa_s, ", "mean wait (s), ")
        .replace("offered, ", "contacts offered, ")
        .replace("probability ", "probability of ")
    )


def _change(found: Difference | None, share: bool) -> list[Cell]:
    if found is None:
        return ["–", "–", ""]
    shown = _points if share else _signed
    change = shown(found.difference)
    return [
        _value(found.second, share),
        (change, "clear") if found.clear else change,
        f"{shown(found.low)} to {shown(found.high)}",
    ]


def _value(value: float, share: bool) -> str:
    return _percent(value) if share else "–" if np.isnan(value) else f"{value:,.1f}"


def _percent(value: float, digits: int = 1) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}%}"


def _points(value: float, digits: int = 2) -> str:
    return "–" if np.isnan(value) else f"{100 * value:+.{digits}f} pt"


def _signed(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:+,.1f}"


def _method() -> str:
    return section(
        "method",
        "How to read it",
        paragraph(
            "Every change is another run minus the first. Runs with the same seed, number of "
            "replications and horizon saw the same contacts, so what chance did to both cancels "
            "and the interval is narrow. An interval that leaves out zero means that the change "
            "is clear of chance; it does not say that the change is large."
        ),
        paragraph(
            "Shares change in percentage points (pt). Service, abandonment and waits are ratios "
            "of sums over all simulated horizons. Too few and too many agent-hours are never "
            "netted."
        ),
    )
