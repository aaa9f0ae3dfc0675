"""The main job on the real calls of a bank: all 32,500 of a day."""

import json

import pandas as pd

from tests.cli.real_bank import write_real_bank
from tests.cli.tiny_center import wfm
from tests.reference import reference_path


def test_a_plan_of_the_real_bank(tmp_path):
    calls = reference_path("data", "bank_calls_5min.csv")
    scenario = write_real_bank(tmp_path / "bank", calls)
    done = wfm("plan", scenario, "--out", tmp_path / "run", "--json", "--quiet")
    assert done.returncode in (0, 4), done.stderr
    printed = json.loads(done.stdout)
    target = printed["targets"][0]
    assert target["formula"] == "offered"
    assert target["low"] <= target["achieved"] <= target["high"]
    assert 0.7 < target["achieved"] < 0.95
    recorded = pd.read_csv(calls)
    last_week = recorded.loc[recorded["ds"] >= "2003-10-20", "calls"].sum()
    forecast = pd.read_csv(tmp_path / "run" / "forecast.csv")["offered"].sum()
    assert 0.85 < forecast / last_week < 1.2
    workload_h = forecast * 200 / 3600
    assert workload_h < printed["paid_hours"] < 1.6 * workload_h
    check = wfm("roster", "check", tmp_path / "run" / "roster.csv", "--scenario", scenario)
    assert check.returncode == 0, check.stdout
