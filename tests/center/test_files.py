"""Scenarios from files: what is read, and what a user is told when it cannot be."""

import pytest
from pydantic import ValidationError

from tests.center.builders import plain, write_scenario
from tests.reference import REPOSITORY
from wfm.center.agent import Agent
from wfm.center.errors import DataError, UsageError
from wfm.center.files import read_scenario, scenario_schema
from wfm.center.scenario import Scenario
from wfm.center.shrinkage import Shrinkage


def problems_of(folder) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_scenario(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["retail-bank", "help-desk", "retail-bank-campaign"])
def test_shipped_scenarios_are_read(name):
    scenario = read_scenario(REPOSITORY / "scenarios" / name)
    assert scenario.name == name
    assert len(scenario.agents) >= 40


def test_a_clock_time_is_not_a_number_and_no_is_not_false(tmp_path):
    write_scenario(tmp_path, plain())
    text = (tmp_path / "scenario.yaml").read_text()
    text = text.replace("'10:00'", "10:00").replace("name: small", "name: NO")
    (tmp_path / "scenario.yaml").write_text(text)
    scenario = read_scenario(tmp_path)
    assert scenario.shifts[0].latest_start == 600
    assert scenario.name == "NO"


def test_every_wrong_field_is_reported_with_its_line(tmp_path):
    data = plain()
    data["queues"][0]["opne"] = "08:00-18:00"
    data["horizon"]["days"] = 0
    file = write_scenario(tmp_path, data)
    lines = file.read_text().splitlines()
    found = problems_of(tmp_path)
    assert len(found) == 2
    for text, words in (("days: 0", "horizon.days"), ("opne", "unknown field 'opne'")):
        line = next(i for i, shown in enumerate(lines, 1) if text in shown)
        assert any(f"scenario.yaml:{line}: " in p and words in p for p in found), found


def test_a_missing_field_is_named(tmp_path):
    data = plain()
    del data["queues"][0]["open"]
    write_scenario(tmp_path, data)
    assert "queues[0].open: 'open' is missing" in problems_of(tmp_path)[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"targets": [{"name": "t", "queue": "sale", "answered_within_s": 20, "goal": 0.8}]},
            "targets[0].queue: unknown queue 'sale'; there are sales, support",
        ),
        ({"agents": [{"id": "A1", "contract": "full", "skills": ""}]}, "agent 'A1' has no skills"),
        (
            {"agents": [{"id": "A1", "contract": "half", "skills": "sales;support"}]},
            "unknown contract 'half'; there are full",
        ),
        (
            {"agents": [{"id": "A1", "contract": "full", "skills": "sales"}]},
            "no agent has the skills of queue 'support'",
        ),
        (
            {"agents": [{"id": "A1", "contract": "full", "skills": "sales;support;golf"}]},
            "'golf', which no queue needs",
        ),
        ({"contracts": [{"name": "full", "shifts": ["dya"]}]}, "unknown shift 'dya'"),
        (
            {"time_off": [{"agent": "A9", "first_day": "2026-10-05", "last_day": "2026-10-06"}]},
            "unknown agent 'A9'",
        ),
        (
            {"time_off": [{"agent": "A1", "first_day": "2026-10-07", "last_day": "2026-10-06"}]},
            "ends before it begins",
        ),
    ],
)
def test_contradictions_are_sentences(tmp_path, change, words):
    write_scenario(tmp_path, plain(**change))
    assert any(words in problem for problem in problems_of(tmp_path))


def test_a_table_of_agents_gives_its_own_lines(tmp_path):
    write_scenario(tmp_path, plain(agents="agents.csv"))
    (tmp_path / "agents.csv").write_text(
        "id,contract,skills\nA1,full,sales;support\n\nA2,ful,sales\nA3,full,\n"
    )
    found = problems_of(tmp_path)
    assert any("agents.csv:5" in p and "'skills' is missing" in p for p in found)


def test_rows_of_another_length_and_unknown_columns(tmp_path):
    write_scenario(tmp_path, plain(agents="agents.csv"))
    (tmp_path / "agents.csv").write_text("id,contract,skills\nA1,full\n")
    assert "agents.csv:2: has 2 cells where the header has 3" in problems_of(tmp_path)[0]
    (tmp_path / "agents.csv").write_text("id,contract,skils\nA1,full,sales\n")
    assert "agents.csv:1: unknown column 'skils'; expected id" in problems_of(tmp_path)[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"name: [", "is not valid YAML"),
        (b"name: a\nname: b\n", ":2: 'name' is given twice"),
        (b"- a\n- b\n", "holds no mapping"),
        (b"\x00\x01\x02", "is not a text file"),
        (b"name: caf\xe9\n", "is not UTF-8"),
    ],
)
def test_files_that_are_no_scenario(tmp_path, content, words):
    (tmp_path / "scenario.yaml").write_bytes(content)
    assert words in problems_of(tmp_path)[0]


def test_no_scenario_at_all(tmp_path):
    with pytest.raises(UsageError, match="wfm init"):
        read_scenario(tmp_path / "nowhere")


def what_if(tmp_path, **levers):
    write_scenario(tmp_path / "base", plain())
    write_scenario(tmp_path / "what-if", {"base": "../base"} | levers)
    return tmp_path / "what-if"


