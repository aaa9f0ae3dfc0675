"""The other verbs, each as a user calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.tiny_center import LIMITS, history_rows, wfm, write_tiny


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("center") / "tiny")


def printed(*arguments, code=0):
    done = wfm(*arguments)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def test_help_is_one_screen_each():
    for command in ("history", "forecast", "staff", "schedule", "simulate", "plan", "compare"):
        done = wfm(command, "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) <= 40


def test_the_installed_command_answers_as_a_process_of_its_own(center):
    done = subprocess.run(
        [Path(sys.executable).parent / "wfm", "staff", center, "--explain", "golf", "2026-10-26"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wfm: ")
    assert "Traceback" not in done.stderr


def test_help_does_not_import_what_it_does_not_need():
    heavy = "{'numpy', 'pandas', 'pydantic', 'ortools', 'numba', 'plotly', 'scipy', 'simpy'}"
    code = f"import sys, wfm.cli.main; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_history_counts_what_is_in_the_file(center):
    found = printed("history", center, "--json")
    totals = {q["queue"]: q["contacts"] for q in found["queues"]}
    rows = history_rows()
    for queue in ("sales", "care"):
        assert totals[queue] == sum(r[2] for r in rows if r[1] == queue)


def test_forecast_by_day_and_as_a_file(center, tmp_path):
    found = printed("forecast", center, "--json", "--out", tmp_path / "f.csv")
    assert len(found["days"]) == 10
    assert all(d["low_10"] <= d["offered"] <= d["high_90"] for d in found["days"])
    frame = pd.read_csv(tmp_path / "f.csv")
    assert frame["offered"].sum() == pytest.approx(sum(d["offered"] for d in found["days"]))


def test_staff_explains_a_number(center):
    done = wfm("staff", center, "--explain", "sales", "2026-10-26 12:00", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "Erlang A" in done.stdout
    found = printed("staff", center, "--json", "--quiet")
    assert {q["queue"] for q in found["queues"]} == {"sales", "care"}


def test_shrinkage_by_weekday_and_hour_from_the_file_to_the_simulation(tmp_path):
    fridays = {"share": "50 %", "days": "fri", "hours": "15:00-17:00"}
    staffing = {"shrinkage": [{"share": "6 %"}, fridays], "planned_shrinkage": "2 %"}
    center = write_tiny(tmp_path / "center", staffing=staffing)
    for moment, words in (
        ("2026-10-30 14:30", "Shrinkage of 7.88%, planned 2% and unplanned 6% together"),
        ("2026-10-30 15:00", "Shrinkage of 51%, planned 2% and unplanned 50% together"),
    ):
        done = wfm("staff", center, "--explain", "sales", moment, "--quiet")
        assert words in done.stdout, done.stderr
    plan = wfm("plan", center, "--out", tmp_path / "run", "--no-loop", *LIMITS)
    assert plan.returncode in (0, 4), plan.stderr
    again = wfm("report", tmp_path / "run", "--out", tmp_path / "again", *LIMITS[4:])
    assert "every figure is as in" in again.stdout, again.stderr
    page = (tmp_path / "run" / "report.html").read_text()
    assert "shrinkage 7.9% to 51.0%" in page
    wrong = write_tiny(tmp_path / "wrong", staffing={"shrinkage": [{"share": 0.1, "days": "x"}]})
    done = wfm("staff", wrong, "--quiet")
    assert done.returncode == 5
    assert "staffing.shrinkage[0].days: 'x' is not a set of weekdays" in done.stderr


def test_schedule_writes_a_roster_that_simulate_reads(center, tmp_path):
    file = tmp_path / "roster.csv"
    page = tmp_path / "search.html"
    figures = printed(
        "schedule", center, "--out", file, "--figure", page, "--seconds", "1", "--json", "--quiet"
    )
    assert figures["bound"] <= figures["cost"] + 1e-6
    assert f"It ended at {figures['cost']:,.0f}" in page.read_text()
    done = wfm("simulate", center, "--roster", file, "--json", *LIMITS[2:])
    assert done.returncode in (0, 4), done.stderr
    assert {t["name"] for t in json.loads(done.stdout)["targets"]} == {"sales-80-20", "abandonment"}


def test_the_search_tells_a_bound_once_there_is_one(center):
    done = wfm("schedule", center, "--seconds", "1")
    first, *_ = [line for line in done.stderr.splitlines() if "cost" in line]
    assert "no bound yet" in first
    assert "gap" not in first
    assert "bound" in done.stdout


def test_a_search_that_took_long_says_that_its_limit_is_no_clock(center, monkeypatch):
    monkeypatch.setattr("wfm.cli.rosters.MUCH_LONGER", 0.0)
    # However busy the machine is, work ends the search.
    monkeypatch.setattr("wfm.schedule.budget.CLOCK_SLACK", 1_000.0)
    done = wfm("schedule", center, "--seconds", "0.3", "--quiet")
    told = "the limit of 0.3 seconds is one of work, not of the clock" in done.stdout
    assert told == ("work limit" in done.stdout)


def test_a_roster_edited_by_hand_is_checked(center, tmp_path):
    file = tmp_path / "roster.csv"
    printed("schedule", center, "--out", file, "--seconds", "1", "--json", "--quiet")
    header, *rows = file.read_text().splitlines()
    file.write_text("\n".join([header, *(r.replace(",day,", ",night,") for r in rows)]) + "\n")
    done = wfm("roster", "check", file, "--scenario", center)
    assert done.returncode in (3, 5)
    assert "night" in done.stdout + done.stderr


def test_a_users_own_two_columns_become_a_scenario_and_a_plan(tmp_path):
    totals: dict[str, int] = {}
    for moment, _, offered, _ in history_rows():
        totals[moment[:16]] = totals.get(moment[:16], 0) + offered
    lines = "".join(f"{when.replace('T', ' ')},{count}\n" for when, count in totals.items())
    (tmp_path / "calls.csv").write_text("when,calls\n" + lines)
    done = wfm(
        "init", "mine", "--history", "calls.csv", "--timezone", "Europe/London",
        "--queue", "calls", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "scenarios" / "mine" / "scenario.yaml").read_text()
    assert "09:00-17:00" in text
    done = wfm("plan", "scenarios/mine", "--out", "run", *LIMITS, cwd=tmp_path)
    assert done.returncode in (0, 4), done.stderr
    again = wfm(
        "init", "mine", "--history", "calls.csv", "--timezone", "Europe/London",
        "--queue", "calls", cwd=tmp_path,
    )  # fmt: skip
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_foreign_file_is_read_alike_by_itself_and_from_the_scenario_it_starts(tmp_path):
    days = [f"{day}.6.2026" for day in range(1, 15)]
    rows = "".join(f"{day};{hour};care;{hour}\n" for day in days for hour in range(8, 18))
    (tmp_path / "calls.csv").write_text("tag;stunde;gruppe;Anrufe: an\n" + rows)
    columns = ("--time-column", "stunde", "--date-column", "tag", "--queue-column", "gruppe")
    columns += ("--value-column", "Anrufe: an", "--date-format", "DD.MM.YYYY")
    zone = ("--timezone", "Europe/Berlin")
    seen = wfm("history", "calls.csv", *zone, *columns, "--json", cwd=tmp_path)
    assert seen.returncode == 0, seen.stderr
    made = wfm("init", "mine", "--history", "calls.csv", *zone, *columns, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    again = wfm("history", "scenarios/mine", "--json", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    of_file, of_scenario = (json.loads(one.stdout)["queues"] for one in (seen, again))
    assert [row["contacts"] for row in of_file] == [14 * sum(range(8, 18))]
    assert of_file == of_scenario


def test_erlang_answers_both_daily_questions():
    load = ("erlang", "--erlangs", "400", "--aht", "300", "--patience", "120", "--json")
    needed = {
        formula: printed(*load, "--target", "0.8", "--formula", formula)["agents"]
        for formula in ("offered", "virtual", "with_abandons")
    }
    assert needed == {"offered": 370, "virtual": 364, "with_abandons": 361}
    enough, short = (printed(*load, "--agents", n)["service_level"] for n in ("370", "369"))
    assert enough["offered"] >= 0.8 > short["offered"]
    assert len(enough) == 5
    assert wfm("erlang", "--erlangs", "4", "--aht", "300", "--agents", "5").returncode == 2


def test_generate_is_the_same_for_a_seed(tmp_path):
    from tests.reference import REPOSITORY

    spec = REPOSITORY / "scenarios" / "help-desk" / "generator.yaml"
    for name in ("a", "b"):
        done = wfm("generate", spec, "--seed", "4", "--out", tmp_path / f"{name}.csv")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_backtest_prints_the_documented_keys(center, tmp_path):
    rows = printed(
        "forecast", "backtest", center / "history.csv", "--interval", "30", "--horizons", "1,5",
        "--first", "2026-10-05", "--origins", "2", "--step", "5", "--timezone", "Europe/London",
        "--figures", tmp_path / "pages", "--json",
    )  # fmt: skip
    keys = {
        "queue", "model", "horizon_days", "wape", "daily_wape", "bias", "rmse", "within10", "wql",
        "coverage80", "coverage90", "floor", "skill", "cpu_s",
    }  # fmt: skip
    assert all(keys <= set(row) for row in rows)
    assert {row["horizon_days"] for row in rows} == {1, 5}
    assert {page.name for page in (tmp_path / "pages").iterdir()} == {"sales.html", "care.html"}
    wape = min(row["wape"] for row in rows if row["queue"] == "care" and row["horizon_days"] == 5)
    assert f"is best with {100 * wape:.1f} %" in (tmp_path / "pages" / "care.html").read_text()


def test_schema_is_of_every_file_that_is_shipped():
    from tests.reference import REPOSITORY

    shipped = json.loads((REPOSITORY / "scenarios" / "scenario.schema.json").read_text())
    assert printed("schema") == shipped
    for file in (REPOSITORY / "scenarios").glob("*/scenario.yaml"):
        assert file.read_text().startswith("# yaml-language-server: $schema="), file
