"""Requirements: published staffing figures, each step alone, deferrable work, escalation."""

from datetime import date
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.center.builders import PLAIN, small_scenario
from wfm.center.errors import DataError, UsageError
from wfm.center.horizon import Horizon
from wfm.forecast.forecast import Forecast
from wfm.staff.deferrable import spread_workload_erlangs
from wfm.staff.explain import explain, interval_at
from wfm.staff.sharing import rounded_together, sharing
from wfm.staff.staff import staff


def forecast_of(scenario, offered: float | np.ndarray, aht_s: float = 180.0) -> Forecast:
    shape = (len(scenario.queues), scenario.horizon.n_intervals)
    holidays = scenario.holidays.within(scenario.horizon)
    is_open = np.array([q.open.open_intervals(scenario.horizon, holidays) for q in scenario.queues])
    grid = np.broadcast_to(np.asarray(offered, dtype=float), shape) * is_open
    return Forecast(
        horizon=scenario.horizon,
        queues=scenario.queue_names,
        model="given",
        statistical=grid,
        offered=grid,
        aht_s=np.full(shape, aht_s),
        uncertainty=cast(Any, None),
    )


def one_queue(staffing: dict | None = None, goal: float = 0.8, within: Any = 20, **queue: Any):
    """A single queue of skill 'sales' that is open from 08:00 to 18:00."""
    fields = {"name": "sales", "open": "08:00-18:00"} | queue
    return small_scenario(
        queues=[fields],
        targets=[{"name": "t", "queue": "sales", "answered_within_s": within, "goal": goal}],
        agents=[{"id": "A1", "contract": "full", "skills": "sales"}],
        staffing=staffing or {},
    )


def open_value(grid: np.ndarray, row: int = 0) -> float:
    """The one value that holds in every open interval, all else being zero."""
    values = set(np.unique(grid[row])) - {0.0}
    assert len(values) == 1
    return values.pop()


def test_the_published_hundred_calls_need_14_and_20_with_shrinkage():
    # rodrigo-arenas/pyworkforce README: 100 calls a half-hour, 180 s, 80/20, 85 %, shrinkage 30 %
    scenario = one_queue({"model": "erlang_c", "max_occupancy": 0.85, "shrinkage": 0.3})
    requirement = staff(scenario, forecast_of(scenario, 100))
    assert open_value(requirement.required_net) == 14
    assert open_value(requirement.required_gross) == pytest.approx(20)


def test_callers_who_hang_up_need_fewer_agents_than_ones_who_wait():
    patient = one_queue({"model": "erlang_a"})
    hasty = one_queue({"model": "erlang_a"}, mean_patience_s=60)
    ignored = one_queue({"model": "erlang_c"}, mean_patience_s=60)
    needed = {
        name: open_value(staff(s, forecast_of(s, 300)).required_net)
        for name, s in (("patient", patient), ("hasty", hasty), ("ignored", ignored))
    }
    assert needed["hasty"] < needed["patient"] == needed["ignored"]


@pytest.mark.parametrize(
    ("target", "more"),
    [
        ({"measure": "abandonment", "goal": 0.01}, True),
        ({"measure": "abandonment", "goal": 0.5}, False),
        ({"measure": "asa", "goal": "1 s"}, True),
    ],
)
def test_every_target_of_a_queue_counts(target, more):
    scenario = one_queue(mean_patience_s=180)
    level = scenario.targets[0].model_dump()
    both = small_scenario(
        queues=[scenario.queues[0].model_dump()],
        targets=[level, {"name": "u", "queue": "sales"} | target],
        agents=[{"id": "A1", "contract": "full", "skills": "sales"}],
    )
    alone, together = (
        open_value(staff(s, forecast_of(s, 300)).required_net) for s in (scenario, both)
    )
    assert (together > alone) == more


@pytest.mark.parametrize(
    "promised",
    [
        {"queue": "sales", "measure": "age_of_oldest", "goal": 300},
        {"measure": "occupancy", "goal": 0.85},
    ],
)
def test_what_no_queueing_model_tells_asks_for_the_work_alone(promised):
    fields = {"name": "sales", "open": "08:00-18:00"}
    scenario = small_scenario(
        queues=[fields],
        targets=[{"name": "t"} | promised],
        agents=[{"id": "A1", "contract": "full", "skills": "sales"}],
    )
    assert open_value(staff(scenario, forecast_of(scenario, 50.0)).for_target) == 5


def test_nobody_is_needed_when_nobody_calls_or_the_queue_is_closed():
    scenario = one_queue()
    assert staff(scenario, forecast_of(scenario, 0)).required_gross.sum() == 0
    requirement = staff(scenario, forecast_of(scenario, 50))
    is_open = scenario.queues[0].open.open_intervals(scenario.horizon)
    assert np.all((requirement.required_gross[0] > 0) == is_open)


