"""`wfm plan` end to end: what it prints, what it writes, what it promises to scripts."""

import json

import pandas as pd
import pytest

from tests.cli.tiny_center import LIMITS, wfm, write_tiny

KEYS = {
    "verdict", "targets", "shortages", "advice", "paid_hours", "cost", "credits", "agents",
    "under_hours", "over_hours",
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


def test_quiet_is_quiet_and_progress_is_never_on_stdout(planned, tmp_path):
    folder, done = planned
    assert done.stderr == ""
    loud = wfm("plan", folder / "tiny", "--out", tmp_path / "run", "--json", *LIMITS[:-1])
    assert set(json.loads(loud.stdout)) == KEYS
    assert "simulate" in loud.stderr


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
    names = {p.name for p in (folder / "run").iterdir() if p.suffix in (".csv", ".yaml")}
    assert {"replications.csv", "roster.csv", "service_by_interval.csv", "days.csv"} <= names
    for name in names:
        one, two = (folder / run / name for run in ("run", "again"))
        assert one.read_bytes() == two.read_bytes(), name


def test_the_days_add_up_to_the_plan(planned):
    folder, done = planned
    printed, days = json.loads(done.stdout), pd.read_csv(folder / "run" / "days.csv")
    for name in ("under_hours", "over_hours", "paid_hours", "cost"):
        assert days[name].sum() == pytest.approx(printed[name], abs=0.02)
    assert days["sales-80-20_probability"].between(0, 1).all()
    inside = days["sales-80-20"].between(days["sales-80-20_low"], days["sales-80-20_high"])
    assert inside.all()


def test_a_remade_what_if_still_says_what_it_is(planned):
    folder, _ = planned
    what_if = folder / "calmer"
    what_if.mkdir()
    (what_if / "scenario.yaml").write_text("base: ../tiny\nvolume: -30 %\n")
    assert wfm("plan", what_if, "--out", folder / "calm", *LIMITS).returncode in (0, 4)
    done = wfm("report", folder / "calm", "--out", folder / "calm-again", "--quiet")
    assert "every figure is as in" in done.stdout
    record = json.loads((folder / "calm-again" / "run.json").read_text())
    assert (record["base"], record["levers"]) == ("tiny", {"volume": "-30 %"})


def test_a_roster_that_breaks_rules_is_judged_but_says_so(planned, tmp_path):
    folder, _ = planned
    lines = (folder / "run" / "roster.csv").read_text().splitlines()
    agent, day = lines[1].split(",")[:2]
    shift = [line for line in lines[1:] if line.startswith(f"{agent},{day}")]
    moved = [line.replace(day, "2026-10-31") for line in shift]
    (tmp_path / "roster.csv").write_text("\n".join([*lines, *moved]) + "\n")
    call = ("--roster", tmp_path / "roster.csv")
    done = wfm("simulate", folder / "tiny", *call, *LIMITS[2:])
    assert "breaks" in done.stderr, done.stderr


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


def test_a_plan_goes_on_from_another_and_into_runs_by_default(planned, tmp_path):
    folder, _ = planned
    done = wfm("plan", folder / "tiny", "--resume", folder / "run", *LIMITS, cwd=tmp_path)
    assert done.returncode in (0, 4), done.stderr
    (run,) = (tmp_path / "runs" / "tiny").iterdir()
    assert str(run.relative_to(tmp_path) / "report.html") in done.stdout
    before, after = (json.loads((r / "run.json").read_text()) for r in (folder / "run", run))
    assert after["loop"]["rounds"][0]["search"] == "resumed"
    assert after["loop"]["rounds"][0]["paid_hours"] == before["paid_hours"]


def test_too_few_people_end_in_exit_code_4_and_a_whole_run(tmp_path):
    agents = [{"id": "A0", "contract": "full", "skills": "sales;care"}]
    scenario = write_tiny(tmp_path / "tiny", agents=agents)
    done = wfm("plan", scenario, "--out", tmp_path / "run", "--json", *LIMITS)
    assert done.returncode == 4
    printed = json.loads(done.stdout)
    assert printed["verdict"] == "not met"
    assert printed["under_hours"] > 50
    (broken, *_) = printed["shortages"]
    assert broken["target"] == "sales-80-20"
    assert broken["when"][0]["share"] > 0
    assert broken["mending"]["people"] >= 1
    assert (tmp_path / "run" / "report.html").exists()


def test_init_says_what_columns_became_and_that_a_short_shift_has_no_break(tmp_path):
    rows = [
        f"2026-06-{day:02d} {hour:02d}:00,{5 + hour % 3},{7 + day % 3},{12 + hour % 3 + day % 3}"
        for day in range(1, 29)
        for hour in range(9, 14)
    ]
    (tmp_path / "wide.csv").write_text("ds,Sales,Care,Total\n" + "\n".join(rows) + "\n")
    made = wfm("init", "short", "--history", tmp_path / "wide.csv", "--timezone", "UTC",
               "--in", tmp_path / "scenarios")  # fmt: skip
    assert made.returncode == 0
    assert "each other column is a queue: " in made.stdout
    assert "'Total' is the sum" in made.stdout
    assert "has no breaks" in made.stdout
    told = wfm("forecast", "scenario", tmp_path / "scenarios" / "short")
    assert "wfm: history: look: 'Total' is the sum" in told.stderr
