"""Events and overrides on top of the statistical forecast."""

from datetime import timedelta

import numpy as np
import pytest

from tests.center.builders import small_scenario
from tests.forecast.made import counts, day_means, history, horizon
from wfm.center.errors import DataError
from wfm.forecast.verb import forecast

START = small_scenario().horizon.start
GRID = horizon(
    120, start=START - timedelta(days=120), interval_minutes=30, timezone="Europe/London"
)
CAMPAIGN = [START - timedelta(days=d) for d in (97, 69, 41, 13)]


def recorded(uplift=1.0, days=CAMPAIGN):
    """Two queues of half-hours; the first has `uplift` times the contacts on some days."""
    common = day_means(GRID.start, GRID.days, per_day=3000.0)
    busy = np.where([day in days for day in GRID.dates], uplift, 1.0) * common
    rows = [
        np.repeat(counts(level, seed) / 2, 2, axis=1).ravel()
        for seed, level in ((1, busy), (2, common))
    ]
    return history(rows, grid=GRID, queues=("sales", "support"), aht_s=250.0)


def made(uplift=1.0, **sections):
    return forecast(small_scenario(**sections), recorded(uplift))


def campaign(**changes):
    return {
        "events": [
            {
                "name": "spring",
                "kind": "campaign",
                "queues": ["sales"],
                "days": [*map(str, CAMPAIGN), str(START)],
            }
            | changes
        ]
    }


def test_an_event_is_learnt_from_its_past_days():
    plain, planned = made(), made(1.5, **campaign())
    assert planned.statistical.sum() == pytest.approx(plain.statistical.sum(), rel=0.03)
    ratio = planned.daily[0] / plain.daily[0]
    assert 1.3 < ratio[0] < 1.5
    np.testing.assert_allclose(ratio[1:], 1.0, atol=0.05)
    assert "seen on 4 days" in planned.changes[0].says
    assert planned.uncertainty.day_sd[0, 0] > plain.uncertainty.day_sd[0, 0]


def test_an_event_seen_once_is_shrunk_more():
    once = [str(CAMPAIGN[-1]), str(START)]
    history_once = recorded(1.5, CAMPAIGN[-1:])
    ratios = []
    for days, known in ((once, history_once), (campaign()["events"][0]["days"], recorded(1.5))):
        planned = forecast(small_scenario(**campaign(days=days)), known)
        ratios.append(planned.daily[0, 0] / planned.changes[0].offered[0].sum())
    assert ratios[0] > ratios[1]


def test_an_event_never_seen_has_the_effect_that_is_expected():
    planned = made(**campaign(days=[str(START)], expected="+30 %", hours="10:00-12:00"))
    change, clock = (
        planned.offered[0] / np.maximum(planned.statistical[0], 1e-9),
        planned.horizon.clock_min_of_interval,
    )
    inside = (planned.horizon.day_of_interval == 0) & (clock >= 600) & (clock < 720)
    np.testing.assert_allclose(change[inside], 1.3)
    outside = ~inside & (planned.statistical[0] > 0)
    np.testing.assert_allclose(change[outside], 1.0)


def test_a_switched_off_event_or_override_does_nothing():
    off = made(
        1.5,
        **campaign(active=False),
        overrides=[{"name": "x", "days": str(START), "scale": 2, "active": False}],
    )
    np.testing.assert_array_equal(off.offered, off.statistical)
    assert off.changes == ()


def overridden(**item):
    return made(overrides=[{"name": "hand", "days": str(START), "queues": ["sales"]} | item])


def test_overrides_set_add_and_scale_by_day_interval_and_range():
    base = made()
    assert overridden(set=1234).daily[0, 0] == pytest.approx(1234)
    assert overridden(add=-100).daily[0, 0] == pytest.approx(base.daily[0, 0] - 100)
    assert overridden(scale="+10 %").daily[0, 0] == pytest.approx(1.1 * base.daily[0, 0])
    per_interval = overridden(set=7, per="interval", hours="09:00-11:00")
    clock = base.horizon.clock_min_of_interval
    inside = (base.horizon.day_of_interval == 0) & (clock >= 540) & (clock < 660)
    assert set(per_interval.offered[0, inside]) == {7.0}
    np.testing.assert_array_equal(per_interval.offered[0, ~inside], base.offered[0, ~inside])
    days = f"{START} to {START + timedelta(days=2)}"
    run = overridden(set=3000, per="range", days=days)
    assert run.daily[0, :3].sum() == pytest.approx(3000)
    np.testing.assert_allclose(
        run.daily[0, :3] / base.daily[0, :3], run.daily[0, 0] / base.daily[0, 0]
    )
    for planned in (per_interval, run):
        np.testing.assert_array_equal(planned.statistical, base.statistical)
        np.testing.assert_array_equal(planned.daily[1], base.daily[1])


def test_handle_times_can_be_overridden():
    assert overridden(of="aht_s", scale=1.5).aht_s[0].max() == pytest.approx(375, rel=0.01)
    with pytest.raises(DataError, match="leaves a handle time"):
        overridden(of="aht_s", add=-400)


def test_contacts_on_a_closed_day_are_refused():
    closed = {"days": str(START + timedelta(days=5)), "queues": ["support"], "set": 10}
    with pytest.raises(DataError, match="are closed"):
        overridden(**closed)


def test_changes_are_shown_apart_and_sum_up():
    planned = made(1.5, **campaign(), overrides=[{"name": "hand", "days": str(START), "add": 50}])
    table = planned.changes_frame()
    assert list(table["name"]) == ["spring", "hand", "hand"]
    own = table[table["queue"] == "sales"]
    total = own["statistical"].iloc[0] + own["change"].sum()
    assert total == pytest.approx(own["offered"].iloc[0])
    elsewhere = made(overrides=[{"name": "late", "days": "2030-01-01", "add": 50}])
    assert "none of its days" in elsewhere.changes[0].says
    assert elsewhere.changes_frame().empty
