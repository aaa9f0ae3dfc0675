"""When the loop ends, with what, and how it goes on; rosters and simulation are stand-ins."""

from dataclasses import replace

import numpy as np
import pytest

from tests.plan.test_mend import outcome_at
from tests.report.build_plan import SMALL, small_plan
from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.plan import loop as loop_module
from wfm.plan.loop import loop
from wfm.plan.rounds import Begun
from wfm.schedule.solve import Solution


class StandIns:
    """Gives everybody's roster whatever is asked, and a service that answers to it or does not."""

    def __init__(self, monkeypatch, level):
        monkeypatch.setattr(loop_module, "QuickRosters", lambda *_: self)
        monkeypatch.setattr(loop_module, "schedule", self.schedule)
        monkeypatch.setattr(loop_module, "pay", lambda *_: 10 * self.asked_hours)
        self.level, self.asked_hours = level, 0.0

    def roster(self, requirement, seconds, start):
        self.asked_hours = requirement.required_hours
        return small_plan().roster

    def schedule(self, scenario, requirement, **_):
        roster = self.roster(requirement, 0, None)
        return Solution(roster, 0.0, 0.0, 0.0, "work limit", ())

    def __call__(self, scenario, roster, first, count):
        found = outcome_at(self.level(self.asked_hours))
        # Paths differ a little, or nothing could be said of a probability.
        noise = 1 + 0.01 * np.linspace(-1, 1, len(found.tallies.offered))[:, None, None, None]
        within = (found.tallies.answered_within * noise).astype(np.int64)
        return replace(found, tallies=replace(found.tallies, answered_within=within))


def run(stand_ins, rounds=8, credits=(), **how):
    targets = [SMALL["targets"][0] | {"probability": 0.8, "credits": credits}]
    scenario = Scenario.model_validate(
        SMALL
        | {
            "targets": targets,
            "planning": {"rounds": rounds},
            "staffing": {"shrinkage": 0.05},
        }
    )
    return loop(scenario, small_plan().forecast, stand_ins, **how)


def test_it_ends_where_the_promise_just_holds(monkeypatch):
    found = run(StandIns(monkeypatch, lambda hours: min(0.6 + 0.001 * hours, 0.99)), rounds=12)
    chosen = found.rounds[found.chosen]
    assert found.ended == "held"
    assert chosen.search == "full"
    assert 0 <= chosen.gap + 0.01 < 0.3
    assert chosen.required_hours <= max(r.required_hours for r in found.rounds)


def test_it_stops_asking_when_people_run_out(monkeypatch):
    found = run(StandIns(monkeypatch, lambda hours: 0.6), rounds=30)
    assert found.ended == "people ran out"
    assert len(found.rounds) < 12
    assert not found.rounds[found.chosen].holds


class TooDear(StandIns):
    """Rosters nobody while an hour short costs less than 200; people keep the promise."""

    def __init__(self, monkeypatch):
        super().__init__(monkeypatch, lambda hours: 0.9)
        monkeypatch.setattr(loop_module, "QuickRosters", self.priced)

    def priced(self, scenario, *_):
        self.is_cheap = scenario.prices.under_cost_per_hour < 200
        return self

    def roster(self, requirement, seconds, start):
        made = super().roster(requirement, seconds, start)
        return Roster(made.horizon, ()) if self.is_cheap else made

    def __call__(self, scenario, roster, first, count):
        self.level = lambda _: 0.9 if roster.shifts else 0.0
        return super().__call__(scenario, roster, first, count)


def test_people_have_not_run_out_while_they_are_idle(monkeypatch):
    found = run(TooDear(monkeypatch), rounds=12)
    assert not found.rounds[0].holds
    assert found.rounds[found.chosen].holds
    assert found.roster.shifts


def test_when_people_run_out_it_ends_with_what_they_can_carry(monkeypatch):
    """The more is asked of too few people, the worse they are placed."""
    found = run(StandIns(monkeypatch, lambda hours: min(0.7, 15 / hours)), rounds=30)
    assert found.ended == "people ran out"
    before, last = [r for r in found.rounds if r.search == "full"][-2:]
    assert last.number == found.chosen
    carried = before.required_hours - before.under_hours
    assert last.required_hours == pytest.approx(carried, rel=0.1)
    assert last.required_hours < before.required_hours


def test_stopped_it_has_the_best_so_far_and_goes_on_from_there(monkeypatch):
    stand_ins = StandIns(monkeypatch, lambda hours: min(0.6 + 0.001 * hours, 0.99))

    def stop(found):
        if found.number == 2:
            raise KeyboardInterrupt

    stopped = run(stand_ins, rounds=12, told=stop)
    assert stopped.ended == "stopped"
    assert len(stopped.rounds) == 3
    again = run(stand_ins, begun=Begun(stopped.aims, stopped.roster))
    assert again.rounds[0].search == "resumed"
    assert again.rounds[0].aims.figures == pytest.approx(dict(stopped.aims.figures))
    assert again.ended == "held"


def test_stopped_before_anything_was_found_it_stops(monkeypatch):
    def broken(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(StandIns(monkeypatch, broken))


@pytest.mark.parametrize(("amount", "is_worth_it"), [(1_000_000, True), (1, False)])
def test_a_priced_promise_is_kept_where_that_is_cheaper_than_its_credits(
    monkeypatch, amount, is_worth_it
):
    stand_ins = StandIns(monkeypatch, lambda hours: min(0.6 + 0.001 * hours, 0.99))
    found = run(stand_ins, credits=[{"figure": 0.8, "amount": amount}])
    chosen = found.rounds[found.chosen]
    assert chosen.standings[0].priced
    assert found.ended == "held"
    assert (chosen.standings[0].achieved >= 0.8) == is_worth_it
    assert (chosen.credits > 0) == (not is_worth_it)


def test_the_cheapest_roster_that_keeps_its_promise_is_chosen_whatever_found_it(monkeypatch):
    stand_ins = StandIns(monkeypatch, lambda hours: min(0.6 + 0.001 * hours, 0.99))
    rounds = run(stand_ins, rounds=12).rounds
    quick = next(r for r in rounds if r.search == "quick" and r.holds)
    full = next(r for r in rounds if r.search == "full" and r.holds)
    assert replace(quick, cost=full.cost - 1).is_better_than(full)
    assert not replace(quick, cost=full.cost + 1).is_better_than(full)
    breaks = replace(full, standings=(replace(full.standings[0], gap=-0.1),), cost=1.0)
    assert quick.is_better_than(breaks)
    assert breaks.is_better_than(replace(breaks, search="quick"))