def test_the_minimum_holds_without_calls_but_only_while_open():
    scenario = one_queue(minimum_agents=3)
    requirement = staff(scenario, forecast_of(scenario, 0))
    assert open_value(requirement.required_net) == 3
    assert requirement.required_hours == 3 * 10 * 7


def test_the_occupancy_cap_binds_in_a_large_queue():
    scenario = one_queue({"max_occupancy": 0.8}, mean_patience_s=200)
    requirement = staff(scenario, forecast_of(scenario, 1000))
    assert open_value(requirement.for_occupancy) == 125
    assert open_value(requirement.for_target) < 125
    assert open_value(requirement.required_net) == 125


def test_thousands_of_agents():
    scenario = one_queue({"model": "erlang_c"})
    requirement = staff(scenario, forecast_of(scenario, 50_000))
    erlangs = 50_000 * 180 / 1800
    assert erlangs < open_value(requirement.required_net) < erlangs + 3 * np.sqrt(erlangs)


def test_chat_counts_the_contacts_in_hand_and_their_slowdown():
    alone = one_queue(channel="chat", concurrency=1)
    three = one_queue(channel="chat", concurrency=3)
    slowed = one_queue(channel="chat", concurrency=3, concurrency_slowdown=0.25)
    needed = [
        open_value(staff(s, forecast_of(s, 300)).required_net) for s in (alone, three, slowed)
    ]
    assert needed[1] < needed[0] / 2
    assert needed[1] < needed[2] < needed[0]


def test_a_demand_of_other_days_is_refused():
    scenario = one_queue()
    other = scenario.model_copy(update={"horizon": scenario.horizon.model_copy(update={"days": 3})})
    with pytest.raises(DataError, match="make a new forecast"):
        staff(other, forecast_of(scenario, 10))


def escalating(share: float):
    sales, support = (dict(q) for q in PLAIN["queues"])
    sales |= {"escalation": {"to": "support", "share": share}}
    support |= {"open": sales["open"]}
    return small_scenario(queues=[sales, support])


def test_escalated_contacts_are_staffed_in_the_second_tier():
    scenario = escalating(0.25)
    forecast = forecast_of(scenario, np.array([[100.0], [10.0]]))
    requirement = staff(scenario, forecast)
    assert open_value(requirement.offered, 0) == 100
    assert open_value(requirement.offered, 1) == 35


def test_email_is_spread_over_its_time_and_only_where_people_are():
    scenario = small_scenario(
        queues=[
            {"name": "sales", "open": "08:00-18:00"},
            {"name": "support", "channel": "email", "open": "00:00-24:00"},
        ],
        targets=[{"name": "t", "queue": "support", "answered_within_s": "12 h", "goal": 0.9}],
    )
    requirement = staff(scenario, forecast_of(scenario, np.array([[0.0], [10.0]])))
    staffed = scenario.queues[0].open.open_intervals(scenario.horizon)
    email = requirement.workload_erlangs[1]
    assert np.all(email[~staffed] == 0)
    assert email[staffed].min() > 0
    arrived = 10 * 180 / 1800 * scenario.horizon.n_intervals
    assert 0.9 * arrived < email.sum() <= arrived + 1e-9


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.booleans()), min_size=48, max_size=48),
    st.integers(1, 30),
)
def test_spread_work_is_done_in_time_and_none_is_lost(cells, window):
    horizon = Horizon(start=date(2026, 1, 5), days=1, interval_minutes=30, timezone="UTC")
    work = np.array([c[0] for c in cells])
    staffed = np.array([c[1] for c in cells])
    spread = spread_workload_erlangs(work, staffed, window * 1800.0, horizon)
    assert np.all(spread >= 0)
    assert np.all(spread[~staffed] == 0)
    last = np.flatnonzero(staffed)[-1] if staffed.any() else -1
    assert spread.sum() == pytest.approx(work[: last + 1].sum(), abs=1e-6)
    done, came = np.cumsum(spread), np.cumsum(work)
    for t in range(48 - window):
        if staffed[t : t + window].any() and all(
            staffed[s : s + window].any() for s in range(t + 1)
        ):
            assert done[t + window - 1] >= came[t] - 1e-6


def test_the_steps_explain_the_number():
    scenario = one_queue({"shrinkage": 0.1, "max_occupancy": 0.9}, mean_patience_s=180)
    requirement = staff(scenario, forecast_of(scenario, 100))
    interval = interval_at(scenario.horizon, "2026-10-05 10:30")
    text = "\n".join(explain(scenario, requirement, "sales", interval))
    for words in ("Mon 05 Oct 2026 10:30", "100.0 contacts", "10.00 agents", "Erlang A", "0.1"):
        assert words in text


def test_a_time_of_day_is_that_of_its_interval_and_a_closed_queue_is_told():
    scenario = one_queue(open={"mon-fri": "08:00-18:00"})
    requirement = staff(scenario, forecast_of(scenario, 100))

    def first_step(moment):
        return explain(scenario, requirement, "sales", interval_at(scenario.horizon, moment))[0]

    assert "10:30-11:00: " in first_step("2026-10-05 10:37")
    assert first_step("2026-10-05 07:10").endswith("closed, so nobody is needed.")


