"""Work rules of a contract: what is wrong with them is told in a sentence that names the place."""

from typing import Any

import pytest

from tests.reference import REPOSITORY
from tests.schedule.builder import center
from wfm.center.contract import Contract, RulesFor
from wfm.center.errors import DataError
from wfm.center.shift import ShiftTemplate
from wfm.schedule.rules import RULES, rule_book, rules_of, rules_schema
from wfm.schedule.rules.presets import PRESETS


def contract(**rules: Any) -> Contract:
    return Contract(name="full", shifts=("day",), rules=rules)


def template(minutes: int) -> ShiftTemplate:
    return ShiftTemplate.model_validate(
        {"name": f"day{minutes}", "earliest_start": "08:00", "length_minutes": minutes}
    )


def test_rules_come_in_the_contract_s_order() -> None:
    rules = rules_of(contract(min_rest={"hours": 11}, max_consecutive_days={"days": 5}))
    assert [rule.name for rule in rules] == ["min_rest", "max_consecutive_days"]


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        ({"min_rests": {"hours": 11}}, ["full", "rules.min_rests", "did you mean 'min_rest'"]),
        ({"siesta": {}}, ["unknown work rule", "there are"]),
        ({"min_rest": {"hour": 11}}, ["rules.min_rest.hour", "did you mean 'hours'"]),
        ({"min_rest": {}}, ["rules.min_rest.hours", "is missing", "Fewest hours of rest"]),
        ({"min_rest": {"hours": "eleven"}}, ["rules.min_rest.hours", "number", "'eleven'"]),
        ({"weekly_paid_hours": {"min": 40, "max": 30}}, ["min (40) is above max (30)"]),
        ({"max_weekends": {"weekends": 3, "of": 2}}, ["weekends (3) is above of (2)"]),
    ],
)
def test_wrong_rules_are_named(rules: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        rules_of(contract(**rules))
    assert len(caught.value.problems) >= 1
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "minutes", "part"),
    [
        ({"weekly_paid_hours": {"min": 38, "max": 39}}, [480], "the closest are 32 h and 40 h"),
        ({"weekly_paid_hours": {"min": 60, "max": 80}}, [480], "the closest are 56 h"),
        (
            {"weekly_paid_hours": {"max": 30}, "working_days_per_week": {"min": 5}},
            [480, 420],
            "5 working days of the shortest shift (7 paid hours) are 35 hours, more than",
        ),
        (
            {"weekly_paid_hours": {"min": 30}, "working_days_per_week": {"max": 3}},
            [480],
            "3 working days of the longest shift (8 paid hours) are 24 hours, less than",
        ),
        (
            {
                "weekly_paid_hours": {"min": 20, "max": 20},
                "working_days_per_week": {"min": 1, "max": 3},
            },
            [300, 480],
            "no 1 to 3 shifts of the contract come to between 20 and 20 paid hours",
        ),
    ],
)
def test_parameters_that_no_week_of_the_shifts_can_keep(
    rules: dict[str, Any], minutes: list[int], part: str
) -> None:
    templates = tuple(template(m) for m in minutes)
    with pytest.raises(DataError) as caught:
        rules_of(contract(**rules), templates)
    assert part in str(caught.value)


def test_schema_describes_every_rule_and_parameter() -> None:
    schema = rules_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {*RULES, "preset"}
    for name, rule in RULES.items():
        described = schema["properties"][name]
        assert described["description"]
        once, several, off = described["anyOf"]
        assert several["items"] == once
        assert off == {"const": "off"}
        assert once["additionalProperties"] is False
        assert set(once["properties"]) == set(rule.model_fields)
        assert all(field["description"] for field in once["properties"].values())


def test_every_rule_has_its_page_with_every_parameter() -> None:
    pages = REPOSITORY / "docs" / "reference" / "rules"
    assert {page.stem for page in pages.glob("*.md")} == set(RULES)
    for name, rule in RULES.items():
        text = (pages / f"{name}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {name}\n")
        assert all(f"| `{field}` |" in text for field in rule.model_fields)


