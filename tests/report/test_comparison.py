"""The comparison page."""

import re

from tests.report.build_plan import small_plan
from wfm.compare.comparison import Comparison, Run
from wfm.compare.runs import run_of_plan
from wfm.report import figures
from wfm.report.comparison import comparison_html, write_comparison


def pair(**changes) -> Comparison:
    base = run_of_plan(small_plan())
    other = Run(**(base.__dict__ | {"label": "more <people>"} | changes))
    return Comparison((base, other))


def test_page_shows_both_runs_and_escapes_their_names(tmp_path):
    base = pair().base
    cheaper = base.fixed | {"paid_hours": base.fixed["paid_hours"] - 10}
    path = tmp_path / "new" / "comparison.html"
    write_comparison(pair(fixed=cheaper, verdict="not met"), path)
    page = path.read_text(encoding="utf-8")
    assert "more &lt;people&gt;" in page
    assert "more <people>" not in page
    assert "-10.0" in page
    assert "targets not met" in page
    assert page == comparison_html(pair(fixed=cheaper, verdict="not met"))


def test_unpaired_run_is_named():
    assert "Other random numbers" not in comparison_html(pair())
    page = comparison_html(pair(pairing=("other",)))
    assert re.search(r"Other random numbers than the base: more &lt;people&gt;", page)


def test_change_of_nothing_is_no_change():
    figure = figures.service_differences(pair())
    assert set(figure.data[0].x) == {0.0}
    assert figure.layout.meta["says"].startswith("0 of")
