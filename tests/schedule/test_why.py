"""Every alternative of an agent's day is priced as the roster with it would be."""

from datetime import date

import pytest

from tests.schedule.builder import bank, by_clock, center, requirement
from tests.schedule.test_priced import HALF, with_wishes, worked
from wfm.center.errors import UsageError
from wfm.center.roster import Roster
from wfm.schedule.check import check
from wfm.schedule.cost import roster_cost
from wfm.schedule.solve import schedule
from wfm.schedule.why import why

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


def test_alternatives_of_a_hand_made_day() -> None:
    scenario = with_wishes(
        center(agents=2, days=2, shifts=[HALF], rules={"min_rest": {"hours": 19}},
               scheduling={"under_cost_per_hour": 30, "over_cost_per_hour": 1,
                           "price_of_wish": 7}),
        {"agent": "a1", "wants": "shift", "latest_start": "08:00", "days": "tue"},
    )  # fmt: skip
    asked = requirement(scenario, by_clock(scenario, {(8, 12): 1.0}))
    roster = Roster(scenario.horizon, (worked(scenario, "a1", 0, 8), worked(scenario, "a1", 1, 8)))
    found = why(scenario, asked, roster, "a1", TUESDAY)
    told = {found.describe(a.shift): a for a in found.alternatives}
    assert found.alternatives[0].is_now
    assert found.alternatives[0].change.total == 0
    # Four hours at 20 are saved, four hours short cost 30 each.
    assert told["day off"].change.pay == -80
    assert told["day off"].change.total == pytest.approx(-80 + 4 * 30)
    # The same pay, 4 hours short and 4 over, and the wish refused.
    later = told["half 12:00-16:00"]
    assert later.change.wishes == 7
    assert later.change.total == pytest.approx(4 * 30 + 4 * 1 + 7)
    assert "the cheapest of 3 choices" in found.sentence()
    monday = why(scenario, asked, roster, "a1", MONDAY)
    late = next(a for a in monday.alternatives if a.shift and "12:00-" in monday.describe(a.shift))
    assert [v.rule for v in late.broken] == ["min_rest"]
    # With Tuesday free or late too: 8 hours short less 4 of pay, or 8 hours short and 8 over.
    assert late.freely == pytest.approx(8 * 30 + 4 - 80)
    assert late.moved == (TUESDAY,)


def test_changes_are_those_of_whole_rosters() -> None:
    scenario, asked = bank(agents=10, days=7)
    roster = schedule(scenario, asked, seed=1, seconds=0.3).roster
    shift = next(s for s in roster.shifts if s.day == TUESDAY)
    found = why(scenario, asked, roster, shift.agent, shift.day)
    others = tuple(s for s in roster.shifts if (s.agent, s.day) != (shift.agent, shift.day))

    def cost(own: object) -> float:
        return roster_cost(scenario, asked, Roster(roster.horizon, (*others, *own)))

    now = cost((found.alternatives[0].shift,))
    for alternative in found.alternatives:
        own = (alternative.shift,) if alternative.shift else ()
        assert alternative.change.total == pytest.approx(cost(own) - now)
        kept = not check(scenario, Roster(roster.horizon, (*others, *own)))
        assert kept == (not alternative.broken)
        if kept and alternative.freely is not None:
            # Other days may stay as they are, so freedom never costs; breaks of theirs may move.
            assert alternative.freely <= alternative.change.total + 1.0


def test_questions_about_nothing() -> None:
    scenario = center(agents=1, days=2, shifts=[HALF], rules={"max_consecutive_days": {"days": 1}})
    asked = requirement(scenario, 0)
    nobody = Roster(scenario.horizon, ())
    with pytest.raises(UsageError, match="no agent 'b1'"):
        why(scenario, asked, nobody, "b1", MONDAY)
    with pytest.raises(UsageError, match="not in the plan"):
        why(scenario, asked, nobody, "a1", date(2027, 1, 1))
    both = Roster(scenario.horizon, tuple(worked(scenario, "a1", day, 8) for day in range(2)))
    with pytest.raises(UsageError, match="2 working days in a row"):
        why(scenario, asked, both, "a1", MONDAY)


def test_the_answer_is_a_sentence_for_a_supervisor() -> None:
    scenario = center(
        agents=[{"id": "a1", "name": "Ann Lee"}], days=1, shifts=[HALF],
        rules={"period_paid_hours": {"max": 0}},
    )  # fmt: skip
    told = why(scenario, requirement(scenario, 0), Roster(scenario.horizon, ()), "a1", MONDAY)
    assert told.sentence() == (
        "Ann Lee (a1) is off on Mon 05 Jan: with the other days as they are, the rules leave "
        "nothing else."
    )
