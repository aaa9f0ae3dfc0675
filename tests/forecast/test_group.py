"""Sparse queues and the queues beside them."""

from datetime import date

import numpy as np
import pytest

from tests.forecast.made import bell, counts, day_means, table
from wfm.forecast.group import with_group_shape
from wfm.forecast.models import MODELS

FIRST = date(2025, 9, 1)
OTHER = np.roll(bell(), 4)


def drawn(shapes, contacts, seed=1):
    r = np.random.default_rng(seed)
    seen = np.stack(
        [r.multinomial(n, s) / max(n, 1) for n, s in zip(contacts, shapes, strict=True)]
    )
    return np.repeat(seen[:, None], 7, axis=1), np.array(contacts, dtype=float), seen


def squared_miss(profiles, shapes):
    return ((profiles[:, 0] - np.stack(shapes)) ** 2).sum(axis=1)


def test_a_sparse_queue_takes_the_shape_of_the_others_and_a_busy_one_keeps_its_own():
    shapes = [bell()] * 5
    made = drawn(shapes, [150, 400, 3000, 5000, 100_000])
    before, after = squared_miss(made[0], shapes), squared_miss(with_group_shape(*made), shapes)
    assert after[0] < 0.3 * before[0]
    np.testing.assert_allclose(with_group_shape(*made)[4], made[0][4], atol=0.002)


@pytest.mark.parametrize("seed", range(5))
def test_a_queue_of_another_shape_keeps_it(seed):
    shapes = [OTHER, bell(), bell(), bell()]
    made = drawn(shapes, [500, 5000, 5000, 5000], seed)
    before, after = squared_miss(made[0], shapes), squared_miss(with_group_shape(*made), shapes)
    assert after[0] < 1.3 * before[0]


def test_nothing_is_lent_where_a_queue_is_closed():
    late = np.where(np.arange(24) >= 14, bell(), 0.0)
    made = drawn([late / late.sum(), bell(), bell()], [2000, 5000, 5000])
    mixed = with_group_shape(*made)
    assert not mixed[0, :, :14].any()
    np.testing.assert_allclose(mixed.sum(axis=2), 1.0)


def test_one_queue_alone_and_one_without_contacts_stay_as_they_are():
    made = drawn([bell()], [50])
    np.testing.assert_array_equal(with_group_shape(*made), made[0])
    made = drawn([bell(), bell()], [0, 500])
    np.testing.assert_array_equal(with_group_shape(*made), made[0])


def test_a_small_queue_is_forecast_better_beside_others():
    sparse = counts(np.full(120, 3.0), seed=5)
    busy = [counts(day_means(FIRST, 120, per_day=2000), seed=s) for s in (6, 7, 8)]
    days = range(120, 127)
    alone = MODELS["wfm"](table(sparse), {}, 127).mean(days)[0].sum(axis=0)
    beside = MODELS["wfm"](table(np.stack([sparse, *busy])), {}, 127).mean(days)[0].sum(axis=0)

    def miss(mean):
        return np.abs(mean / mean.sum() - bell()).sum()

    assert miss(beside) < 0.8 * miss(alone)
    assert beside.sum() == pytest.approx(alone.sum(), rel=0.02)
