"""What breaks, when, and who would mend it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.plan import mend
from wfm.plan.broken_target import broken_target
from wfm.plan.mend import broken_targets, spans_of


def outcome_at(level, morning=None):
    """The small center with a share of the voice contacts in time, and another one on mornings."""
    made = small_plan().outcome
    within, offered = made.tallies.answered_within.copy(), made.tallies.offered
    hour = made.horizon.clock_min_of_interval // 60
    share = np.where(hour < 10, level if morning is None else morning, level)
    within[:, :, 0] = (100 * share * offered[:, 0])[:, None].astype(within.dtype)
    tallies = replace(
        made.tallies,
        answered_within=within,
        offered=100 * offered,
        answered=100 * offered,
        abandoned=0 * offered,
        wait_s_of_answered=0.0 * offered,
    )
    return replace(made, tallies=tallies)


def test_a_broken_target_names_the_hours_that_miss_most():
    target = small_plan().scenario.targets[0]
    found = broken_target(target, outcome_at(0.9, morning=0.2))
    assert {window.begin for window in found.when} == {"08:00"}
    assert found.when[0].share >= found.when[-1].share > 0
    assert found.missing_contacts > 0
    assert "08:00-10:00" in "\n".join(found.lines("EUR"))


def test_a_broken_target_is_told_in_the_units_of_its_target():
    target = small_plan().scenario.targets[0]
    text = "\n".join(broken_target(target, outcome_at(0.697)).lines("EUR"))
    assert f"{100 * target.probability:.3g} % of horizons reach only 69." in text


def test_hours_that_are_named_begin_with_the_queue():
    outcome = outcome_at(0.2)
    late = outcome.horizon.clock_min_of_interval < 9 * 60
    emptied = [getattr(outcome.tallies, name).copy() for name in ("offered", "answered_within")]
    for array in emptied:
        array[:, 0, ..., late] = 0
    tallies = replace(outcome.tallies, offered=emptied[0], answered_within=emptied[1])
    found = broken_target(small_plan().scenario.targets[0], replace(outcome, tallies=tallies))
    assert "08:00" not in {window.begin for window in found.when}
    assert all(int(w.end[:2]) - int(w.begin[:2]) <= 2 for w in found.when)


def test_what_is_met_is_not_broken():
    plan = small_plan()
    assert broken_targets(plan.scenario, plan.roster, outcome_at(0.9), None) == ()


@pytest.mark.parametrize("enough", [1, 3, 4, 13])
def test_the_fewest_people_who_mend_it_are_found_and_priced(enough, monkeypatch):
    plan = small_plan()
    monkeypatch.setattr(mend, "idle_people", lambda *_: iter(()))

    def live(scenario, roster):
        extra = len(scenario.agents) - len(plan.scenario.agents)
        assert len(roster.by_agent) == len(plan.roster.by_agent) + extra
        return outcome_at(0.9 if extra >= enough else 0.7)

    (found,) = broken_targets(plan.scenario, plan.roster, outcome_at(0.85, morning=0.2), live)
    mending = found.mending
    assert (mending.people, mending.holds) == (enough, True)
    assert mending.start == "08:00"
    assert len(mending.weekdays) <= 5
    assert mending.cost == pytest.approx(20 * mending.paid_hours)
    assert mending.paid_hours % (7.5 * enough) == pytest.approx(0)


def test_nobody_is_hired_while_people_who_are_there_have_no_shift():
    plan = small_plan()
    nobody = Roster(plan.scenario.horizon, ())
    (found,) = broken_targets(
        plan.scenario, nobody, outcome_at(0.85, morning=0.2), lambda *_: outcome_at(0.9)
    )
    assert found.idle == len(plan.scenario.agents) - 1  # one is on leave
    assert found.mending is None
    assert "before hiring" in "\n".join(found.lines("EUR"))


def test_what_nobody_could_mend_is_said():
    plan = small_plan()
    (found,) = broken_targets(
        plan.scenario, plan.roster, outcome_at(0.5), lambda *_: outcome_at(0.6)
    )
    assert (found.mending.holds, found.mending.in_vain) == (False, True)
    assert "no number of people on one shift mends it" in "\n".join(found.lines("EUR"))


def test_where_more_than_were_tried_would_bring_it_nearer_that_is_said():
    plan = small_plan()

    def live(scenario, _):
        extra = len(scenario.agents) - len(plan.scenario.agents)
        return outcome_at(0.5 + 0.005 * extra)

    (found,) = broken_targets(plan.scenario, plan.roster, outcome_at(0.5), live)
    assert (found.mending.holds, found.mending.in_vain) == (False, False)
    assert found.mending.people == max(2 * len(plan.scenario.agents), 16)
    assert "the most that were tried" in "\n".join(found.lines("EUR"))


def test_a_shift_has_its_breaks_and_pay():
    template = small_plan().scenario.shift("day")
    spans = spans_of(template, 3600)
    assert (spans[0].start_s, spans[-1].end_s) == (3600, 3600 + 8 * 3600)
    assert sum(s.minutes for s in spans if s.paid) == template.paid_minutes


def test_neither_duty_on_call_nor_the_gap_of_a_split_shift_mends_anything(monkeypatch):
    plan = small_plan()
    monkeypatch.setattr(mend, "idle_people", lambda *_: iter(()))
    split = {"minutes": 360, "earliest_min": 60, "pay_hours": 1}
    shifts = [
        {"name": "standby", "earliest_start": "08:00", "length_minutes": 600, "on_call": True},
        {"name": "split", "earliest_start": "07:00", "length_minutes": 480, "split": split},
        {"name": "short", "earliest_start": "08:00", "length_minutes": 240},
    ]
    contracts = [{"name": "full-time", "shifts": [s["name"] for s in shifts], "cost_per_hour": 20}]
    data = plan.scenario.model_dump(mode="json") | {"shifts": shifts, "contracts": contracts}
    scenario = Scenario.model_validate(data)
    asked = scenario, plan.roster, outcome_at(0.85, morning=0.2), lambda *_: outcome_at(0.9)
    (found,) = broken_targets(*asked)
    assert found.mending.shift == "short"
