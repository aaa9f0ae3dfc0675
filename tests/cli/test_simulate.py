"""``wfm simulate``: a precision, a running day, recorded contacts, logs and pages."""

import json
import re

import pandas as pd
import pytest

from tests.cli.tiny_center import tiny, wfm, write_tiny
from tests.reference import REPOSITORY

DAY = "2026-10-27"


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("center") / "tiny")


@pytest.fixture(scope="module")
def roster(center):
    file = center / "roster.csv"
    done = wfm("schedule", center, "--out", file, "--seconds", "2", "--quiet", "--json")
    assert done.returncode == 0, done.stderr
    return file


def simulated(center, roster, *options):
    done = wfm("simulate", center, "--roster", roster, *options, "--quiet", "--json")
    assert done.returncode in (0, 4), done.stderr
    return json.loads(done.stdout)


def measure(found, name, queue="all"):
    rows = [m for m in found["measures"] if m["measure"] == name and m["queue"] == queue]
    return rows[0]["value"]


def refused(center, roster, *options):
    done = wfm("simulate", center, "--roster", roster, *options, "--quiet")
    assert done.returncode in (2, 5)
    assert "Traceback" not in done.stderr
    return done.stderr


def test_replications_are_added_until_every_target_is_precise(center, roster):
    found = simulated(center, roster, "--precision", "2")
    assert found["replications"] >= 30
    for target in found["targets"]:
        assert target["high"] - target["low"] <= 0.0401
    assert "either" in refused(center, roster, "--precision", "2", "--replications", "5")


def test_recorded_contacts_take_the_place_of_the_forecast(center, roster, tmp_path):
    calls = tmp_path / "calls.csv"
    lines = [f"sales,{DAY} 1{h}:{m:02d}:30,180" for h in (0, 1) for m in range(0, 60, 10)]
    lines += [f"care,{DAY}T12:05:00+00:00,", "care,2027-01-01 10:00,60"]
    calls.write_text("queue,arrival,handle_s\n" + "\n".join(lines) + "\n")
    log = tmp_path / "log.parquet"
    found = simulated(center, roster, "--contacts", calls, "--replications", "3", "--log", log)
    assert measure(found, "offered", "sales") == 12
    assert measure(found, "offered", "care") == 1
    frame = pd.read_parquet(log)
    assert frame.groupby("replication").size().tolist() == [13, 13, 13]
    taken = frame[(frame["queue"] == "sales") & (frame["outcome"] == "answered")]
    assert set(taken["handle_s"]) == {180.0}


def test_the_log_is_not_written_under_a_name_of_another_format(center, roster, tmp_path):
    assert "name it log.parquet" in refused(center, roster, "--log", tmp_path / "log.csv")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sails,2026-10-27 10:00,60", "unknown queue 'sails'"),
        ("sales,tomorrow,60", "'tomorrow' is not a date and time"),
        ("sales,2026-10-27 10:00,soon", "'soon' is not a number of seconds"),
        ("sales,2026-10-27 10:00,-5", "'-5' is not a number of seconds"),
        ("sales,2030-10-27 10:00,5", "none of the 1 contacts lies in the horizon"),
        ("sales,,5", "a contact needs arrival"),
    ],
)
def test_contacts_that_cannot_be_read_are_named(center, roster, tmp_path, row, said):
    calls = tmp_path / "calls.csv"
    calls.write_text(f"queue,arrival,handle_s\n{row}\n")
    message = refused(center, roster, "--contacts", calls)
    assert said in message
    assert "calls.csv" in message


def test_a_running_day_starts_with_who_waits_and_who_is_busy(center, roster, tmp_path):
    on_queue = pd.read_csv(roster)
    agent = on_queue.loc[on_queue["day"] == DAY, "agent"].iloc[0]
    state = tmp_path / "now.yaml"
    text = f"""
at: {DAY} 11:00
waiting:
  - {{queue: sales, for_s: 30, count: 4}}
busy:
  - {{agent: {agent}, queue: sales, for_s: 1 min}}
"""
    state.write_text(text)
    whole = simulated(center, roster, "--replications", "4")
    rest = simulated(center, roster, "--replications", "4", "--state", state)
    assert 0 < measure(rest, "offered") < measure(whole, "offered")
    state.write_text(text.replace(str(agent), "nobody"))
    assert "unknown agent 'nobody'" in refused(center, roster, "--state", state)
    state.write_text(text.replace("11:00", "03:00"))
    assert "does not have" in refused(center, roster, "--state", state)
    state.write_text(text.replace(DAY, "2020-01-01"))
    assert "is not in the horizon" in refused(center, roster, "--state", state)
    people = [a | ({"skills": "care"} if a["id"] == agent else {}) for a in tiny()["agents"]]
    other = write_tiny(tmp_path / "narrow", agents=people)
    state.write_text(text)
    assert "takes no contacts of 'sales'" in refused(other, roster, "--state", state)


def test_pages_of_the_busiest_day(center, roster, tmp_path):
    simulated(center, roster, "--replications", "3", "--figures", tmp_path / "living")
    pages = {p.name for p in (tmp_path / "living").iterdir()}
    assert pages == {"waits.html", "queue-day.html", "animated-day.html"}


def test_the_how_to_names_only_options_that_exist():
    page = (REPOSITORY / "docs" / "how-to" / "simulate-a-day.md").read_text()
    known = wfm("simulate", "--help").stdout
    for option in set(re.findall(r"--[a-z]+", page)):
        assert option in known
