"""The section on the loop."""

from dataclasses import replace

from tests.report.build_plan import small_plan
from wfm.plan.rounds import Found, Round, found_of, record_of, rounds_frame
from wfm.report.html import report_html
from wfm.staff.contract import Aims
from wfm.staff.standing import Standing


def found():
    plan = small_plan()
    rounds = tuple(
        Round(
            number,
            search,
            500.0,
            hours,
            20 * hours,
            3.0,
            (Standing("voice-80-20", level, level - 0.02, share, level - 0.82),),
            Aims({"voice-80-20": 0.8 - 0.1 * number}),
            4.0,
        )
        for number, search, hours, level, share in (
            (0, "quick", 700.0, 0.9, 1.0),
            (1, "full", 650.0, 0.83, 0.9),
        )
    )
    return Found(plan.requirement, plan.roster, rounds, 1)


def test_the_report_tells_the_rounds_and_what_was_moved():
    page = report_html(replace(small_plan(), found=found()))
    assert "How the roster was found" in page
    assert "From 700 paid hours in the first round to 650 in round 1" in page
    assert "asked for 70.0% to get 83.0%" in page
    assert "How the roster was found" not in report_html(small_plan())


def test_a_record_of_the_rounds_brings_them_back():
    plan, made = small_plan(), found()
    again = found_of(record_of(made), plan.requirement, plan.roster)
    assert again.rounds == made.rounds
    assert again.aims == made.rounds[1].aims
    frame = rounds_frame(made.rounds)
    assert frame["holds"].tolist() == [True, True]
    assert frame["voice-80-20_aim"].tolist() == [0.8, 0.7000000000000001]
