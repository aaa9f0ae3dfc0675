"""``wfm erlang``: the daily questions, the table beside a simulation, and the figure."""

import json

import pytest
from typer.testing import CliRunner

from wfm.center.errors import UsageError
from wfm.cli.main import app

LOAD = ("erlang", "--erlangs", "12", "--aht", "240", "--patience", "90")


def wfm(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def printed(*arguments):
    done = wfm(*arguments)
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def test_contacts_in_some_minutes_are_a_load():
    by_load = printed(*LOAD, "--agents", "13", "--json")
    by_contacts = printed(
        "erlang", "--contacts", "90", "--per", "30", "--aht", "240", "--patience", "90",
        "--agents", "13", "--json",
    )  # fmt: skip
    assert by_contacts == by_load
    assert set(by_load) == {
        "model", "erlangs", "aht_s", "threshold_s", "patience_s", "agents", "p_wait", "p_abandon",
        "mean_wait_s", "asa_s", "mean_queue_length", "occupancy", "service_level",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        (("--measure", "asa", "--target", "10"), lambda m: m["asa_s"] <= 10),
        (("--measure", "abandonment", "--target", "0.02"), lambda m: m["p_abandon"] <= 0.02),
        (("--target", "0.5", "--max-occupancy", "0.7"), lambda m: m["occupancy"] <= 0.7),
    ],
)
def test_agents_for_other_goals_are_enough_and_one_less_is_not(asked, reached):
    found = printed(*LOAD, *asked, "--json")
    assert reached(found)
    fewer = printed(*LOAD, "--agents", str(found["agents"] - 1), "--json")
    assert not reached(fewer)


def test_the_table_has_every_model_beside_the_others():
    found = printed(
        *LOAD, "--target", "0.8", "--what-if", "volume", "--simulate", "--quiet", "--json"
    )
    rows = found["what_if"]
    assert [round(r["erlangs"] / 12, 2) for r in rows] == [0.75 + 0.05 * i for i in range(11)]
    assert [r["agents"] for r in rows] == sorted(r["agents"] for r in rows)
    for row in rows:
        simulated = row["simulation"]["service_level"]["offered"]
        assert row["erlang_a"]["service_level"] >= 0.8
        assert simulated["value"] == pytest.approx(row["erlang_a"]["service_level"], abs=0.02)
        assert row["erlang_c"]["service_level"] < row["erlang_a"]["service_level"]
    here = rows[5]
    assert here["agents"] == found["agents"]
    assert here["simulation"] == found["simulation"]


def test_people_see_assumptions_warnings_and_a_figure(tmp_path):
    done = wfm(*LOAD, "--agents", "11", "--figure", tmp_path / "service.html", "--quiet")
    assert done.exit_code == 0, done.exception
    assert "Erlang C has no answer: the load is not below the agents" in done.stdout
    assert "after an exponential patience of 90 s" in done.stdout
    assert "runs of" in done.stdout
    page = (tmp_path / "service.html").read_text()
    assert "12 erlangs, AHT 240 s, patience 90 s" in page
    assert "simulated, 95% interval" in page
    without = wfm(*LOAD, "--agents", "11", "--no-simulate", "--quiet")
    assert "runs of" not in without.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--agents", "9", "--target", "0.8"), "either --agents or --target"),
        (("--agents", "9", "--contacts", "5"), "either --erlangs or --contacts"),
        (("--agents", "9", "--max-occupancy", "0.8"), "--max-occupancy bounds the answer"),
        (("--agents", "9", "--formula", "best"), "no service-level formula 'best'"),
        (("--target", "1.2"), "goal must be a share"),
        (
            ("--agents", "9", "--what-if", "aht", "--figure", "x.html", "--no-simulate"),
            "--figure is drawn over agents",
        ),
    ],
)
def test_what_is_wrong_is_said(options, message):
    done = wfm(*LOAD, *options, "--quiet")
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)
