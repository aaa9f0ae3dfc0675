"""`wfm plan` end to end: what it prints, what it writes, what it promises to scripts."""

import json

import pandas as pd
import pytest

from tests.cli.tiny_center import LIMITS, wfm, write_tiny

KEYS = {
    "verdict", "targets", "paid_hours", "cost", "agents", "under_hours", "over_hours",
    "seconds", "run",
}  # fmt: skip
TARGET_KEYS = {"name", "queue", "formula", "goal", "achieved", "low", "high", "probability"}


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    scenario = write_tiny(folder / "tiny")
    done = wfm("plan", scenario, "--out", folder / "run", "--json", *LIMITS)
    return folder, done


def test_the_printed_headline_has_the_promised_shape(planned):
    folder, done = planned
    assert done.returncode in (0, 4), done.stderr
    printed = json.loads(done.stdout)
    assert set(printed) == KEYS
    assert all(set(t) >= TARGET_KEYS for t in printed["targets"])
    assert printed["run"] == str(folder / "run")
    met = all(t["achieved"] >= t["goal"] for t in printed["targets"] if t["formula"] == "offered")
    assert (printed["verdict"] == "met") == (done.returncode == 0)
    assert met or done.returncode == 4
    assert printed["cost"] == pytest.approx(20 * printed["paid_hours"])


def test_progress_is_never_on_stdout(planned):
    assert planned[1].stderr == ""


def test_the_run_folder_holds_what_others_script(planned):
    folder, done = planned
    run = folder / "run"
    for name in ("report.html", "roster.xlsx", "roster.csv", "run.json", "scenario.yaml"):
        assert (run / name).stat().st_size > 0, name
    record = json.loads((run / "run.json").read_text())
    agents = pd.read_csv(run / "roster.csv")["agent"].unique()
    assert len(list((run / "calendars").glob("*.ics"))) == len(agents) == record["agents"]
    printed = json.loads(done.stdout)
    assert {k: record[k] for k in printed if k not in ("run",)} == {
        k: v for k, v in printed.items() if k not in ("run",)
    }
    assert record["seed"] == 5
    assert {len(entry["sha256"]) for entry in record["inputs"]} == {64}
    assert "report.html" in record["files"]


def test_the_report_says_the_verdict_and_needs_no_network(planned):
    folder, done = planned
    text = (folder / "run" / "report.html").read_text()
    assert json.loads(done.stdout)["verdict"] in text.lower()
    assert "<script src=" not in text
    assert "sales-80-20" in text


def test_the_roster_it_wrote_keeps_every_rule(planned):
    folder, _ = planned
    done = wfm("roster", "check", folder / "run" / "roster.csv", "--scenario", folder / "tiny")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_run_can_be_made_again_to_the_last_figure(planned):
    folder, _ = planned
    done = wfm("report", folder / "run", "--out", folder / "again", "--workers", "2", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "every figure is as in" in done.stdout
    names = {p.name for p in (folder / "run").iterdir() if p.suffix in (".csv", ".html", ".yaml")}
    assert {"replications.csv", "roster.csv", "service_by_interval.csv", "report.html"} <= names
    for name in names:
        one, two = (folder / run / name for run in ("run", "again"))
        assert one.read_bytes() == two.read_bytes(), name


def test_a_changed_history_is_noticed(tmp_path):
    scenario = write_tiny(tmp_path / "tiny")
    assert wfm("plan", scenario, "--out", tmp_path / "run", *LIMITS).returncode in (0, 4)
    with (scenario / "history.csv").open("a") as stream:
        stream.write("2026-10-25T09:00:00+00:00,sales,3,200\n")
    done = wfm("report", tmp_path / "run", "--out", tmp_path / "again", "--quiet")
    assert done.returncode == 5
    assert "not the history that the run was made from" in done.stderr


def test_a_what_if_is_compared_with_its_base_under_the_same_callers(planned, tmp_path):
    folder, _ = planned
    what_if = folder / "busier"
    what_if.mkdir(exist_ok=True)
    (what_if / "scenario.yaml").write_text("base: ../tiny\nvolume: +30 %\n")
    run = folder / "busier-run"
    assert wfm("plan", what_if, "--out", run, *LIMITS).returncode in (0, 4)
    done = wfm("compare", folder / "run", run, "--json", "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    rows = {(r["measure"], r["run"]): r for r in json.loads(done.stdout)["rows"]}
    offered = rows[("offered, all queues", "busier")]
    assert offered["paired"] is True
    assert offered["difference"] / offered["base_value"] == pytest.approx(0.3, abs=0.03)
    assert offered["low"] > 0
    assert "busier" in (tmp_path / "page.html").read_text()


def test_a_plan_goes_into_runs_by_default(tmp_path):
    write_tiny(tmp_path / "tiny")
    done = wfm("plan", "tiny", *LIMITS, cwd=tmp_path)
    assert done.returncode in (0, 4), done.stderr
    (run,) = (tmp_path / "runs" / "tiny").iterdir()
    assert str(run.relative_to(tmp_path) / "report.html") in done.stdout


def test_too_few_people_end_in_exit_code_4_and_a_whole_run(tmp_path):
    agents = [{"id": "A0", "contract": "full", "skills": "sales;care"}]
    scenario = write_tiny(tmp_path / "tiny", agents=agents)
    done = wfm("plan", scenario, "--out", tmp_path / "run", "--json", *LIMITS)
    assert done.returncode == 4
    printed = json.loads(done.stdout)
    assert printed["verdict"] == "not met"
    assert printed["under_hours"] > 50
    assert (tmp_path / "run" / "report.html").exists()