@pytest.mark.parametrize("moment", ["noon", "2026-12-24 10:00", "2026-10-04 23:59"])
def test_a_time_that_is_not_in_the_horizon(moment):
    with pytest.raises(UsageError):
        interval_at(one_queue().horizon, moment)


def test_hand_ons_to_a_closed_queue_wait_for_its_opening():
    sales, support = (dict(q) for q in PLAIN["queues"])
    sales |= {"open": "00:00-24:00", "escalation": {"to": "support", "share": 0.5}}
    support |= {"open": "08:00-18:00"}
    scenario = small_scenario(queues=[sales, support])
    requirement = staff(scenario, forecast_of(scenario, np.array([[10.0], [0.0]])))
    is_open = scenario.queues[1].open.open_intervals(scenario.horizon)
    assert requirement.required_gross[1][~is_open].sum() == 0
    assert requirement.offered[1][16] == 5 * 17


def test_shrinkage_of_a_friday_afternoon_is_divided_by_then_only():
    pieces = [{"share": 0.1}, {"share": 0.25, "days": "fri", "hours": "15:00-18:00"}]
    scenario = one_queue({"shrinkage": pieces, "planned_shrinkage": "20 %"})
    requirement = staff(scenario, forecast_of(scenario, 100))
    net = open_value(requirement.required_net)
    friday = interval_at(scenario.horizon, "2026-10-09 14:30")
    gross = requirement.required_gross[0, friday : friday + 2]
    assert gross == pytest.approx([net / (0.9 * 0.8), net / (0.75 * 0.8)])
    assert requirement.shrinkage_text() == "28% to 40%"
    text = explain(scenario, requirement, "sales", friday + 1)[-1]
    assert text == (
        "Shrinkage of 40%, planned 20% and unplanned 25% together: "
        f"{net:g} / (1 - 0.4) = {net / 0.6:.2f} agents to roster."
    )


def test_a_list_of_one_piece_is_one_share():
    one, listed = (
        staff(scenario, forecast_of(scenario, 100))
        for scenario in (one_queue({"shrinkage": s}) for s in (0.07, [{"share": "7 %"}]))
    )
    np.testing.assert_array_equal(one.required_gross, listed.required_gross)
    assert one.shrinkage_text() == "7%"


def sharing_scenario(skills: list[str]):
    return small_scenario(
        queues=[
            {"name": name, "open": "08:00-18:00", "skills": [name]} for name in ("sales", "help")
        ],
        targets=[{"name": "all-80-20", "answered_within_s": 20, "goal": "80 %"}],
        agents=[{"id": f"A{i}", "contract": "full", "skills": s} for i, s in enumerate(skills)],
    )


def test_queues_that_share_people_need_fractions_that_are_rounded_together():
    together, apart = (sharing_scenario(s) for s in (["sales;help"], ["sales", "help"]))
    whole = staff(apart, forecast_of(apart, 40.0))
    shared = staff(together, forecast_of(together, 40.0))
    open_ = whole.required_net[0] > 0
    assert np.all(whole.required_net % 1 == 0)
    assert np.all(shared.required_net[:, open_] % 1 > 0)
    assert np.array_equal(np.ceil(shared.required_net), whole.required_net)
    assert rounded_together(apart, whole) == []
    (said,) = rounded_together(together, shared)
    hours = whole.horizon.interval_minutes / 60
    as_one = np.ceil(shared.required_net.sum(axis=0)).sum() * hours
    assert said.startswith("sales, help share people")
    assert f"{as_one:,.1f} net hours on queue in whole agents" in said
    assert as_one < whole.required_net.sum() * hours


def test_queues_share_people_through_others():
    scenario = small_scenario(
        queues=[{"name": n, "open": "08:00-18:00", "skills": [n]} for n in ("a", "b", "c", "d")],
        targets=PLAIN["targets"][1:],
        agents=[
            {"id": i, "contract": "full", "skills": skills}
            for i, skills in (("1", "a;b"), ("2", "c;b"), ("3", "d"))
        ],
    )
    assert sharing(scenario, scenario.queue_names) == ((0, 1, 2), (3,))
    assert sharing(scenario, ("a", "c")) == ((0, 2),)


def test_the_headline_names_its_hours_as_those_with_shrinkage():
    scenario = one_queue(staffing={"shrinkage": 0.3})
    made = staff(scenario, forecast_of(scenario, 100.0))
    assert f"{made.required_hours:,.0f} gross agent-hours to roster" in repr(made)
    assert made.required_hours == pytest.approx(
        made.required_gross.sum() * made.horizon.interval_minutes / 60
    )
    assert made.required_hours > made.required_net.sum() * made.horizon.interval_minutes / 60
