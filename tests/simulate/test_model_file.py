"""Models without history or people, and published results for them."""

import json

import numpy as np
import pytest

from tests.reference import reference_path
from tests.simulate.test_published import agrees, steady
from wfm.center.errors import DataError
from wfm.center.target import Formula
from wfm.simulate.model_file import ModelFile, compile_file, read_model, simulate_free

SMALL = """\
lam_per_hour: [60, 30]
profile: [1, 0.5, 0]
period_min: 120
svc_min: [3, 4]
pat_min: [2, null]
skills: [[0], [0, 1]]
staff: [[2, 1, 0], [4, 3, 3]]
"""


def given(tmp_path, text=SMALL):
    file = tmp_path / "model.yaml"
    file.write_text(text)
    return read_model(file)


def test_a_file_becomes_a_specification(tmp_path):
    free = given(tmp_path)
    assert free.rate[:, :7].tolist() == [[60, 60, 30, 30, 0, 0, 0], [30, 30, 15, 15, 0, 0, 0]]
    agents, spells = free.model.agents, free.model.spells
    assert agents.agent_rank.tolist() == [[1, 0]] * 2 + [[2, 2]] * 4
    assert agents.names[0] == "group-0-1"
    ends = dict(zip(spells.agent.tolist(), spells.end_s.tolist(), strict=True))
    assert ends == {0: 14400, 1: 7200, 2: 21600, 3: 21600, 4: 21600, 5: 7200}
    offered = free.offered(1, 50)
    assert offered[:, 0, 0].mean() == pytest.approx(60, abs=3.5)
    outcome = simulate_free(free, replications=5)
    assert 0.5 < outcome.service_level("type-0", Formula.OFFERED_LESS_SHORT).mean < 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("staff: [[2, 1], [4, 3]]", "profile has 3 values; staff has 2"),
        ("staff: [[2, 1, 0], [4, 3]]", "3 numbers in staff"),
        ("skills: [[0], [2]]", "type that is not among 0 to 1"),
        ("period_min: 7", "not a positive multiple of 5"),
        ("svc_min: [3]", "svc_min has 1 values; there are 2 types"),
        ("svc_min: [3, -1]", "positive"),
        ("colour: red", "unknown field 'colour'"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, line, message):
    kept = [k for k in SMALL.splitlines() if not k.startswith(line.split(":")[0])]
    with pytest.raises(DataError, match=message):
        given(tmp_path, "\n".join([*kept, line]))


def test_model58_day():
    """ContactCenters, detailed agents, longest idle: a day of 5 types and 8 groups."""
    free = read_model(reference_path("reference", "model58.json"))
    outcome = simulate_free(free, replications=300, seed=3)
    t = outcome.tallies
    offered, gone = t.offered.sum(1), t.abandoned_within[:, 0].sum(1)
    agrees(steady(t.answered_within[:, 0].sum(1), offered - gone, 0), 0.94604, 0.00036)
    agrees(steady(t.abandoned.sum(1), offered, 0), 0.017427, 9.3e-5)
    agrees(steady(t.agents_busy_s, t.agents_on_queue_s, 0), 0.92124, 0.00019)


def test_model58_at_peak_rates_all_day():
    """ContactCenters, the same center in its steady state."""
    day = json.loads(reference_path("reference", "model58.json").read_text())
    peak = day | {
        "profile": [1.0] * 48,
        "staff": [[max(row)] * 48 for row in day["staff"]],
    }
    free = compile_file(ModelFile.model_validate(peak))
    t = simulate_free(free, replications=100, seed=5).tallies
    agrees(steady(t.abandoned.sum(1), t.offered.sum(1), 4), 0.0152508, 0.00036)
    agrees(steady(t.wait_s_of_answered.sum(1), t.answered.sum(1), 4), 2.57793, 0.062)
    agrees(steady(t.agents_busy_s, t.agents_on_queue_s, 4), 0.930858, 0.0008)


def test_a_short_line_blocks():
    """ContactCenters MMCBlocked: 4.2 calls/min of 2 min, 12 agents, 5 lines, a day of 8 h."""
    free = compile_file(
        ModelFile(
            lam_per_hour=(252,),
            period_min=480,
            svc_min=(2.0,),
            capacity=(5,),
            skills=((0,),),
            staff=((12,),),
        )
    )
    t = simulate_free(free, replications=600, seed=4).tallies
    one = np.ones_like(t.offered[:, 0]) / 24
    agrees(steady(t.blocked[:, 0], one, 0), 18.85, 0.14)
    agrees(steady(t.answered_within[:, 0, 0], t.offered[:, 0], 0), 0.92, 0.0005)
    agrees(steady(t.agents_busy_s[:, :8], t.agents_on_queue_s[:, :8], 0), 0.691, 0.0005)


def test_busy_days_and_callers_who_balk():
    """ContactCenters CallCC: 13 h, gamma(10) busyness, 10 % balk, patience 1000 s, calls 100 s."""
    free = compile_file(
        ModelFile(
            lam_per_hour=((100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60),),
            period_min=60,
            svc_min=(100 / 60,),
            pat_min=(1000 / 60,),
            balk=(0.1,),
            skills=((0,),),
            staff=((4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4),),
            busyness_shape=10.0,
        )
    )
    t = simulate_free(free, replications=2000, seed=6).tallies
    one = np.ones_like(t.offered[:, 0]) / 24
    agrees(steady(t.offered[:, 0], one, 0), 1664.084, 6.1345)
    agrees(steady(t.abandoned[:, 0], t.offered[:, 0], 0), 0.0369, 0.0007)
