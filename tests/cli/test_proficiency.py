"""Commands say that agents are counted by proficiency, where they are."""

from pathlib import Path

import pytest

from tests.cli.tiny_center import tiny, wfm, write_tiny

DAY = "2026-10-26"
PLACE = ("--agent", "A1", "--day", DAY, "-q")


@pytest.mark.parametrize(("given", "is_told"), [("sales=2; care=2", True), ("", False)])
def test_what_a_slow_agent_counts_as_is_told(tmp_path: Path, given: str, is_told: bool) -> None:
    first, *others = tiny()["agents"]
    slow = {"proficiency": given} if given else {}
    folder = write_tiny(tmp_path, agents=[first | slow, others[0] | slow, *others[1:]])
    roster = folder / "roster.csv"
    made = wfm("schedule", folder, "--seconds", "0.2", "-q", "--out", roster)
    assert made.returncode == 0, made.stderr
    explained = wfm("roster", "explain", roster, *PLACE).stdout
    assert ("'A1' counts as 0.5 agents" in explained) == is_told
    mended = wfm("roster", "repair", roster, "--absent", f"A1:{DAY}", "-q").stdout
    priced = wfm("roster", "worth", roster, "--seconds", "0.1", "-q").stdout
    assert all(("counted by proficiency" in said) == is_told for said in (mended, priced))
