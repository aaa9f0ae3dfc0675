"""The roster's own arithmetic."""

from datetime import date

import numpy as np

from tests.center.builders import small_scenario
from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity


def shift(agent: str, start_h: float, end_h: float, lunch_h: float | None = None) -> Shift:
    start, end = int(start_h * 3600), int(end_h * 3600)
    spans = [Span(Activity.ON_QUEUE, start, end)]
    if lunch_h is not None:
        lunch = int(lunch_h * 3600)
        spans = [
            Span(Activity.ON_QUEUE, start, lunch),
            Span(Activity.MEAL, lunch, lunch + 1800, paid=False),
            Span(Activity.ON_QUEUE, lunch + 1800, end),
        ]
    return Shift(agent, date(2026, 10, 5), "day", tuple(spans))


def test_unpaid_lunch_is_not_paid_and_not_on_queue():
    horizon = small_scenario().horizon
    roster = Roster(horizon, (shift("A1", 9, 17, lunch_h=12),))
    assert roster.paid_hours == 7.5
    on_queue = roster.on_queue(("A1", "A2"))
    assert on_queue.sum() * horizon.interval_s / 3600 == 7.5
    assert on_queue[0, 24] == 0
    assert on_queue[1].sum() == 0


def test_parts_of_intervals_and_spans_across_the_horizons_edges():
    horizon = small_scenario().horizon
    roster = Roster(horizon, (shift("A1", -1.25, 0.75),))
    share = roster.on_queue(("A1",))[0]
    assert np.allclose(share[:3], [1, 0.5, 0])


def test_order_does_not_matter():
    horizon = small_scenario().horizon
    one, two = shift("A2", 9, 17), shift("A1", 33, 41)
    assert Roster(horizon, (one, two)) == Roster(horizon, (two, one))
    assert list(Roster(horizon, (one, two)).by_agent) == ["A1", "A2"]
