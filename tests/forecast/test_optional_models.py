"""Members that need packages of their own."""

from datetime import date, timedelta
from importlib.util import find_spec

import numpy as np
import pytest

from tests.forecast.made import bell, counts, day_means, table
from wfm.center.errors import UsageError
from wfm.forecast import models
from wfm.forecast.models import OPTIONAL, model_named

FIRST = date(2025, 9, 1)


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_missing_package_is_named_with_what_to_do(name, monkeypatch):
    monkeypatch.setattr(models, "find_spec", lambda package: None)
    with pytest.raises(UsageError, match=rf"{OPTIONAL[name][1]}, which is not installed; pip"):
        model_named(name)


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_steady_week_with_a_gap_is_found(name):
    if find_spec(OPTIONAL[name][1]) is None:
        pytest.skip(f"{OPTIONAL[name][1]} is not installed")
    week = np.array([1.3, 1.05, 1.0, 0.95, 1.0, 0.5, 0.0])
    offered = counts(day_means(FIRST, 150, per_day=9000, week=week))
    offered[[60, 101]] = np.nan
    mean = model_named(name)(table(offered), {}, 164).mean(range(150, 164))[0]
    expected = np.outer(day_means(FIRST + timedelta(days=150), 14, per_day=9000, week=week), bell())
    assert np.abs(mean - expected).sum() / expected.sum() < 0.06
    assert not mean[:, :8].any()