def test_every_preset_is_made_of_rules_that_hold_and_has_its_source_on_the_page() -> None:
    page = (REPOSITORY / "docs" / "reference" / "legal-presets.md").read_text(encoding="utf-8")
    for name, preset in PRESETS.items():
        rules = rules_of(contract(preset={"name": name}))
        assert {rule.name for rule in rules} == set(preset.rules)
        assert f"## {name}" in page
        assert preset.source in page
        assert all(article in page for article in preset.articles)
        assert all(gap in page for gap in preset.not_covered)


def test_a_contract_goes_before_its_preset() -> None:
    own = {"min_rest": {"hours": 12}, "average_paid_hours": {"min": 20}}
    rules = {r.name: r for r in rules_of(contract(preset={"name": "eu-working-time"}, **own))}
    assert rules["min_rest"].model_dump(exclude_none=True) == {"hours": 12}
    both = {"min": 20, "max": 48, "weeks": 17}
    assert rules["average_paid_hours"].model_dump(exclude_none=True) == both


def test_a_rule_may_hold_twice_and_be_switched_off() -> None:
    twice = [{"max": 48}, {"max": 40, "price": 15}]
    rules = rules_of(
        contract(preset={"name": "eu-working-time"}, weekly_paid_hours=twice, min_rest="off")
    )
    hours = [(rule.max, rule.price) for rule in rules if rule.name == "weekly_paid_hours"]
    assert hours == [(48, None), (40, 15)]
    assert "min_rest" not in {rule.name for rule in rules}
    with pytest.raises(DataError, match=r"weekly_paid_hours\[1\].max"):
        rules_of(contract(weekly_paid_hours=[{"max": 48}, {"max": -1}]))


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        ({"shift_count": {"max": {"nigth": 3}}}, "unknown shift 'nigth'; did you mean 'night'?"),
        ({"forbidden_successions": {"after": {"night": ["erly"]}}}, "unknown shift 'erly'"),
        ({"fixed_rotation": {"pattern": ["late"], "first_day": "2026-01-05"}}, "unknown shift"),
        ({"min_rest": []}, "expected parameters {hours: ...}, a list of these, or off, not []"),
        ({"min_rest": None}, "not None"),
        ({"shift_breaks": {"minutes": 60}}, "every shift of the contract has less than 60 minutes"),
    ],
)
def test_rules_that_speak_of_nothing_are_told(rules: dict[str, Any], part: str) -> None:
    night = {"name": "night", "earliest_start": "22:00", "length_minutes": 480}
    scenario = center(shifts=[night], rules=rules)
    with pytest.raises(DataError) as caught:
        rule_book(scenario)
    assert part in str(caught.value)


def test_a_priced_rule_contradicts_nothing() -> None:
    impossible = {"min": 9.5, "max": 9.7}
    with pytest.raises(DataError):
        rules_of(contract(weekly_paid_hours=impossible), (template(480),))
    assert rules_of(contract(weekly_paid_hours=impossible | {"price": 5}), (template(480),))


def test_rules_of_teams_and_agents_go_before_those_of_the_contract() -> None:
    scenario = center(
        agents=[{"id": "a1"}, {"id": "a2", "team": "red"}, {"id": "a3", "team": "red"}],
        rules={"min_rest": {"hours": 11}, "max_consecutive_days": {"days": 5}},
    )
    entries = [
        RulesFor(team="red", rules={"max_consecutive_days": {"days": 4, "price": 30}}),
        RulesFor(agents="a3", rules={"max_consecutive_days": {"days": 3}, "min_rest": "off"}),
    ]
    book = rule_book(scenario.model_copy(update={"rules": tuple(entries)}))
    a1, a2, a3 = (
        {rule.name: rule.model_dump(exclude_none=True) for rule in book.of(agent)}
        for agent in scenario.agents
    )
    assert a1 == {"min_rest": {"hours": 11}, "max_consecutive_days": {"days": 5}}
    assert a2 == {"min_rest": {"hours": 11}, "max_consecutive_days": {"days": 4, "price": 30}}
    assert a3 == {"max_consecutive_days": {"days": 3, "price": 30}}
    wrong = scenario.model_copy(
        update={"rules": (RulesFor(team="red", rules={"min_rest": {"hours": "many"}}),)}
    )
    with pytest.raises(DataError, match=r"team 'red', rules\.min_rest\.hours"):
        rule_book(wrong)


def test_an_unknown_preset_is_named() -> None:
    with pytest.raises(DataError, match="eu-working-time"):
        rules_of(contract(preset={"name": "atlantis"}))
