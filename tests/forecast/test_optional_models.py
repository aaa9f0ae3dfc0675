"""Members that need packages of their own."""

from datetime import date, timedelta
from importlib.util import find_spec

import numpy as np
import pytest

from tests.forecast.made import bell, counts, day_means, table
from wfm.center.errors import UsageError
from wfm.forecast import models
from wfm.forecast.combination import MOST_WEIGHT
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


def half_wrong(past, days, holidays):
    """A member that knows what the others cannot: contacts double on every tenth day."""
    flat = np.tile(4000 * bell(), (len(past.queues), len(days), 1))
    flat[:, np.array(days) % 10 == 0] *= 2
    return flat


def test_a_member_that_knows_more_takes_part_and_one_that_does_not_hardly(monkeypatch):
    monkeypatch.setitem(OPTIONAL, "knowing", (models._plain(half_wrong), "numpy"))
    means = np.full(220, 4000.0)
    means[::10] *= 2
    past, ahead = table(counts(means)), range(220, 248)
    expected = np.outer(np.where(np.array(ahead) % 10 == 0, 8000.0, 4000.0), bell())

    def error(name):
        return np.abs(model_named(name)(past, {}, 248).mean(ahead)[0] - expected).sum()

    assert error("wfm+knowing") < 0.8 * error("wfm")
    assert error("wfm+seasonal_naive") == pytest.approx(error("wfm"), rel=0.1)
    fitted = model_named("wfm+knowing")(past, {}, 248)
    assert fitted.weights.sum(axis=0).max() <= MOST_WEIGHT + 1e-12
    assert fitted.hindcast(200, range(200, 210)).shape == (1, 10, 24)


def test_a_combination_of_unknown_members_is_refused():
    with pytest.raises(UsageError, match="'prophet'"):
        model_named("wfm+prophet")
