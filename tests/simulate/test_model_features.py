"""Model files that say what a queue does: read, simulated, and refused in one clear sentence."""

import json
from copy import deepcopy

import numpy as np
import pytest
import yaml

from tests.cli.tiny_center import wfm
from wfm.center.errors import DataError
from wfm.simulate.kernel import kinds
from wfm.simulate.model_file import compile_file, read_model, simulate_free
from wfm.simulate.model_schema import ModelFile

BASE = {
    "lam_per_hour": [60, 30],
    "period_min": 60,
    "svc_min": [3, 4],
    "pat_min": [2, None],
    "skills": [[0], [0, 1]],
    "staff": [[2, 1, 1], [4, 3, 3]],
}
OPEN = [[True] * 3] * 2


def read(tmp_path, **changes):
    file = tmp_path / "model.yaml"
    file.write_text(yaml.safe_dump(deepcopy(BASE) | changes, sort_keys=False))
    return read_model(file)


def test_a_file_that_says_everything_is_simulated_from_the_command_line(tmp_path):
    file = tmp_path / "all.yaml"
    file.write_text(
        """\
types: [calls, mail, sales]
groups: [team, others]
lam_per_hour: [60, 10, 20]
period_min: 60
svc_min: [3, 4, 2]
pat_min: [2, null, null]
skills: [[0, 1, 2], [0]]
staff: [[6, 5, 5], [2, 2, 1]]
svc_law: {0: {distribution: gamma, cv: 0.7}, 1: {distribution: constant}}
aht_factor: [[1, 1, 1], [1.3, 1, 1]]
open: [[true, true, false], [true, true, true], [true, true, true]]
behaviour:
  0:
    at_closing: voicemail
    voicemail: {to: mail, share: 50 %}
    overflow:
      - {after_s: 30, agents_of: sales, when_waiting: 2}
      - {after_s: 2 min, leave_message: true}
    callback: {offered_from_s: 60, accepted: 0.4}
    redial: {share: 0.3, after_s: 5 min}
    repeat: {share: 0.1, after_s: 30 min}
    self_service: {contained: 0.2, duration_s: 40}
    priority_customers: {share: 0.1}
    trunks: 20
    interrupts: true
  1: {interruptible: true, reserve_agents: 1}
  2: {outbound: {mode: predictive, reached: 0.4, pacing: 1.5}}
transfers: [{type: 0, to: 1, share: 0.05}]
start: {at_min: 15, contacts: [{type: 0, count: 2, for_s: 30}, {type: 0, group: 1, count: 1}]}
"""
    )
    tables = {}
    for engine in ("kernel", "simpy"):
        done = wfm("simulate", file, "--json", "--quiet", "--replications", 3, "--engine", engine)
        assert done.returncode == 0, done.stderr
        tables[engine] = json.loads(done.stdout)["measures"]
    for one, other in zip(tables["kernel"], tables["simpy"], strict=True):
        assert one["measure"] == other["measure"]
        # Sums of seconds are added in another order.
        if one["value"] is not None:
            assert one["value"] == pytest.approx(other["value"], rel=1e-9, abs=1e-9)
    told = {row["queue"] for row in tables["kernel"]}
    assert {"calls", "mail", "sales"} <= told


def test_what_is_said_by_type_reaches_the_specification(tmp_path):
    free = read(
        tmp_path,
        behaviour={
            1: {
                "overflow": [{"after_s": 30, "agents_of": "type-0"}],
                "priority_customers": {"share": 0.2, "priority": 1, "head_start_s": 60},
                "redial": {"share": 0.5, "after_s": 300, "attempts": 2},
                "wait_weight": 2.0,
            }
        },
        transfers=[{"type": 0, "to": 1, "share": 0.25, "warm": True, "handover_s": 30}],
    )
    model = free.model
    # Two queues, a priority line, and a stage for the line and for the priority line.
    assert model.lines.queue.tolist() == [0, 1, 1, 1, 1]
    assert model.lines.priority_entry.tolist() == [0, 2]
    assert model.lines.following.tolist() == [-1, 3, 4, -1, -1]
    assert model.lines.credit_s.tolist() == [0, 0, 60, 0, 60]
    assert model.lines.weight.tolist() == [1, 2, 2, 2, 2]
    # Group 0 has type 0 only, and takes type 1 after 30 s, after those who have it.
    assert model.agents.agent_rank[0].tolist() == [1, 0, 0, 3, 3]
    assert model.agents.agent_rank[-1].tolist() == [2, 2, 2, 2, 2]
    transfer, redial = model.follow_ups
    assert (transfer.to, transfer.warm, transfer.handover_s) == (1, True, 30)
    assert (redial.trigger, redial.most, redial.delay_s) == (kinds.LOST, 2, 300)


