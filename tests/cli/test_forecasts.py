"""The forecast commands: update, snapshot, accuracy, and what the planner changed."""

import json
from datetime import date

import pytest

from tests.center.builders import write_scenario
from tests.cli.tiny_center import history_rows, tiny, wfm, write_history, write_tiny
from wfm.cli.forecast_tables import repair_lines
from wfm.forecast.repair import Repair

MONDAY = "2026-10-26"


def actual_rows(ratio=1.0):
    """The plan's week as it comes: the last eight weeks' first, moved to the horizon."""
    return [
        (f"{MONDAY}T{moment[11:]}", queue, round(offered * ratio), aht)
        for moment, queue, offered, aht in history_rows()
        if moment.startswith("2026-10-19")
    ]


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    folder = write_tiny(tmp_path_factory.mktemp("center") / "tiny")
    rows = [(m.replace("+01:00", "+00:00"), *rest) for m, *rest in actual_rows(1.5)]
    write_history(folder / "today.csv", rows)
    return folder


def printed(*arguments, code=0):
    done = wfm(*arguments)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def test_the_rest_of_the_day_follows_what_came(center, tmp_path):
    found = printed(
        "forecast", "update", center, "--actuals", center / "today.csv", "--at", f"{MONDAY} 12:00",
        "--json", "--out", tmp_path / "updated.csv",
    )  # fmt: skip
    monday = [day for day in found["days"] if day["day"] == MONDAY]
    assert all(day["offered"] > day["before"] for day in monday)
    later = [day for day in found["days"] if day["day"] != MONDAY]
    assert all(day["offered"] == pytest.approx(day["before"]) for day in later)
    assert (tmp_path / "updated.csv").exists()


def test_a_snapshot_is_frozen_and_measured(center, tmp_path):
    frozen = tmp_path / "frozen"
    done = wfm("forecast", "snapshot", center, "--out", frozen)
    assert done.returncode == 0, done.stderr
    again = wfm("forecast", "snapshot", center, "--out", frozen)
    assert again.returncode == 2
    assert "never overwritten" in again.stderr
    found = printed("forecast", "accuracy", frozen, "--actuals", center / "today.csv", "--json")
    whole = [row for row in found["accuracy"] if row["week"] == "all"]
    assert {row["queue"] for row in whole} == {"sales", "care"}
    assert all(row["bias"] < -0.2 and row["days"] == 1 for row in whole)
    updated = printed(
        "forecast", "update", center, "--actuals", center / "today.csv", "--snapshot", frozen,
        "--json",
    )  # fmt: skip
    assert updated["days"][0]["before"] < updated["days"][0]["offered"]
    (frozen / "days.csv").write_text("day,queue,offered,day_sd\n")
    edited = wfm("forecast", "accuracy", frozen, "--actuals", center / "today.csv")
    assert edited.returncode == 5
    assert "changed after it was frozen" in edited.stderr


def test_overrides_are_listed_apart_from_the_statistical_forecast(center, tmp_path):
    folder = tmp_path / "hand"
    overrides = [{"name": "mailing", "days": MONDAY, "queues": ["sales"], "add": 40}]
    write_scenario(folder, tiny() | {"overrides": overrides})
    write_history(folder / "history.csv", history_rows())
    found = printed("forecast", folder, "--json")
    first = found["days"][0]
    assert first["offered"] == pytest.approx(first["statistical"] + 40)
    assert found["changes"][0]["name"] == "mailing"
    assert "mailing" in wfm("forecast", folder).stdout


def test_what_an_update_gains_is_measured(center):
    found = printed(
        "forecast", "backtest", center / "history.csv", "--first", "2026-10-05", "--origins", "3",
        "--step", "2", "--horizons", "1,7", "--update-at", "12:00", "--timezone", "Europe/London",
        "--json",
    )  # fmt: skip
    assert {(row["queue"], row["horizon_days"]) for row in found} == {
        (queue, days) for queue in ("care", "sales") for days in (1, 7)
    }
    assert all(set(row) >= {"at", "wape", "updated_wape", "change"} for row in found)


