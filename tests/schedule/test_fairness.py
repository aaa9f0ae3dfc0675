"""The fairness ledger counts nights, late shifts and weekends as people do."""

from pathlib import Path

from tests.schedule.builder import center
from wfm.center.documents import read_table
from wfm.center.past_share import PAST_SHARE_COLUMNS, PastShare
from wfm.center.roster import Roster, Shift, Span
from wfm.center.shift import Activity
from wfm.center.wish import Wish
from wfm.report.figures.fairness import fairness_ledger
from wfm.report.figures.search_trace import search_trace
from wfm.schedule.fairness import fairness
from wfm.schedule.solve import Solution, TracePoint
from wfm.schedule.wishes import wish_factor

CENTER = center(agents=2, days=14)


def shift(day: int, hour: int, hours: int = 8) -> Shift:
    start = CENTER.horizon.second_of(day, hour * 60)
    span = Span(Activity.ON_QUEUE, start, start + hours * 3600)
    return Shift("a1", CENTER.horizon.dates[day], "day", (span,))


def test_nights_late_shifts_and_weekends_are_counted() -> None:
    # Early; late; three hours past 23:00; two hours only; Saturday night and Sunday.
    worked = (shift(0, 9), shift(1, 13), shift(2, 18), shift(3, 17), shift(5, 22), shift(13, 8))
    ledger = fairness(CENTER, Roster(CENTER.horizon, worked))
    first, second = ledger.shares
    assert (first.shifts, first.paid_hours) == (6, 48)
    assert (first.nights, first.late_shifts) == (2, 2)
    assert (first.weekend_shifts, first.weekends) == (2, 2)
    assert second[3:] == (0, 0, 0, 0, 0, 0, 0, 0)
    assert ledger.spread("nights") == (0, 1, 2)
    assert len(ledger.to_frame()) == 2
    assert len(fairness_ledger(ledger).data) == 3


def test_burdens_and_wishes_are_carried_over(tmp_path: Path) -> None:
    wish = Wish(agent="a1", wants="off", days="sat,sun")
    october = CENTER.model_copy(update={"wishes": (wish,)})
    ledger = fairness(october, Roster(CENTER.horizon, (shift(5, 22), shift(13, 8))))
    # Two weekends: Saturday night worked, Sunday off; Saturday off, Sunday worked.
    assert (ledger.shares[0].wishes, ledger.shares[0].wishes_granted) == (4, 2)
    ledger.to_frame().to_csv(tmp_path / "fairness.csv", index=False)
    past = read_table(tmp_path / "fairness.csv", ("past_shares",), PAST_SHARE_COLUMNS).data["rows"]
    carried = tuple(PastShare.model_validate(row) for row in past)
    assert carried[0].wishes_granted == 2
    november = october.model_copy(update={"past_shares": carried})
    later = fairness(november, Roster(CENTER.horizon, (shift(5, 22),)))
    assert later.total(later.shares[0], "nights") == 2
    assert later.spread("wishes_granted", with_past=True) == (0, 2.5, 5)
    # Read again it has both months in it.
    rows = later.to_frame().astype(str).to_dict("records")
    assert PastShare.model_validate(rows[0]).nights == 2
    # Half of the wishes were refused in October.
    assert wish_factor(november, "a1") == 1.5
    assert wish_factor(november, "a2") == 1


def test_the_search_trace_draws_cost_and_bound() -> None:
    trace = (TracePoint(0.5, 120.0, 80.0), TracePoint(2.0, 100.0, 95.0))
    solution = Solution(Roster(CENTER.horizon, ()), 100.0, 95.0, 2.0, "work limit", trace)
    cost, bound = search_trace(solution, "EUR").data
    assert list(cost.y) == [120, 100]
    assert list(bound.y) == [80, 95]
