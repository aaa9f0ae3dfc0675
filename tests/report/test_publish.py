"""Run folders of plans that a program makes."""

import json

import numpy as np

from tests.cli.tiny_center import write_tiny
from wfm.center.files import read_scenario
from wfm.history.read import history_of
from wfm.plan.make import plan
from wfm.report.publish import publish
from wfm.report.remake import remake


def test_a_history_given_as_a_value_is_in_the_run_folder(tmp_path):
    scenario = read_scenario(
        write_tiny(tmp_path / "tiny", scheduling={"seconds": 0.2}, planning={"rounds": 0})
    )
    history = history_of(scenario)
    scenario.history.file.unlink()
    made = plan(scenario, history)
    run = tmp_path / "run"
    publish(made, run)
    record = json.loads((run / "run.json").read_text())
    assert [entry["file"] for entry in record["inputs"]] == [str(tmp_path / "tiny/scenario.yaml")]
    kept = history_of(read_scenario(run))
    np.testing.assert_array_equal(kept.offered, history.offered)
    np.testing.assert_array_equal(kept.aht_s, history.aht_s)
    assert remake(run, workers=1)[1] == []
