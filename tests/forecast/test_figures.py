"""Figures of forecasts: what the planner changed, and how accurate models were."""

import numpy as np
import pandas as pd
import pytest

from tests.forecast.test_changes import START, campaign, made
from wfm.report import figures

BACKTEST = (
    figures.backtest_error,
    figures.backtest_bias,
    figures.backtest_coverage,
    figures.backtest_quantile_loss,
    figures.backtest_skill,
)


def results():
    keys = ("wape", "bias", "wql", "coverage80", "coverage90", "floor", "skill")
    return pd.DataFrame(
        [
            {"queue": "sales", "model": model, "horizon_days": days}
            | {key: 0.01 * (i + j + k) for k, key in enumerate(keys)}
            for i, model in enumerate(("last_four_weeks", "wfm"))
            for j, days in enumerate((1, 7, 28))
        ]
    )


@pytest.mark.parametrize("draw", BACKTEST, ids=lambda f: f.__name__)
def test_every_model_and_horizon_is_drawn(draw):
    figure = draw(results(), "sales")
    named = {trace.name for trace in figure.data if trace.name}
    assert named >= {"wfm", "last_four_weeks"}
    assert list(figure.data[0].x) == ["1 d", "7 d", "28 d"]
    assert figure.layout.meta["says"]


def test_changes_are_bars_beside_both_forecasts():
    hand = [{"name": "hand", "days": str(START), "queues": ["sales"], "add": 50}]
    planned = made(1.5, **campaign(), overrides=hand)
    figure = figures.forecast_changes(planned)
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert set(bars) == {"spring", "hand"}
    assert bars["hand"].y[0] == pytest.approx(50, abs=0.1)
    # The bars of a day stand on each other, from the statistical forecast to the planned one.
    assert bars["hand"].base[0] + bars["hand"].y[0] == pytest.approx(planned.daily[0, 0], abs=0.2)
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    first = [trace.y[0] for trace in lines]
    np.testing.assert_allclose(
        first, [planned.daily_statistical[0, 0], planned.daily[0, 0]], atol=1
    )