def test_laws_by_type(tmp_path):
    free = read(
        tmp_path,
        svc_law={0: {"distribution": "empirical", "values": [60, 20, 40]}},
        svc_cv=[None, 0.5],
        behaviour={0: {"patience": {"distribution": "gamma", "cv": 2, "balk_share": "10 %"}}},
    )
    queues = free.model.queues
    assert queues.handle_kind.tolist() == [kinds.EMPIRICAL, kinds.LOGNORMAL]
    assert queues.handle_values[0].tolist() == [0.5, 1.0, 1.5]
    assert queues.handle_cv[1] == 0.5
    assert queues.patience_kind[0] == kinds.GAMMA
    assert queues.balk_share.tolist() == [0.1, 0]


def test_a_type_that_closes_turns_away_who_comes_after(tmp_path):
    free = read(
        tmp_path,
        open=[[True, True, False], [True] * 3],
        behaviour={0: {"at_closing": "turn_away"}},
    )
    assert free.model.doors.time_s.tolist() == [2 * 3600]
    t = simulate_free(free, replications=20).tallies
    # The third hour; all that come then are turned away, and some who waited before.
    assert t.offered[:, 0, 2].sum() == t.blocked[:, 0, 2].sum() > 900
    assert t.blocked[:, 0, 0].sum() == 0
    assert t.answered[:, 1, 2].sum() > 0


def test_starts_inside_a_period(tmp_path):
    contacts = [{"type": 1, "count": 7, "for_s": 90}, {"type": 0, "group": 0, "count": 2}]
    free = read(tmp_path, start={"at_min": 75, "contacts": contacts[:1]})
    t = simulate_free(free, replications=10).tallies
    assert t.offered[:, :, 0].sum() == 0
    assert t.agents_on_queue_s[0, 0] == 0
    assert t.agents_on_queue_s[0, 1] == pytest.approx(4 * 2700, abs=2000)
    with pytest.raises(DataError, match="group 0, which has 1 free agents 75 min after"):
        read(tmp_path, start={"at_min": 75, "contacts": contacts})


