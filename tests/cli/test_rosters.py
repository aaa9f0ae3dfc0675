"""Commands about rosters: diff and repair, on a small center on disk."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.tiny_center import wfm, write_tiny

HEADER = "agent,day,shift,activity,start,end,paid\n"


def line(agent: str, day: str, start: str, end: str, activity: str = "on_queue") -> str:
    paid = "false" if activity == "meal" else "true"
    return f"{agent},{day},day,{activity},{day}T{start},{day}T{end},{paid}\n"


def shift(agent: str, day: str, start: str = "09:00", lunch: str = "12:00") -> str:
    after, end = lunch.replace(":00", ":30"), {"09:00": "16:30", "09:30": "17:00"}[start]
    return (
        line(agent, day, start, lunch)
        + line(agent, day, lunch, after, "meal")
        + line(agent, day, after, end)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("center"))


def written(folder: Path, name: str, *shifts: str) -> Path:
    file = folder / name
    file.write_text(HEADER + "".join(shifts), encoding="utf-8")
    return file


def test_diff_tells_a_supervisor_what_changed(folder: Path) -> None:
    before = written(folder, "before.csv", shift("A1", "2026-10-26"), shift("A2", "2026-10-27"))
    after = written(folder, "after.csv", shift("A1", "2026-10-26", "09:30"))
    done = wfm("roster", "diff", before, after)
    assert done.returncode == 0, done.stderr
    assert "day 09:00-16:30 becomes day 09:30-17:00" in done.stdout
    assert "is off, was day 09:00-16:30" in done.stdout
    assert "1 removed, 1 moved" in done.stdout
    plain = json.loads(wfm("roster", "diff", before, after, "--json").stdout)
    assert [change["change"] for change in plain["changes"]] == ["moved", "removed"]
    assert plain["totals"]["paid_hours"] == -7


def test_repair_finds_somebody_for_an_absence(folder: Path) -> None:
    day = "2026-10-26"
    written(folder, "monday.csv", *(shift(f"A{i}", day) for i in range(4)))
    rows = ["interval_start,queue,required_gross\n"]
    rows += [f"{day}T{h:02d}:{m}:00+00:00,sales,4\n" for h in range(9, 16) for m in ("00", "30")]
    (folder / "need.csv").write_text("".join(rows), encoding="utf-8")
    done = wfm("roster", "repair", folder / "monday.csv", "--absent", f"A1:{day}",
               "--requirement", folder / "need.csv", "--out", folder / "mended.csv")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 shifts added" in done.stdout
    lost = "the absence, not counted above, takes 1 shift of 7.0 paid hours: +0.0 in all"
    assert f"+7.0 paid hours\n{lost}" in (done.stdout)
    assert wfm("roster", "check", folder / "mended.csv").returncode == 0
    told = json.loads(
        wfm("roster", "diff", folder / "monday.csv", folder / "mended.csv", "--json").stdout
    )
    assert sorted(c["change"] for c in told["changes"]) == ["added", "removed"]
    assert told["totals"]["paid_hours"] == 0
    alone = wfm("roster", "repair", folder / "monday.csv", "--absent", f"A1:{day}",
                "--requirement", folder / "need.csv", "--max-agents", "0")  # fmt: skip
    assert "nothing else is changed\nthe absence, not counted above, takes 1 shift" in alone.stdout
    assert "-7.0 in all" in alone.stdout


def test_repair_says_how_an_absence_is_written(folder: Path) -> None:
    done = wfm("roster", "repair", folder / "before.csv", "--absent", "A1 on Monday")
    assert done.returncode == 2
    assert "write AGENT:DAY" in done.stderr


def test_ask_says_yes_or_no_and_why(folder: Path) -> None:
    day = "2026-10-26"
    file = written(folder, "ask.csv", shift("A1", day), shift("A2", day, "09:30"))
    need = folder / "one.csv"
    need.write_text(
        "interval_start,queue,required_gross\n" + f"{day}T10:00:00+00:00,sales,2\n",
        encoding="utf-8",
    )
    swap = wfm("roster", "ask", file, "--swap", f"A1:A2:{day}", "--requirement", need)
    assert (swap.returncode, swap.stdout.split()[0]) == (0, "yes"), swap.stderr
    off = wfm("roster", "ask", file, "--off", f"A1:{day}", "--requirement", need)
    assert off.returncode == 3
    assert "0.5 agent-hours would be short" in off.stdout
    give = wfm("roster", "ask", file, "--give", f"A1:A3:{day}", "--requirement", need)
    assert (give.returncode, give.stdout.split()[0]) == (0, "yes"), give.stderr
    wanted = f"A3:{day}:day@09:00,day@09:30"
    bid = wfm("roster", "ask", file, "--bid", wanted, "--requirement", need)
    assert (bid.returncode, bid.stdout.split("\n")[0]) == (0, "1. day@09:00: yes"), bid.stderr
    for wrong in ("A3", f"A3:{day}", f"A3:{day}:day@noon", "A3:Monday:day"):
        refused = wfm("roster", "ask", file, "--bid", wrong, "--requirement", need)
        assert (refused.returncode, "write AGENT:DAY" in refused.stderr) == (2, True)
    several = f"A3:{day}:day@09:00,night,day@11:00"
    refused = wfm("roster", "ask", file, "--bid", several, "--requirement", need)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no shift 'night'" in refused.stderr
    assert "no shift 'day' at 11:00" in refused.stderr
    alone = wfm("roster", "ask", file, "--swap", f"A1:A1:{day}", "--requirement", need)
    assert (alone.returncode, "name two agents" in alone.stderr) == (2, True)


def test_a_long_list_of_broken_rules_ends_with_a_count(folder: Path) -> None:
    row = "A{},2026-10-{},day,on_queue,2026-10-{}T05:00:00,2026-10-{}T06:00:00,true\n"
    rows = [row.format(i, *[day] * 3) for i in range(8) for day in range(26, 31)]
    file = written(folder, "wrong.csv", *rows)
    told = json.loads(wfm("roster", "check", file, "--json").stdout)
    count = len(told["violations"])
    assert count > 30
    short, long = wfm("roster", "check", file), wfm("roster", "check", file, "--all")
    assert (short.returncode, long.returncode) == (3, 3)
    assert f"{count} rules are broken" in short.stdout
    assert f"... and {count - 20} more (--all lists them); in all: template " in short.stdout
    assert len(long.stdout.splitlines()) - len(short.stdout.splitlines()) == count - 20 - 1


def test_explain_prices_every_other_shift(folder: Path) -> None:
    day = "2026-10-26"
    file = written(folder, "why.csv", shift("A1", day), shift("A2", day, "09:30"))
    need = folder / "two.csv"
    need.write_text(
        "interval_start,queue,required_gross\n" + f"{day}T09:00:00+00:00,sales,1\n",
        encoding="utf-8",
    )
    asked = ("roster", "explain", file, "--agent", "A1", "--day", day, "--requirement", need)
    done = wfm(*asked)
    assert done.returncode == 0, done.stderr
    assert "day 09:00-16:30 (as it is)" in done.stdout
    told = {s["shift"]: s for s in json.loads(wfm(*asked, "--json").stdout)["shifts"]}
    # Half an hour of the only one at nine would be short at 60 an hour, seven hours' pay saved.
    assert told["day off"]["under"] == 30
    assert told["day off"]["pay"] == -140
    wrong = wfm("roster", "explain", file, "--agent", "A1", "--day", "Monday")
    assert (wrong.returncode, "write the day as" in wrong.stderr) == (2, True)


def test_schedule_breaks_as_little_as_it_must_when_asked(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path)
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    team = "rules:\n- agents: A1\n  rules: {period_paid_hours: {min: 35}}\n"
    file.write_text(team + text, encoding="utf-8")
    clash = wfm("schedule", folder, "--seconds", "0.2", "-q")
    assert clash.returncode == 3
    assert "'A1'" in clash.stderr
    assert "weekly_paid_hours" in clash.stderr
    out = folder / "least.csv"
    done = wfm(
        "schedule", folder, "--seconds", "0.2", "-q", "--break-rules", "--out", out, "--json"
    )
    assert done.returncode == 3
    told = json.loads(done.stdout)["violations"]
    assert [(v["agent"], v["rule"]) for v in told] in (
        [("A1", "weekly_paid_hours")], [("A1", "period_paid_hours")],
    )  # fmt: skip
    checked = json.loads(wfm("roster", "check", out, "--json").stdout)["violations"]
    assert [v["rule"] for v in checked] == [v["rule"] for v in told]


def test_worth_prices_rules_and_people(folder: Path) -> None:
    file = written(folder, "worth.csv", shift("A1", "2026-10-26"))
    told = json.loads(wfm("roster", "worth", file, "--seconds", "0.1", "-q", "--json").stdout)
    assert {rule["rule"] for rule in told["rules"]} == {"weekly_paid_hours", "min_rest"}
    assert told["agents"][0]["contract"] == "full"
    assert wfm("roster", "wishes", file).stdout.startswith("nobody wished")


def test_fairness_tells_who_works_what(folder: Path) -> None:
    file = written(folder, "fair.csv", shift("A1", "2026-10-26"))
    page = folder / "fair.html"
    told = json.loads(wfm("roster", "fairness", file, "--figure", page, "--json").stdout)
    assert "Nobody works nights" in page.read_text()
    assert told["agents"][1]["shifts"] == 1
    assert told["spread"]["paid_hours"]["most"] == 7


def test_a_file_that_cannot_be_written_is_told_before_the_search(tmp_path: Path) -> None:
    place = tmp_path / "absent" / "roster.csv"
    # There is no such scenario either, and nothing was looked at yet.
    done = wfm("schedule", tmp_path / "none", "-o", place)
    assert done.returncode == 2
    assert f"{place} cannot be written" in done.stderr


def test_schedule_says_when_people_are_idle_because_an_hour_short_is_cheap(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path)
    file = folder / "scenario.yaml"
    told = wfm("schedule", folder, "--seconds", "0.3", "-q")
    assert "under_cost_per_hour" not in told.stdout
    scenario = yaml.safe_load(file.read_text())
    scenario["scheduling"] = {"under_cost_per_hour": 1}
    file.write_text(yaml.safe_dump(scenario))
    told = wfm("schedule", folder, "--seconds", "0.3", "-q")
    assert "9 of 9 agents could work a shift more" in told.stdout
    assert "raise under_cost_per_hour" in told.stdout
