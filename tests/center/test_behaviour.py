"""What a queue may do: read as people write it, refused where it contradicts itself."""

import re

import pytest
from pydantic import ValidationError

from tests.center.builders import plain, small_scenario, write_scenario
from wfm.center.behaviour import Behaviour, Law
from wfm.center.errors import DataError
from wfm.center.files import read_scenario
from wfm.center.queue import Queue


def queue(**fields):
    return Queue.model_validate({"name": "calls", "open": "08:00-18:00"} | fields)


def test_nothing_is_on_unless_it_is_said():
    quiet = Behaviour()
    said = quiet.model_dump(exclude_defaults=True)
    assert said == {}
    assert quiet.patience.distribution == "exponential"


def test_durations_and_shares_are_read_as_people_write_them():
    given = queue(
        overflow=[{"after_s": "2 min", "agents_of": "sales"}],
        redial={"share": "30 %", "after_s": "1 h"},
        callback={"offered_from_s": "90 s", "accepted": "40 %"},
        head_start_s="1 min",
    )
    assert given.overflow[0].after_s == 120
    assert (given.redial.share, given.redial.after_s) == (0.3, 3600)
    assert (given.callback.offered_from_s, given.callback.accepted) == (90, 0.4)
    assert given.head_start_s == 60


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"distribution": "empirical"}, "needs values"),
        ({"distribution": "gamma", "values": [1, 2]}, "needs values"),
        ({"distribution": "empirical", "values": [3]}, "at least two values"),
        ({"distribution": "empirical", "values": [0, 0]}, "not all zero"),
        ({"distribution": "empirical", "values": [-1, 2]}, "none negative"),
        ({"distribution": "gamma", "cv": 0}, "greater than or equal to 0.001"),
    ],
)
def test_laws_without_sense_are_refused(fields, words):
    with pytest.raises(ValidationError, match=words):
        Law.model_validate(fields)


STAGE = {"after_s": 30, "agents_of": "sales"}
MESSAGE = {"after_s": 60, "leave_message": True}
DIALLED = {"mode": "preview", "reached": 0.4}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"overflow": [STAGE | {"after_s": 90}, STAGE]}, "in order of after_s"),
        ({"overflow": [STAGE, STAGE]}, "each later"),
        ({"overflow": [STAGE | MESSAGE]}, "either agents_of or leave_message"),
        ({"overflow": [MESSAGE]}, "needs a voicemail"),
        (
            {"overflow": [MESSAGE, STAGE | {"after_s": 90}], "voicemail": {"to": "mail"}},
            "last stage",
        ),
        ({"overflow": [STAGE | {"agents_of": "calls"}]}, "its own agents"),
        ({"at_closing": "voicemail"}, "needs a voicemail"),
        ({"at_closing": "hang_up"}, "'finish', 'turn_away' or 'voicemail'"),
        ({"interrupts": True, "interruptible": True}, "interrupt each other"),
        ({"patience": {"distribution": "gamma"}}, "needs mean_patience_s"),
        ({"outbound": DIALLED}, "channel outbound"),
        ({"channel": "outbound"}, "needs the field outbound"),
        (
            {"channel": "outbound", "outbound": DIALLED, "callback": {"offered_from_s": 60}},
            "neither callback nor self_service",
        ),
        (
            {"channel": "outbound", "outbound": DIALLED | {"pacing": 2}},
            "only a predictive dialler",
        ),
        ({"self_service": {"contained": 0.2}, "containment": 0.1}, "not both"),
        ({"channel": "chat", "concurrency": 2, "trunks": 9}, "nor have trunks"),
        ({"channel": "chat", "concurrency": 2, "interruptible": True}, "interruptible"),
        (
            {
                "channel": "chat",
                "concurrency": 2,
                "escalation": {"to": "mail", "share": 0.1, "warm": True},
            },
            "handed on warm",
        ),
        (
            {"escalation": {"to": "mail", "share": 0.6}, "repeat": {"share": 0.5}},
            "shares of 1.1 in all",
        ),
        ({"redial": {"share": 0.5, "attempts": 0}}, "greater than or equal to 1"),
        ({"callback": {"offered_from_s": "soon"}}, "not a duration"),
        ({"priority_customers": {"share": "many"}}, "not a share"),
    ],
)
def test_contradictions_are_told(fields, words):
    with pytest.raises(ValidationError, match=re.escape(words)):
        queue(**fields)


def test_who_balks_needs_no_mean_patience():
    assert queue(patience={"balk_share": "20 %"}).patience.balk_share == 0.2


def with_queues(*changes):
    queues = plain()["queues"]
    return [q | c for q, c in zip(queues, changes, strict=True)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"overflow": [{"after_s": 30, "agents_of": "gold"}]}, "queues[0].overflow[0].agents_of"),
        ({"voicemail": {"to": "gold"}}, "queues[0].voicemail.to"),
        ({"escalation": {"to": "gold", "share": 0.1}}, "queues[0].escalation.to"),
    ],
)
def test_queues_that_do_not_exist_are_told_with_their_line(tmp_path, change, field):
    write_scenario(tmp_path, plain(queues=with_queues(change, {})))
    with pytest.raises(DataError) as caught:
        read_scenario(tmp_path)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert problem.message == "unknown queue 'gold'; there are sales, support"
    assert "gold" in (tmp_path / "scenario.yaml").read_text().splitlines()[problem.line - 1]


def test_messages_go_to_a_queue_that_takes_them_at_any_time(tmp_path):
    changes = with_queues({"voicemail": {"to": "support"}}, {"at_closing": "finish"})
    write_scenario(tmp_path, plain(queues=changes))
    with pytest.raises(DataError, match="messages would be turned away while 'support' is closed"):
        read_scenario(tmp_path)


def test_a_what_if_keeps_what_queues_do(tmp_path):
    """What is read, written out whole and read again is the same, defaults and all."""
    said = {"patience": {"balk_share": 0.1}, "redial": {"share": 0.2}, "interrupts": True}
    write_scenario(tmp_path / "base", plain(queues=with_queues({}, said)))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "scenario.yaml").write_text("base: ../base\nseed: 9\nvolume: +10 %\n")
    found = read_scenario(tmp_path / "more")
    assert found.queues[1].redial.share == 0.2
    assert found.queues[1].interrupts
    assert found.queues[0].demand.volume_scale == pytest.approx(1.1)


def test_proficiency_is_read_from_a_table_and_checked():
    def agents(**fields):
        return [{"id": "A1", "contract": "full", "skills": "sales;support"} | fields]

    found = small_scenario(agents=agents(proficiency="sales=1.2; support=0.9"))
    assert found.agents[0].proficiency == {"sales": 1.2, "support": 0.9}
    for wrong, words in (
        ("golf=1.2", "not the skill"),
        ("sales=90", "not a factor from 0.05 to 20"),
        ("sales", "write claims=1.2"),
    ):
        with pytest.raises(ValidationError, match=words):
            small_scenario(agents=agents(proficiency=wrong))