def test_actuals_may_have_the_dates_of_the_country(center, tmp_path):
    rows = [f"{MONDAY[8:]}/{MONDAY[5:7]}/{MONDAY[:4]} {h:02d}:{m:02d},{q},90"
            for q in ("sales", "care") for h in range(9, 12) for m in (0, 30)]  # fmt: skip
    actuals = tmp_path / "today.csv"
    actuals.write_text("\n".join(["interval_start,queue,offered", *rows]) + "\n")
    refused = wfm("forecast", "update", center, "--actuals", actuals)
    assert refused.returncode == 5
    assert "DD/MM/YYYY" in refused.stderr
    dates = ("--date-format", "DD/MM/YYYY", "--json")
    found = printed("forecast", "update", center, "--actuals", actuals, *dates)
    assert found["days"][0]["before"] != found["days"][0]["offered"]
    frozen = tmp_path / "frozen"
    assert wfm("forecast", "snapshot", center, "--out", frozen).returncode == 0
    measured = printed("forecast", "accuracy", frozen, "--actuals", actuals, *dates)
    assert {row["queue"] for row in measured["accuracy"]} == {"sales", "care"}


def test_handle_times_are_measured_too(center):
    words = ("--first", "2026-10-05", "--origins", "2", "--horizons", "1,7", "--aht")
    found = printed("forecast", "backtest", center / "history.csv", *words, "--json")
    assert {(row["queue"], row["model"]) for row in found} == {
        (queue, model) for queue in ("sales", "care") for model in ("wfm", "mean_of_four_weeks")
    }
    assert all(0 <= row["wape"] < 1 and row["aht_s"] > 0 for row in found)
    refused = wfm("forecast", "backtest", center / "history.csv", *words, "--model", "wfm")
    assert refused.returncode == 2
    assert "leave --update-at and --model out" in refused.stderr
    refused = wfm("forecast", "backtest", center / "history.csv", *words, "--country", "GB")
    assert refused.returncode == 2
    assert "leave --country and --subdivision out" in refused.stderr


def test_a_foreign_long_file_is_measured_by_the_names_of_its_columns(center, tmp_path):
    lines = (center / "history.csv").read_text().splitlines()
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("\n".join(["Start,Skill,Calls In,aht", *lines[1:]]) + "\n")
    words = ("--first", "2026-10-05", "--origins", "1", "--horizons", "1", "--json", "--model",
             "last_four_weeks", "--timezone", "Europe/London")  # fmt: skip
    columns = ("--time-column", "Start", "--value-column", "Calls In")
    found = printed("forecast", "backtest", foreign, *words, *columns)
    own = printed("forecast", "backtest", center / "history.csv", *words)
    assert [(r["queue"], r["wape"]) for r in found] == [(r["queue"], r["wape"]) for r in own]
    assert set(own[0]) == {
        "queue", "model", "horizon_days", "wape", "daily_wape", "bias", "rmse", "within10", "wql",
        "coverage80", "coverage90", "floor", "skill", "cpu_s",
    }  # fmt: skip
    other = tmp_path / "other.csv"
    other.write_text("\n".join(["Start,Abteilung,Calls In,aht", *lines[1:]]) + "\n")
    named = printed("forecast", "backtest", other, *words, *columns, "--queue-column", "Abteilung")
    assert named == [row | {"cpu_s": again["cpu_s"]} for row, again in zip(own, named, strict=True)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("update", "{center}", "--actuals", "{center}/history.csv"), 5, "nothing to update"),
        (
            ("update", "{center}", "--actuals", "{center}/today.csv", "--at", "noon"),
            2,
            "is not a time",
        ),
        (
            ("update", "{center}", "--actuals", "{center}/today.csv", "--at", "2030-01-01 12:00"),
            2,
            "not inside the forecast",
        ),
        (
            ("backtest", "{center}/history.csv", "--first", "2026-10-05", "--subdivision", "ENG"),
            2,
            "add --country",
        ),
        (("accuracy", "{center}", "--actuals", "{center}/today.csv"), 5, "is no snapshot"),
    ],
)
def test_wrong_calls_are_refused_in_a_sentence(center, arguments, code, words):
    done = wfm("forecast", *(a.format(center=center) for a in arguments))
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("days", ["99999999", "0", "1,,7"])
def test_horizons_that_cannot_be_are_refused(center, days):
    file = center / "history.csv"
    done = wfm("forecast", "backtest", file, "--first", "2026-09-28", "--horizons", days)
    assert done.returncode == 2
    assert "--horizons" in done.stderr
    assert "Traceback" not in done.stderr


def test_days_without_a_record_are_one_line_for_all_queues():
    missing = [
        Repair(queue, date(2026, 1, day), "missing day", "no record")
        for queue in ("sales", "care")
        for day in range(1, 9)
    ]
    (line,) = repair_lines(missing)
    assert line.startswith("repair: 8 days have no record and are left out of the forecast: 2026-")
    assert line.endswith("2026-01-06 and 2 more (--json)")
