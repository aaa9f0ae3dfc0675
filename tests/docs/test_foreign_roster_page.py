"""The page about rosters of other tools shows what the command says."""

import shutil

from tests.cli.tiny_center import wfm
from tests.docs.test_docs import DOCS, blocks
from tests.reference import REPOSITORY


def test_the_grid_of_the_page_is_read_as_the_page_says(tmp_path):
    page = DOCS / "how-to" / "rosters.md"
    (grid,), (notes,) = (blocks(page, language) for language in ("csv", "text"))
    (tmp_path / "week.csv").write_text(grid, encoding="utf-8")
    command = next(c for c in blocks(page, "bash") if "roster check" in c)
    shutil.copytree(REPOSITORY / "scenarios", tmp_path / "scenarios")
    done = wfm(*command.split()[1:], cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert [line.removeprefix("wfm: week.csv: ") for line in done.stderr.splitlines()] == (
        notes.splitlines()
    )
    assert "B004" in done.stdout
