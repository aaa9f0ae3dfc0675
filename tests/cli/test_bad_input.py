"""Bad input ends in one clear sentence and the right exit code; nothing is left half done."""

import copy
import re

import pytest

from tests.cli.tiny_center import LIMITS, history_rows, tiny, wfm, write_history, write_tiny


def plan(folder, out):
    done = wfm("plan", folder, "--out", out, *LIMITS)
    assert "Traceback" not in done.stderr
    assert not out.exists()
    assert [p for p in out.parent.iterdir() if p.name.startswith(".")] == []
    return done


def header(text: str):
    def change(lines):
        return [text, *lines[1:]]

    return change


def row(number: int, text: str):
    def change(lines):
        return [*lines[:number], text, *lines[number + 1 :]]

    return change


BAD_HISTORIES = {
    "missing column": (header("interval_start,queue,calls,aht_s"), ["offered"]),
    "unknown queue": (row(3, "2026-10-05T09:00:00+01:00,slaes,3,200"), ["slaes", "sales"]),
    "negative count": (row(3, "2026-10-05T09:00:00+01:00,sales,-3,200"), [":4", "-3"]),
    "no number": (row(3, "2026-10-05T09:00:00+01:00,sales,three,200"), [":4", "three"]),
    "no time": (row(3, "yesterday,sales,3,200"), [":4", "yesterday"]),
    "spring gap": (row(3, "2026-03-29T01:30:00,sales,3,200"), [":4", "01:30"]),
    "off the grid": (row(3, "2026-10-05T09:07:00+01:00,sales,3,200"), [":4"]),
    "contradiction": (lambda lines: [*lines, lines[5].rsplit(",", 2)[0] + ",999,1"], ["999"]),
    "header only": (lambda lines: lines[:1], ["history.csv"]),
}


@pytest.mark.parametrize("name", BAD_HISTORIES)
def test_bad_histories(tmp_path, name):
    change, words = BAD_HISTORIES[name]
    folder = write_tiny(tmp_path / "tiny")
    file = folder / "history.csv"
    file.write_text("\n".join(change(file.read_text().splitlines())) + "\n")
    done = plan(folder, tmp_path / "run")
    assert done.returncode == 5, done.stderr
    for word in ("history.csv", *words):
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"\x89PNG\x00\x01\x02" * 50, "text"), (b"PK\x03\x04\x00" * 99, "text")],
)
def test_histories_that_are_no_tables(tmp_path, content, words):
    folder = write_tiny(tmp_path / "tiny")
    (folder / "history.csv").write_bytes(content)
    done = plan(folder, tmp_path / "run")
    assert done.returncode == 5
    assert words in done.stderr


def test_unsorted_and_doubled_rows_are_mended_and_said(tmp_path):
    folder = write_tiny(tmp_path / "tiny")
    rows = history_rows()
    write_history(folder / "history.csv", [*reversed(rows), rows[0]])
    done = wfm("history", folder)
    assert done.returncode == 0, done.stderr
    assert "note:" in done.stdout
    assert "duplicate" in done.stdout.lower()


def test_no_history_file(tmp_path):
    folder = write_tiny(tmp_path / "tiny")
    (folder / "history.csv").unlink()
    done = plan(folder, tmp_path / "run")
    assert done.returncode == 5
    assert "history.csv" in done.stderr


BAD_SCENARIOS = {
    "agent without skills": (("agents", 0, "skills"), "", "agent 'A0' has no skills"),
    "unknown queue": (("targets", 0, "queue"), "sale", "unknown queue 'sale'"),
    "unknown rule": (("contracts", 0, "rules"), {"min_rset": {"hours": 11}}, "min_rset"),
    "contradictory hours": (
        ("contracts", 0, "rules"),
        {"weekly_paid_hours": {"min": 40, "max": 35}},
        "weekly_paid_hours",
    ),
    "unknown field": (("queues", 0, "opne"), "08:00-20:00", "unknown field 'opne'"),
    "zero days": (("horizon", "days"), 0, "horizon.days"),
}


