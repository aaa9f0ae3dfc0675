"""The documentation is true: its commands run, its generated pages are up to date."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)


def run_as_reader(command: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode in (0, 4), f"{command}\n{done.stdout}{done.stderr}"


def copy_scenarios(folder: Path) -> None:
    """The shipped scenarios, with a loop of one round: the pages are tested, not the figures."""
    shutil.copytree(REPOSITORY / "scenarios", folder / "scenarios")
    for name in ("retail-bank", "help-desk"):
        with (folder / "scenarios" / name / "scenario.yaml").open("a") as written:
            written.write("\nplanning: {rounds: 1}\n")


def test_the_tutorial_runs_as_written(tmp_path):
    copy_scenarios(tmp_path)
    page = DOCS / "tutorial" / "first-plan.md"
    what_if = tmp_path / "scenarios" / "my-center-busy"
    what_if.mkdir()
    (what_if / "scenario.yaml").write_text(blocks(page, "yaml")[0])
    quick = "scheduling: {seconds: 3}\nsimulation: {replications: 4}\nplanning: {rounds: 1}\n"
    for command in blocks(page, "bash"):
        run_as_reader(command, tmp_path)
        written = tmp_path / "scenarios" / "my-center" / "scenario.yaml"
        if "wfm init" in command:
            text = re.sub(r"(?m)^(scheduling|simulation|planning):.*\n", "", written.read_text())
            written.write_text(text + quick)
    assert (tmp_path / "first-plan" / "report.html").exists()
    assert (tmp_path / "busy.html").exists()


def test_the_python_of_the_pages_runs(monkeypatch, tmp_path):
    copy_scenarios(tmp_path)
    shutil.copy(REPOSITORY / "scenarios" / "retail-bank" / "history.csv", tmp_path / "calls.csv")
    monkeypatch.chdir(tmp_path)
    for page in PAGES:
        for code in blocks(page, "python"):
            exec(compile(code, str(page), "exec"), {"__name__": "page"})


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_every_page_is_in_the_navigation_and_its_links_lead_somewhere(page):
    listed = (REPOSITORY / "mkdocs.yml").read_text()
    assert str(page.relative_to(DOCS)) in listed
    for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
        if "://" not in link:
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_rule_has_its_page():
    from wfm.schedule.rules import RULES

    assert {p.stem for p in (DOCS / "reference" / "rules").glob("*.md")} == set(RULES)


def test_the_generated_pages_are_up_to_date(tmp_path):
    shutil.copy(DOCS / "build.py", tmp_path / "build.py")
    (tmp_path / "reference").mkdir()
    subprocess.run([sys.executable, str(tmp_path / "build.py")], check=True, cwd=REPOSITORY)
    for name in ("scenario.md", "commands.md"):
        made, kept = (p / "reference" / name for p in (tmp_path, DOCS))
        assert made.read_text() == kept.read_text(), f"run 'make docs' and commit {name}"
