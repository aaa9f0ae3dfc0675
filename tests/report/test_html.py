"""The HTML report: what a planner reads, and that the file stands alone."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.report.build_plan import small_plan
from wfm.center.lever import Levers
from wfm.forecast.changes import Change
from wfm.report.html import forecast_section, write_report
from wfm.report.summary import header, summary

VOID = {"meta", "link", "br", "hr", "img", "input"}


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(small_plan(), path)
    return path.read_text(encoding="utf-8")


def readable(page: str) -> str:
    """The page without scripts, styles and tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


class Structure(HTMLParser):
    """Open tags, and the ids and links that were seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if given.get("src") or tag == "link":
            self.loads.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_page_is_whole_links_lead_somewhere_and_nothing_is_loaded(page):
    seen = Structure()
    seen.feed(page)
    assert seen.open == []
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.links
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)
    assert seen.loads == []
    assert "@import" not in page
    assert '<html lang="en">' in page
    assert "<title>corner-shop: targets met</title>" in page


def test_every_figure_has_data_words_and_a_caption(page):
    for holder in re.findall(r'<div class="plot"[^>]*>', page):
        name = re.search(r'data-plot="([^"]+)"', holder)[1]
        spec = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)[1]
        figure = json.loads(spec)
        assert figure["data"], name
        assert "template" not in figure["layout"]
        assert re.search(r'aria-label="[^"]{20,}"', holder)
    assert page.count("<figure>") == page.count("<figcaption>") == page.count('class="plot"')


def test_verdict_comes_first_with_every_figure_of_every_target(page):
    words = readable(page)
    plan = small_plan()
    assert words.index("targets are met") < words.index("What is expected")
    for target in plan.targets:
        assert target.name in words
        assert f"{target.probability:.0%}" in words
    assert f"{plan.paid_hours:,.0f}" in words
    assert "answered in T / offered" in words


def test_missed_target_says_what_is_missing_and_what_would_help():
    plan = small_plan()
    hard = plan.scenario.targets[0].model_copy(update={"goal": 0.999})
    scenario = plan.scenario.model_copy(update={"targets": (hard,)})
    missed = replace(plan, scenario=scenario, targets=(plan.outcome.judge(hard),))
    words = readable(header(missed) + summary(missed))
    assert "The target is not met: voice-80-20." in words
    assert "99.9%" in words
    assert "not met: the mean misses the goal" in words
    assert "What would help" in words
    assert "Days that miss" in words


def test_what_if_names_its_base_and_levers_at_the_top(page):
    plan = small_plan()
    levers = Levers(volume="+15 %", aht="-20 s")
    scenario = plan.scenario.model_copy(update={"base": "shop", "levers": levers})
    words = readable(header(replace(plan, scenario=scenario)))
    assert "What-if on the base shop : volume: +15 %, aht: -20 s" in re.sub(r"\s+", " ", words)
    assert "What-if" not in readable(page)


def test_markup_in_names_and_notes_is_shown_not_obeyed(page):
    assert "Two queues &amp; &lt;one&gt; small team." in page
    assert "dropped &lt;first kept&gt;" in page
    assert "Bo <b>" not in page
    assert "Bo &lt;b&gt;" not in readable(page)
    assert "Bo \\u003cb" not in page
    assert "Bo &lt;b&gt;" in page


def test_page_stays_under_six_megabytes(page):
    assert len(page.encode()) < 6e6


def test_history_without_a_file_is_said(page):
    assert "The history was given as a table" in readable(page)


def test_what_the_planner_changed_is_drawn_only_where_there_is_something(page):
    assert "figure-forecast-changes" not in page
    plan = small_plan()
    offered = plan.forecast.offered
    letter = Change("letter", "mailing", "adds a tenth", 0.1 * offered, 0 * offered)
    demand = replace(plan.forecast, offered=1.1 * offered, changes=(letter,))
    words = forecast_section(replace(plan, forecast=demand))
    assert "figure-forecast-changes" in words
    assert "1 changes move" not in words
    assert "1 change moves the forecast by" in words
