"""``wfm staff --skill-sets``, as a user calls it."""

import json

import pandas as pd
import pytest

from tests.cli.tiny_center import tiny, wfm, write_tiny


@pytest.fixture(scope="module")
def few_paths():
    with pytest.MonkeyPatch.context() as patch:
        for name, paths in (("SEARCH_PATHS", 12), ("LEVEL_PATHS", 30), ("PROBE_PATHS", 6)):
            patch.setattr(f"wfm.staff.skill_search.{name}", paths)
        yield


@pytest.fixture(scope="module")
def center(tmp_path_factory, few_paths):
    agents = tiny()["agents"]
    for agent in agents[:5]:
        agent["skills"] = "sales"
    folder = tmp_path_factory.mktemp("center") / "tiny"
    return write_tiny(folder, horizon=tiny()["horizon"] | {"days": 2}, agents=agents)


def test_skill_sets_are_printed_drawn_and_written(center, tmp_path):
    table, page = tmp_path / "staff.csv", tmp_path / "staff.html"
    done = wfm("staff", center, "--skill-sets", "--out", table, "--figure", page, "--workers", "1")
    assert done.returncode in (0, 4), done.stderr
    assert "skill sets" in done.stderr
    assert "sales+care" in done.stdout
    assert "by Erlang A" in done.stdout
    frame = pd.read_csv(table)
    assert set(frame["skill_set"]) == {"sales", "sales+care"}
    assert (frame["required_net"] <= frame["people"]).all()
    assert "Agents required, by skill set" in page.read_text()


def test_json_holds_the_verdict_and_the_way_there(center):
    done = wfm("staff", center, "--skill-sets", "--period", "240", "--json", "--quiet")
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert {t["name"] for t in found["targets"]} == {"sales-80-20", "abandonment"}
    assert found["required_net_h"] == sum(k["required_net_h"] for k in found["skill_sets"])
    assert found["rounds"][0]["cuts"] == 2
    assert done.returncode == (0 if all(t["met"] for t in found["targets"]) else 4)


def test_a_number_explains_itself(center):
    arguments = ("--skill-sets", "--period", "480", "--quiet", "--explain")
    done = wfm("staff", center, *arguments, "sales+care", "2026-10-26 12:00")
    assert done.returncode in (0, 4), done.stderr
    assert done.stdout.startswith("sales+care, Mon 26 Oct 2026 12:00: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--skill-sets", "--explain", "golf", "2026-10-26 10:00"), "no skill set 'golf'"),
        (("--skill-sets", "--explain", "sales", "noon"), "'noon' is not a time"),
        (("--skill-sets", "--period", "45"), "periods of 45 min"),
        (("--period", "60"), "go with --skill-sets"),
        (("--any-number",), "go with --skill-sets"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(center, arguments, words):
    done = wfm("staff", center, *arguments, "--quiet")
    assert done.returncode == 2
    assert words in done.stderr
