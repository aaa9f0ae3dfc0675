"""Names of people in figures."""

from tests.report.build_plan import SMALL
from wfm.center.scenario import Scenario
from wfm.report.figures.names import names_of


def named(*names):
    agents = [SMALL["agents"][0] | {"id": f"A{i}", "name": name} for i, name in enumerate(names)]
    return Scenario.model_validate(SMALL | {"agents": agents, "time_off": []})


def test_namesakes_are_told_apart_by_their_id_and_others_are_left_alone():
    assert names_of(named("Ann", "Bo", "Ann", "")) == {
        "A0": "Ann (A0)", "A1": "Bo", "A2": "Ann (A2)", "A3": "A3",
    }  # fmt: skip


def test_long_names_end_in_an_ellipsis_and_still_differ():
    long = "Maximiliane von und zu Hohenlohe"
    shown = names_of(named(long + " the first", long + " the second", "Bo"), 20)
    assert len(set(shown.values())) == 3
    assert all(len(name) <= 20 for name in shown.values())
    assert shown["A2"] == "Bo"
