"""The documentation is true: its commands run, its generated pages are up to date."""

import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.tiny_center import wfm
from tests.reference import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
QUICK = "\nscheduling: {seconds: 1}\nsimulation: {replications: 4}\nplanning: {rounds: 1}\n"


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)


def run_as_reader(command: str, folder: Path) -> None:
    """Run a block of commands, all of them calls of wfm."""
    for line in command.replace("\\\n", " ").splitlines():
        name, *arguments = shlex.split(line, comments=True) or ["wfm", "--help"]
        assert name == "wfm", f"'{line}' is no call of wfm"
        done = wfm(*arguments, cwd=folder)
        assert done.returncode in (0, 4), f"{line}\n{done.stdout}{done.stderr}"


def hasten(scenario: Path) -> None:
    """Shorten horizon, search and simulation: the pages are tested, not the figures."""
    text = re.sub(r"(?m)^(scheduling|simulation|planning):.*\n", "", scenario.read_text())
    text = re.sub(r"(?m)^( +days:) \d+", r"\1 14", text)
    scenario.write_text(text + QUICK)


def copy_scenarios(folder: Path) -> None:
    shutil.copytree(REPOSITORY / "scenarios", folder / "scenarios")
    for name in ("retail-bank", "help-desk"):
        hasten(folder / "scenarios" / name / "scenario.yaml")


def test_the_tutorial_runs_as_written(tmp_path):
    copy_scenarios(tmp_path)
    page = DOCS / "tutorial" / "first-plan.md"
    what_if = tmp_path / "scenarios" / "my-center-busy"
    what_if.mkdir()
    (what_if / "scenario.yaml").write_text(blocks(page, "yaml")[0])
    for command in blocks(page, "bash"):
        run_as_reader(command, tmp_path)
        written = tmp_path / "scenarios" / "my-center" / "scenario.yaml"
        if "wfm init" in command:
            hasten(written)
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


def test_the_generated_pages_are_up_to_date(tmp_path, monkeypatch):
    shutil.copy(DOCS / "build.py", tmp_path / "build.py")
    (tmp_path / "reference").mkdir()
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setenv("COLUMNS", "96")
    runpy.run_path(str(tmp_path / "build.py"), run_name="__main__")
    for name in ("scenario.md", "commands.md"):
        made, kept = (p / "reference" / name for p in (tmp_path, DOCS))
        assert made.read_text() == kept.read_text(), f"run 'make docs' and commit {name}"
