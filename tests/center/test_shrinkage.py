"""Shrinkage by weekday and time of day: what counts when, how it is changed, what is refused."""

import numpy as np
import pytest

from tests.center.builders import plain, small_scenario, write_scenario
from wfm.center.errors import DataError
from wfm.center.files import read_scenario
from wfm.center.settings import Staffing

FRIDAYS = [
    {"share": "5 %"},
    {"share": "8 %", "days": "mon,fri"},
    {"share": 0.2, "days": "fri", "hours": "15:00-18:00"},
]


def problems_of(folder) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_scenario(folder)
    return [str(problem) for problem in caught.value.problems]


def at(scenario, shares, weekday, clock_min):
    horizon = scenario.horizon
    here = horizon.weekday_of_interval == weekday
    (found,) = set(shares[here & (horizon.clock_min_of_interval == clock_min)])
    return found


def test_the_last_piece_that_fits_counts():
    scenario = small_scenario(staffing={"shrinkage": FRIDAYS})
    shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    assert [at(scenario, shares, day, 10 * 60) for day in (1, 0, 4)] == [0.05, 0.08, 0.08]
    assert [at(scenario, shares, 4, m) for m in (870, 900, 1050, 1080)] == [0.08, 0.2, 0.2, 0.08]


def test_nothing_is_lost_where_no_piece_fits():
    scenario = small_scenario(staffing={"shrinkage": [{"share": 0.1, "hours": "22:00-24:00"}]})
    shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    assert [at(scenario, shares, 2, m) for m in (0, 1290, 1320, 1410)] == [0, 0, 0.1, 0.1]


def test_a_piece_that_covers_part_of_an_interval_counts_in_part():
    pieces = [{"share": "10 %"}, {"share": "50 %", "hours": "09:45-10:15"}]
    scenario = small_scenario(staffing={"shrinkage": pieces})
    assert scenario.horizon.interval_minutes == 30
    shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    found = [at(scenario, shares, 2, minute) for minute in (540, 570, 600, 630)]
    assert found == pytest.approx([0.1, 0.3, 0.3, 0.1])


def test_planned_and_unplanned_are_combined():
    staffing = {"shrinkage": "10 %", "planned_shrinkage": [{"share": "20 %", "days": "wed"}]}
    scenario = small_scenario(staffing=staffing)
    shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    assert at(scenario, shares, 2, 600) == pytest.approx(1 - 0.9 * 0.8)
    assert at(scenario, shares, 3, 600) == 0.1


def test_the_clock_of_the_center_counts_on_days_of_23_and_25_hours():
    scenario = small_scenario(
        horizon={"start": "2026-10-25", "days": 1, "interval_minutes": 60,
                 "timezone": "Europe/London"},
        staffing={"shrinkage": [{"share": 0.1, "hours": "01:00-03:00"}]},
    )  # fmt: skip
    shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
    assert np.flatnonzero(shares).tolist() == [1, 2, 3]


def test_points_are_added_at_all_times_and_a_share_replaces_all(tmp_path):
    write_scenario(tmp_path / "base", plain(staffing={"shrinkage": FRIDAYS[2:]}))
    write_scenario(tmp_path / "more", {"base": "../base", "shrinkage": "+2 points"})
    write_scenario(tmp_path / "less", {"base": "../base", "shrinkage": "-2 points"})
    write_scenario(tmp_path / "flat", {"base": "../base", "shrinkage": "4 %"})
    found = {}
    for name in ("more", "less", "flat"):
        scenario = read_scenario(tmp_path / name)
        shares = scenario.staffing.shrinkage_by_interval(scenario.horizon)
        found[name] = [at(scenario, shares, 4, 900), at(scenario, shares, 4, 600)]
    assert found["more"] == pytest.approx([0.22, 0.02])
    assert found["less"] == pytest.approx([0.18, 0])
    assert found["flat"] == pytest.approx([0.04, 0.04])


def test_points_that_leave_no_share(tmp_path):
    write_scenario(tmp_path / "base", plain(staffing={"shrinkage": FRIDAYS}))
    write_scenario(tmp_path / "less", {"base": "../base", "shrinkage": "-6 points"})
    assert "-6 points on a shrinkage of 0.05" in problems_of(tmp_path / "less")[0]


def test_it_is_written_as_it_was_given():
    assert Staffing(shrinkage="7 %").model_dump(mode="json")["shrinkage"] == 0.07
    made = Staffing(shrinkage=FRIDAYS)
    assert Staffing.model_validate(made.model_dump(mode="json")) == made
    assert Staffing.model_validate(made.model_dump()) == made


@pytest.mark.parametrize(
    ("shrinkage", "words"),
    [
        ("120 %", "staffing.shrinkage: '120 %' is not a share from 0 to below 1"),
        (1, "staffing.shrinkage: 1 is not a share from 0 to below 1"),
        ("some", "staffing.shrinkage: 'some' is not a share"),
        (None, "staffing.shrinkage: None is not a share"),
        (True, "staffing.shrinkage: True is not a share"),
        ([], "staffing.shrinkage: the list has no piece"),
        ({"share": 0.1}, "or a list of pieces"),
        ([0.1], "staffing.shrinkage[0]: "),
        ([{"days": "mon"}], "staffing.shrinkage[0].share: 'share' is missing"),
        ([{"share": 0.1}, {"share": 1}], "staffing.shrinkage[1].share: input should be less than"),
        ([{"share": 0.1, "days": "monday"}], "staffing.shrinkage[0].days: 'monday' is not a set"),
        ([{"share": 0.1, "days": ["mon"]}], "staffing.shrinkage[0].days: "),
        ([{"share": 0.1, "hours": "15-18"}], "staffing.shrinkage[0].hours: '15' is not a time"),
        ([{"share": 0.1, "hours": "18:00-15:00"}], "ends before it begins"),
        ([{"share": 0.1, "from": "15:00"}], "staffing.shrinkage[0].from: unknown field 'from'"),
    ],
)
def test_what_is_no_shrinkage(tmp_path, shrinkage, words):
    write_scenario(tmp_path, plain(staffing={"shrinkage": shrinkage}))
    assert words in problems_of(tmp_path)[0]
    write_scenario(tmp_path, plain(staffing={"planned_shrinkage": shrinkage}))
    planned = words.replace("staffing.shrinkage", "staffing.planned_shrinkage")
    assert planned in problems_of(tmp_path)[0]