@pytest.mark.parametrize("name", BAD_SCENARIOS)
def test_bad_scenarios(tmp_path, name):
    path, value, words = BAD_SCENARIOS[name]
    data = copy.deepcopy(tiny())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    folder = write_tiny(tmp_path / "tiny", **data)
    done = plan(folder, tmp_path / "run")
    assert done.returncode == 5, done.stderr
    assert words in done.stderr, done.stderr
    assert re.search(r"scenario\.yaml:\d+: ", done.stderr), done.stderr


@pytest.mark.parametrize("command", ["history", "forecast", "staff"])
def test_wrong_rules_are_told_by_commands_that_need_none(tmp_path, command):
    contracts = copy.deepcopy(tiny()["contracts"])
    contracts[0]["rules"] = {"min_rset": {"hours": 11}}
    done = wfm(command, write_tiny(tmp_path / "tiny", contracts=contracts))
    assert done.returncode == 5, done.stderr
    assert "unknown work rule; did you mean 'min_rest'?" in done.stderr
    assert re.search(r"scenario\.yaml:\d+: ", done.stderr), done.stderr


def test_hours_that_no_shifts_add_up_to_are_explained(tmp_path):
    contracts = [
        {
            "name": "full",
            "shifts": ["day"],
            "cost_per_hour": 20,
            "rules": {
                "weekly_paid_hours": {"min": 35, "max": 35},
                "working_days_per_week": {"max": 3},
            },
        }
    ]
    folder = write_tiny(tmp_path / "tiny", contracts=contracts)
    done = plan(folder, tmp_path / "run")
    assert done.returncode in (3, 5), done.stderr
    assert "weekly_paid_hours" in done.stderr
    assert "working_days_per_week" in done.stderr


def test_an_agent_with_no_feasible_roster_is_named_with_the_rules_that_clash(tmp_path):
    rules = {"working_days_per_week": {"min": 6}, "max_consecutive_days": {"days": 2}}
    contracts = [{"name": "full", "shifts": ["day"], "cost_per_hour": 20, "rules": rules}]
    horizon = tiny()["horizon"] | {"days": 7}
    folder = write_tiny(tmp_path / "tiny", contracts=contracts, horizon=horizon)
    done = plan(folder, tmp_path / "run")
    assert done.returncode == 3, done.stderr
    for words in ("'A0'", "working_days_per_week", "max_consecutive_days", "5 instead of 6"):
        assert words in done.stderr, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "nowhere"),
        ("plan", "tiny", "--seed", "x"),
        ("plan", "tiny", "--replications", "1"),
        ("fly",),
        ("compare", "tiny"),
        ("forecast", "nowhere"),
        ("staff", "tiny", "--explain", "golf", "2026-10-26 10:00"),
    ],
)
def test_wrong_calls_exit_with_2(tmp_path, arguments):
    write_tiny(tmp_path / "tiny")
    done = wfm(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("simulate", "tiny", "--figures", "taken"),
        ("simulate", "tiny", "--replications", "2", "--figures", "taken/pages"),
        ("schedule", "tiny", "--seconds", "0.1", "--figure", "taken/search.html"),
    ],
)
def test_a_figure_that_cannot_be_written_is_told_by_its_option(tmp_path, arguments):
    write_tiny(tmp_path / "tiny")
    (tmp_path / "taken").write_text("mine")
    done = wfm(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert re.search(r"--figures?'?:? .*taken", done.stderr.replace("\n", " ")), done.stderr
    assert "is a file" in done.stderr
    assert (tmp_path / "taken").read_text() == "mine"


def test_an_earlier_run_is_not_overwritten(tmp_path):
    write_tiny(tmp_path / "tiny")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text('{"files": []}')
    for command in (("plan", "tiny", *LIMITS), ("report", "elsewhere", "--quiet")):
        done = wfm(*command, "--out", "run", cwd=tmp_path)
        assert done.returncode == 2
        assert "--out run holds an earlier run, which is never overwritten" in done.stderr
    assert (tmp_path / "run" / "run.json").read_text() == '{"files": []}'


def test_a_strangers_folder_is_not_touched(tmp_path):
    write_tiny(tmp_path / "tiny")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    done = wfm("plan", "tiny", "--out", "mine", *LIMITS, cwd=tmp_path)
    assert done.returncode == 2
    assert "notes.txt" in done.stderr
