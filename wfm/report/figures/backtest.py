"""Accuracy of forecasting models in a backtest, a figure a question."""

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from wfm.report.figures.design import HISTORY, INK, QUEUES, finish, plain

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 360


def backtest_error(results: "pd.DataFrame", queue: str) -> go.Figure:
    """WAPE of each model by horizon, beside the error that a perfect mean would have.

    Parameters
    ----------
    results : DataFrame
        Of `wfm.forecast.backtest.backtest`.
    queue : str
    """
    own = _own(results, queue)
    figure = _lines(own, "wape")
    floor = own.groupby("horizon_days")["floor"].mean()
    _line(figure, list(floor.index), floor * 100, "perfect mean", {"color": INK, "dash": "dot"})
    best = min(own.to_dict("records"), key=lambda row: (-row["horizon_days"], row["wape"]))
    return _finished(
        figure,
        title=f"Error of intervals, {plain(queue)}",
        subtitle="sum of absolute errors over contacts, in %, by days ahead",
        says=f"Over {_days(best)} {best['model']} is best with "
        f"{100 * best['wape']:.1f} %; a perfect mean would have {100 * best['floor']:.1f} %.",
    )


def backtest_bias(results: "pd.DataFrame", queue: str) -> go.Figure:
    """Bias of each model by horizon; parameters as in `backtest_error`."""
    own = _own(results, queue)
    worst = max(own.to_dict("records"), key=lambda row: abs(row["bias"]))
    return _finished(
        _around_zero(_lines(own, "bias")),
        title=f"Bias, {plain(queue)}",
        subtitle="forecast less actual over actual contacts, in %, by days ahead",
        says=f"The largest is that of {worst['model']} over {_days(worst)}, "
        f"{100 * worst['bias']:+.1f} %.",
    )


def backtest_coverage(results: "pd.DataFrame", queue: str) -> go.Figure:
    """Share of intervals inside the 80 % and 90 % bands; parameters as in `backtest_error`."""
    own = _own(results, queue)
    figure = _lines(own, "coverage80")
    for model, colour in _colours(own).items():
        rows = own[own["model"] == model]
        style = {"color": colour, "dash": "dash"}
        _line(figure, rows["horizon_days"], rows["coverage90"] * 100, None, style)
    for share in (80, 90):
        figure.add_hline(y=share, line={"color": HISTORY, "width": 1})
    figure.update_yaxes(rangemode="normal")
    return _finished(
        figure,
        title=f"Coverage of the bands, {plain(queue)}",
        subtitle="intervals inside the band of 80 % (solid) and 90 % (dashed), in %",
        says="A band is honest when its line lies on the grey one of its name.",
    )


def backtest_quantile_loss(results: "pd.DataFrame", queue: str) -> go.Figure:
    """Weighted quantile loss of each model by horizon; parameters as in `backtest_error`."""
    own = _own(results, queue)
    best = min(own.to_dict("records"), key=lambda row: row["wql"])
    return _finished(
        _lines(own, "wql"),
        title=f"Quantile loss, {plain(queue)}",
        subtitle="mean over the quantiles 5 % to 95 %, over contacts, in %, by days ahead",
        says=f"The lowest is that of {best['model']} over {_days(best)}, "
        f"{100 * best['wql']:.1f} %.",
    )


def backtest_skill(results: "pd.DataFrame", queue: str) -> go.Figure:
    """Error saved against the last four weeks; parameters as in `backtest_error`."""
    own = _own(results, queue)
    best = max(own.to_dict("records"), key=lambda row: row["skill"])
    return _finished(
        _around_zero(_lines(own, "skill")),
        title=f"Skill, {plain(queue)}",
        subtitle="share of the error of the last four same weekdays that is saved, in %",
        says=f"{best['model']} saves most: {100 * best['skill']:.0f} % over {_days(best)}.",
    )


def _days(row: dict[Any, Any]) -> str:
    days = row["horizon_days"]
    return "1 day" if days == 1 else f"{days} days"


def _own(results: "pd.DataFrame", queue: str) -> "pd.DataFrame":
    return results[results["queue"] == queue].sort_values(["model", "horizon_days"])


def _colours(own: "pd.DataFrame") -> dict[str, str]:
    models = sorted(own["model"].unique(), key=lambda name: (name != "wfm", name))
    return {name: QUEUES[i % len(QUEUES)] for i, name in enumerate(models)}


def _lines(own: "pd.DataFrame", measure: str) -> go.Figure:
    figure = go.Figure()
    for model, colour in _colours(own).items():
        rows = own[own["model"] == model]
        _line(figure, rows["horizon_days"], rows[measure] * 100, model, {"color": colour})
    return figure


def _around_zero(figure: go.Figure) -> go.Figure:
    return figure.add_hline(y=0, line={"color": HISTORY, "width": 1})


def _line(figure: go.Figure, x: Any, y: Any, name: str | None, line: dict[str, Any]) -> None:
    figure.add_scatter(
        x=[f"{days} d" for days in x],
        y=[round(float(value), 2) for value in y],
        mode="lines+markers",
        name=name and plain(name),
        showlegend=name is not None,
        line={"width": 2} | line,
        hovertemplate="%{x}: %{y:.1f} %<extra>" + (plain(name) if name else "") + "</extra>",
    )


def _finished(figure: go.Figure, *, title: str, subtitle: str, says: str) -> go.Figure:
    figure.update_xaxes(type="category")
    return finish(figure, title=title, subtitle=subtitle, says=says, height=HEIGHT)