WRONG = {
    "unknown type": ({"behaviour": {5: {"trunks": 3}}}, "behaviour.5", "not among 0 to 1"),
    "stages out of order": (
        {
            "behaviour": {
                0: {
                    "overflow": [
                        {"after_s": 60, "agents_of": "type-1"},
                        {"after_s": 30, "agents_of": "type-1"},
                    ]
                }
            }
        },
        "behaviour.0",
        "in order of after_s",
    ),
    "stage to itself": (
        {"behaviour": {0: {"overflow": [{"after_s": 60, "agents_of": "type-0"}]}}},
        "behaviour.0.overflow[0].agents_of",
        "to its own agents",
    ),
    "stage to nobody": (
        {"behaviour": {0: {"overflow": [{"after_s": 60, "agents_of": "gold"}]}}},
        "behaviour.0.overflow[0].agents_of",
        "unknown type 'gold'; there are type-0, type-1",
    ),
    "voicemail missing at closing": (
        {"behaviour": {0: {"at_closing": "voicemail"}}, "open": OPEN},
        "behaviour.0",
        "needs a voicemail",
    ),
    "voicemail missing in a stage": (
        {"behaviour": {0: {"overflow": [{"after_s": 60, "leave_message": True}]}}},
        "behaviour.0",
        "leave_message needs a voicemail",
    ),
    "messages where nobody can come": (
        {
            "behaviour": {0: {"voicemail": {"to": "type-1"}}, 1: {"at_closing": "turn_away"}},
            "open": OPEN,
        },
        "behaviour.0.voicemail.to",
        "could be turned away",
    ),
    "closing without hours": (
        {"behaviour": {0: {"at_closing": "turn_away"}}},
        "behaviour.0.at_closing",
        "needs open",
    ),
    "hours without closing": (
        {"open": [[True, True, False], [True] * 3]},
        "open[0]",
        "say at_closing",
    ),
    "empirical without values": (
        {"svc_law": {0: {"distribution": "empirical"}}},
        "svc_law.0",
        "needs values",
    ),
    "two laws": (
        {"svc_law": {0: {"distribution": "gamma"}}, "svc_cv": [1, 1]},
        "svc_law.0",
        "not both",
    ),
    "unknown law": ({"svc_law": {0: {"distribution": "weibull"}}}, "svc_law.0", "'lognormal'"),
    "patience without a mean": (
        {"behaviour": {1: {"patience": {"distribution": "gamma"}}}},
        "behaviour.1.patience",
        "pat_min of type 1",
    ),
    "trunks on chats": (
        {"concurrency": [3, 1], "behaviour": {0: {"trunks": 5}}},
        "behaviour.0",
        "side by side",
    ),
    "too many in hand": (
        {"start": {"contacts": [{"type": 0, "group": 0, "count": 5}]}},
        "start.contacts[0]",
        "which has 2 free agents 0 min after the start",
    ),
    "in hands that cannot": (
        {"start": {"contacts": [{"type": 1, "group": 0}]}},
        "start.contacts[0]",
        "group 0 cannot take type 1",
    ),
    "start after the end": ({"start": {"at_min": 180}}, "start.at_min", "the file has 180 min"),
    "shares above 1": (
        {
            "transfers": [{"type": 0, "to": 1, "share": 0.7}],
            "behaviour": {0: {"repeat": {"share": 0.7}}},
        },
        "transfers[0].share",
        "1.4 in all",
    ),
    "warm chats": (
        {
            "concurrency": [3, 1],
            "transfers": [{"type": 0, "to": 1, "share": 0.5, "warm": True}],
        },
        "transfers[0].warm",
        "cannot be handed on warm",
    ),
    "balking twice": (
        {"balk": [0.1, 0], "behaviour": {0: {"patience": {"balk_share": 0.2}}}},
        "behaviour.0.patience",
        "leave one out",
    ),
    "pace of who dials alone": (
        {"behaviour": {0: {"outbound": {"mode": "preview", "reached": 0.5, "pacing": 3}}}},
        "behaviour.0.outbound",
        "only a predictive dialler",
    ),
    "interrupting itself": (
        {"behaviour": {0: {"interrupts": True, "interruptible": True}}},
        "behaviour.0",
        "interrupt each other",
    ),
    "text for a rate": ({"lam_per_hour": ["many", 1]}, "lam_per_hour[0]", "'many' is neither"),
    "factors": ({"aht_factor": [[1, 2]]}, "aht_factor", "2 rows of 2 factors"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_once_with_its_place(tmp_path, name):
    changes, field, words = WRONG[name]
    with pytest.raises(DataError) as caught:
        read(tmp_path, **changes)
    assert len(caught.value.problems) == 1, str(caught.value)
    problem = caught.value.problems[0]
    assert words in problem.message
    assert problem.field.startswith(field)
    assert problem.file.name == "model.yaml"
    section = field.split(".")[0].split("[")[0]
    lines = problem.file.read_text().splitlines()
    first = next(i for i, line in enumerate(lines, 1) if line.startswith(section))
    assert first <= problem.line


def test_wrong_files_end_the_command_with_a_sentence(tmp_path):
    file = tmp_path / "model.yaml"
    file.write_text(yaml.safe_dump(BASE | {"behaviour": {0: {"trunks": 0}}}, sort_keys=False))
    done = wfm("simulate", file, cwd=tmp_path)
    assert done.returncode == 5
    assert "model.yaml:24: behaviour.0.trunks: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_type_without_a_mean_waits_for_ever_but_may_balk():
    given = ModelFile.model_validate(
        BASE | {"behaviour": {1: {"patience": {"balk_share": 0.5}}}, "staff": [[0] * 3, [1] * 3]}
    )
    t = simulate_free(compile_file(given), replications=5).tallies
    share = t.abandoned[:, 1].sum() / t.offered[:, 1].sum()
    assert 0.4 < share < 0.6
    assert np.array_equal(t.abandoned[:, 1], t.short_abandoned[:, 1])


def test_who_comes_back_prefers_the_agent_who_finished_and_not_who_was_interrupted():
    free = compile_file(
        ModelFile.model_validate(
            {
                "types": ["slow", "urgent"],
                "period_min": 30,
                "lam_per_hour": [49.0, 64.8],
                "svc_min": [6, 0.5],
                "pat_min": [None, None],
                "TG": [[2], [2]],
                "GT": [[1, 2]],
                "staff": [[0, 0, 0, 0, 0, 12, 1, 5]],
                "behaviour": {
                    0: {
                        "interruptible": True,
                        "last_agent": True,
                        "reserve_agents": 2,
                        "repeat": {"share": 0.3, "after_s": 600},
                    },
                    1: {"interrupts": True},
                },
            }
        )
    )
    kernel, simpy = (
        simulate_free(free, replications=2, seed=1, engine=engine) for engine in ("kernel", "simpy")
    )
    for name, counted in vars(kernel.tallies).items():
        np.testing.assert_allclose(
            counted, getattr(simpy.tallies, name), rtol=1e-9, atol=1e-6, err_msg=name
        )
