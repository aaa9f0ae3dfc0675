"""Pages of a backtest: for each queue, the models side by side by days ahead."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.report import figures
from wfm.report.page import Cell, document, figure, paragraph, section, table, text

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    ("wape", "Error"),
    ("floor", "Perfect mean"),
    ("daily_wape", "Daily error"),
    ("bias", "Bias"),
    ("wql", "Quantile loss"),
    ("coverage80", "In 80% band"),
    ("coverage90", "In 90% band"),
    ("skill", "Skill"),
)


def write_backtest(results: "pd.DataFrame", folder: Path) -> tuple[Path, ...]:
    """Write a page a queue.

    Parameters
    ----------
    results : DataFrame
        Of `wfm.forecast.backtest.backtest`.
    folder : Path
        Made when it does not exist.

    Returns
    -------
    tuple of Path
        What was written: ``<queue>.html``, in the order of the results.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for queue in results["queue"].unique():
        name = re.sub(r"[^\w.-]+", "-", str(queue))
        written.append(folder / f"{name}.html")
        written[-1].write_text(_html(results, str(queue)), encoding="utf-8")
    return tuple(written)


def _html(results: "pd.DataFrame", queue: str) -> str:
    own = results[results["queue"] == queue]
    rows = own.sort_values(["horizon_days", "wape"]).to_dict("records")
    sections = {
        "error": (
            "Error",
            section(
                "error",
                "How far off",
                _table(rows),
                figure(figures.backtest_error(results, queue), "error"),
                figure(figures.backtest_skill(results, queue), "skill"),
                figure(figures.backtest_bias(results, queue), "bias"),
            ),
        ),
        "bands": (
            "Bands",
            section(
                "bands",
                "How honest the bands are",
                figure(figures.backtest_coverage(results, queue), "coverage"),
                figure(figures.backtest_quantile_loss(results, queue), "quantile-loss"),
            ),
        ),
    }
    heading = f"<h1>Backtest of {text(queue)}</h1>" + paragraph(
        "Each model was fitted before every origin and held against what came after it", "muted"
    )
    return document(f"Backtest of {queue}", heading, sections, "Made with wfm.")


def _table(rows: list[dict[Any, Any]]) -> str:
    cells: list[list[Cell]] = [
        [f"{row['horizon_days']}", str(row["model"]), *(_percent(row[name]) for name, _ in COLUMNS)]
        for row in rows
    ]
    return table(
        ("Days ahead", "Model", *(words for _, words in COLUMNS)),
        cells,
        caption="Every model and horizon, the least error first",
        left=2,
    )


def _percent(value: float) -> str:
    return "–" if value != value else f"{value:.1%}"