def test_levers_change_the_base(tmp_path):
    scenario = read_scenario(
        what_if(
            tmp_path,
            volume="+15 %",
            aht={"sales": "-20 s"},
            shrinkage="+2 points",
            target=0.85,
            containment=0.25,
        )
    )
    sales, support = scenario.queues
    assert scenario.name == "what-if"
    assert scenario.base == "small"
    assert sales.demand.volume_scale == pytest.approx(1.15)
    assert (sales.demand.aht_add_s, support.demand.aht_add_s) == (-20, 0)
    assert scenario.staffing.shrinkage == Shrinkage.constant(0.02)
    assert scenario.targets[0].goal == 0.85
    assert scenario.targets[1].goal == 0.05
    assert sales.reaching_share == pytest.approx(0.75)


def test_a_what_if_on_a_what_if_adds_up(tmp_path):
    what_if(tmp_path, volume="+10 %")
    write_scenario(tmp_path / "more", {"base": "../what-if", "volume": "+10 %"})
    scenario = read_scenario(tmp_path / "more")
    assert scenario.queues[0].demand.volume_scale == pytest.approx(1.21)
    assert scenario.base == "what-if"


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"volume": "lots"}, "volume: 'lots' is not a change"),
        ({"volume": "15 %"}, "write it with a sign"),
        ({"aht": {"sale": "-20 s"}}, "aht: no queue 'sale'; there are sales, support"),
        ({"volum": "+15 %"}, "volum: unknown field"),
        ({"shrinkage": "120 %"}, "is not a share from 0 to below 1"),
        ({"target": {"gold": 0.9}}, "no service level 'gold'"),
    ],
)
def test_levers_that_do_not_fit(tmp_path, levers, words):
    assert words in problems_of(what_if(tmp_path, **levers))[0]


def test_bases_in_a_circle(tmp_path):
    write_scenario(tmp_path / "a", {"base": "../b"})
    write_scenario(tmp_path / "b", {"base": "../a"})
    assert "circle" in problems_of(tmp_path / "a")[0]


def test_a_lever_without_a_base(tmp_path):
    write_scenario(tmp_path, plain(volume="+15 %"))
    assert "a lever needs a base" in problems_of(tmp_path)[0]


def test_escalation_in_a_circle(tmp_path):
    data = plain()
    data["queues"][0]["escalation"] = {"to": "support", "share": 0.1}
    data["queues"][1]["escalation"] = {"to": "sales", "share": 0.1}
    write_scenario(tmp_path, data)
    assert "in a circle" in problems_of(tmp_path)[0]


def test_the_schema_covers_every_field_and_the_short_forms():
    schema = scenario_schema()
    whole, short = schema["anyOf"]
    assert set(whole["properties"]) == set(Scenario.model_fields) - {"base", "levers", "sources"}
    assert {"base", "volume", "aht", "shrinkage", "target", "containment"} <= set(
        short["properties"]
    )


def test_a_scenario_written_out_reads_back_the_same(tmp_path):
    scenario = read_scenario(REPOSITORY / "scenarios" / "help-desk")
    out = {"base", "levers", "sources"}
    write_scenario(tmp_path, scenario.model_dump(mode="json", exclude=out))
    again = read_scenario(tmp_path)
    assert again.model_dump(exclude=out) == scenario.model_dump(exclude=out)


ALIASES_OF_ALIASES = "a0: &b0 [1]\n" + "".join(
    f"a{i}: &b{i} [{', '.join([f'*b{i - 1}'] * 9)}]\n" for i in range(1, 9)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name: &a [*a]\n", "refers to itself"),
        ("name: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
        ('name: "\\ud800"\n', "cannot be read"),
        ("seed: !!int abc\n", "cannot be read"),
        (ALIASES_OF_ALIASES, "more than"),
    ],
)
def test_yaml_that_is_meant_to_break_things(tmp_path, content, words):
    (tmp_path / "scenario.yaml").write_text(content)
    assert words in problems_of(tmp_path)[0]


@pytest.mark.parametrize("levers", [{"volume": "+9999999 %"}, {"aht": "+99999999 min"}])
def test_levers_beyond_all_bounds(tmp_path, levers):
    assert "beyond all bounds" in problems_of(what_if(tmp_path, **levers))[0]


def test_days_outside_history_and_future(tmp_path):
    horizon = plain()["horizon"] | {"start": "9999-12-28"}
    write_scenario(tmp_path, plain(horizon=horizon))
    assert "not between 1970 and 2200" in problems_of(tmp_path)[0]


def test_a_percentage_of_aht_holds_for_what_was_added_before(tmp_path):
    what_if(tmp_path, aht="+60 s")
    write_scenario(tmp_path / "more", {"base": "../what-if", "aht": "-50 %"})
    demand = read_scenario(tmp_path / "more").queues[0].demand
    assert 300 * demand.aht_scale + demand.aht_add_s == pytest.approx(180)


@pytest.mark.parametrize("name", ["Line\nbreak", "tab\tbed", "bell\x07"])
def test_names_are_on_one_line_or_calendars_could_not_be_written(name):
    with pytest.raises(ValidationError, match="on one line"):
        Agent(id="A1", name=name, contract="full", skills=("sales",))
    # The second has a space that does not break, the third a joiner that Persian is written with.
    for fine in ("Zoë Müller-Öz 李", "Anna\u00a0Lee", "\u0645\u06cc\u200c\u0631\u0648\u062f"):
        assert Agent(id="A1", name=fine, contract="full", skills=("sales",)).name == fine


def test_a_wrong_item_is_told_once_and_not_as_an_empty_list(tmp_path):
    scenario = plain()
    scenario["targets"] = [scenario["targets"][0] | {"goal": 80}]
    (problem,) = problems_of(write_scenario(tmp_path, scenario))
    assert "goal 80 is not a share" in problem
    assert "'80 %'" in problem
