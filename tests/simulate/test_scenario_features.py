"""A scenario whose queues do much, from its folder through the command line."""

import json

import numpy as np
import pytest

from tests.cli.tiny_center import tiny, wfm, write_tiny
from wfm.center.files import read_scenario
from wfm.center.roster import Roster
from wfm.simulate.compile import compile_model
from wfm.simulate.kernel import kinds

QUEUES = [
    {
        "name": "sales",
        "open": {"mon-fri": "09:00-17:00"},
        "mean_patience_s": 200,
        "at_closing": "voicemail",
        "voicemail": {"to": "messages", "share": "50 %"},
        "overflow": [{"after_s": 20, "agents_of": "care"}, {"after_s": 150, "leave_message": True}],
        "redial": {"share": 0.4, "after_s": "5 min"},
        "priority_customers": {"share": 0.1},
        "handle_time": {"distribution": "gamma", "cv": 0.6},
    },
    {
        "name": "care",
        "open": {"mon-fri": "09:00-17:00"},
        "mean_patience_s": 200,
        "callback": {"offered_from_s": 30},
        "self_service": {"contained": 0.2, "duration_s": 60, "bounce_back": 0.5},
        "escalation": {"to": "sales", "share": 0.1, "warm": True, "handover_s": 20},
    },
    {"name": "messages", "channel": "voicemail", "open": {"mon-fri": "09:00-17:00"}, "aht_s": 120},
]
AGENTS = [
    {
        "id": f"A{i}",
        "contract": "full",
        "skills": ["sales;messages", "care;messages", "sales;care"][i % 3],
        "proficiency": {0: "sales=1.3", 1: "care=0.8"}.get(i % 3, ""),
    }
    for i in range(9)
]


def folder_of(path):
    return write_tiny(path, queues=QUEUES, agents=AGENTS)


def test_a_scenario_becomes_a_specification(tmp_path):
    scenario = read_scenario(folder_of(tmp_path))
    model = compile_model(scenario, Roster(scenario.horizon, ()))
    sales, care, messages = range(3)
    assert model.queues.handle_kind.tolist() == [kinds.GAMMA, kinds.LOGNORMAL, kinds.LOGNORMAL]
    assert model.queues.closing[sales] == kinds.TAKE_MESSAGE
    turns = {(f.queue, f.trigger, f.to) for f in model.follow_ups}
    assert turns == {
        (care, kinds.HANDLED, sales),
        (sales, kinds.LOST, sales),
        (sales, kinds.DEFERRED, messages),
        (care, kinds.CONTAINED, care),
        (care, kinds.UNREACHED, care),
    }
    # Own and priority line of sales, and two stages for each; only sales has doors.
    assert np.bincount(model.lines.queue).tolist() == [4, 1, 1]
    assert set(model.doors.queue.tolist()) == {sales}
    assert model.agents.aht_factor[:3].tolist() == [[1.3, 1, 1], [1, 0.8, 1], [1, 1, 1]]
    # Agent 1 takes sales only by overflow, after those who have it.
    assert model.agents.agent_rank[1].tolist()[:3] == [0, 2, 2]
    assert model.agents.agent_rank[1, 3:].max() > 2


def test_a_queue_that_only_takes_messages_needs_no_history(tmp_path):
    folder = folder_of(tmp_path / "center")
    done = wfm("simulate", folder, "--json", "--quiet", "--replications", 2, "--workers", 1)
    assert done.returncode in (0, 4), done.stderr
    rows = json.loads(done.stdout)["measures"]
    offered = {row["queue"]: row["value"] for row in rows if row["measure"] == "offered"}
    assert 0 < offered["messages"] < 0.1 * offered["sales"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"overflow": [{"after_s": 30, "agents_of": "gold"}]}, "unknown queue 'gold'"),
        ({"at_closing": "voicemail"}, "needs a voicemail"),
    ],
)
def test_what_is_wrong_ends_in_one_sentence_with_its_line(tmp_path, changes, words):
    queues = tiny()["queues"]
    folder = write_tiny(tmp_path, queues=[queues[0] | changes, queues[1]])
    done = wfm("simulate", folder, "--quiet")
    assert done.returncode == 5
    assert words in done.stderr
    assert "scenario.yaml:" in done.stderr
    assert "queues[0]" in done.stderr
    assert "Traceback" not in done.stderr
