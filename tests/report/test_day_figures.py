"""Figures of waits, of queues over the day, and of the day played back."""

import numpy as np
import pytest

from wfm.report.figures.agents_service import service_against_agents
from wfm.report.figures.animated_day import animated_day
from wfm.report.figures.queue_day import queue_and_occupancy
from wfm.report.figures.standalone import write_figure
from wfm.report.figures.waits import wait_distribution
from wfm.simulate.waits import wait_quantile_s

EDGES_S = np.array([0.0, 1.0, 10.0, 20.0, 60.0])
QUEUES = ("sales", "<b>service")
HOURS = np.arange(16, 40) / 2
WAITING = np.stack([np.linspace(0, 4, 24), np.linspace(6, 0, 24)])
BUSY, IDLE = np.full((1, 24), 7.0), np.full((1, 24), 2.0)


def test_the_wait_curve_is_the_share_up_to_each_edge():
    counts = np.array([[50.0, 25.0, 15.0, 10.0, 0.0], [10.0, 0.0, 0.0, 0.0, 90.0]])
    figure = wait_distribution(EDGES_S, counts, QUEUES, thresholds_s=[20, None])
    sales, service = figure.data
    assert list(sales.x) == [1, 10, 20, 60]
    assert list(sales.y) == [0.5, 0.75, 0.9, 1.0]
    assert list(service.y) == [0.1] * 4
    assert service.name == "&lt;b&gt;service"
    assert "sales 50% at once, 90% within 20 s" in figure.layout.meta["says"]
    assert any("promised 20 s" in a.text for a in figure.layout.annotations)


def test_the_wait_of_a_share_lies_inside_its_bin():
    counts = np.array([50.0, 25.0, 15.0, 10.0, 0.0])
    assert wait_quantile_s(EDGES_S, counts, 0.25) == 0
    assert wait_quantile_s(EDGES_S, counts, 0.8) == pytest.approx(10 + 10 / 3)
    assert wait_quantile_s(EDGES_S, np.array([1.0, 0, 0, 0, 3.0]), 0.5) == float("inf")


def test_queues_and_occupancy_have_a_row_each():
    occupancy = np.where(HOURS < 9, np.nan, 0.8)
    figure = queue_and_occupancy(HOURS, WAITING, occupancy, QUEUES, waiting_high=2 * WAITING)
    assert len(figure.data) == 5
    assert list(figure.data[1].y)[-2:] == [4.0, 4.0]
    assert figure.data[1].x[-1] == HOURS[-1] + 0.5
    assert figure.data[4].y[0] is None
    assert "sales 4.0 at 19:30" in figure.layout.meta["says"]
    assert "service 6.0 at 08:00" in figure.layout.meta["says"]


def test_the_busiest_interval_is_one_in_which_people_are_rostered():
    occupancy = np.where(HOURS == 12, 0.9, 0.8)
    occupancy[-1] = 1.0

    def labels(**more):
        figure = queue_and_occupancy(HOURS, WAITING, occupancy, QUEUES, **more)
        return " ".join(note.text for note in figure.layout.annotations)

    assert "busiest interval 100% at 19:30" in labels()
    assert "busiest interval 90% at 12:00" in labels(rostered=HOURS < 19.5)
    assert "nobody on queue" in labels(rostered=np.zeros(len(HOURS), dtype=bool))


def test_every_interval_of_the_day_is_a_frame_with_its_own_figures():
    figure = animated_day(HOURS, WAITING, BUSY, IDLE, QUEUES)
    assert [f.name for f in figure.frames][:2] == ["08:00", "08:30"]
    assert len(figure.frames) == len(figure.layout.sliders[0].steps) == 24
    for t, frame in enumerate(figure.frames):
        assert list(frame.data[0].x) == [round(w, 1) for w in WAITING[:, t]]
        assert frame.data[1].x[0] == 7.0
        assert frame.data[2].x[0] == 2.0
        assert f"{WAITING[:, t].sum():.0f} waiting, 7 busy, 2 free" in (
            frame.layout.annotations[0].text
        )
    top = figure.layout.xaxis.range[1]
    assert top > WAITING.max()


def test_an_animation_is_a_page_of_its_own_that_is_the_same_every_time(tmp_path):
    pages = []
    for name in ("one.html", "two.html"):
        write_figure(animated_day(HOURS, WAITING, BUSY, IDLE, QUEUES), tmp_path / name)
        pages.append((tmp_path / name).read_text())
    assert pages[0] == pages[1]
    assert "Plotly.addFrames" in pages[0]
    assert "<title>The day, interval by interval</title>" in pages[0]


def test_a_day_on_which_nothing_happens_is_drawn():
    nothing, nobody = np.zeros((2, 24)), np.zeros((1, 24))
    animated_day(HOURS, nothing, nobody, nobody, QUEUES)
    queue_and_occupancy(HOURS, nothing, np.full(24, np.nan), QUEUES)
    figure = wait_distribution(EDGES_S, np.zeros((2, 5)), QUEUES)
    assert figure.layout.meta["says"] == "Nothing was offered."


def test_service_against_agents_leaves_out_the_model_that_has_no_answer():
    agents = np.array([8.0, 9.0, 10.0])
    none, levels = np.full(3, np.nan), np.array([0.5, 0.7, 0.8])
    figure = service_against_agents(
        agents, none, levels, none, none, none,
        chosen=9, goal=0.8, threshold_s=20, formula="offered",
    )  # fmt: skip
    assert [trace.name for trace in figure.data] == ["Erlang A"]
    assert figure.layout.meta["says"] == "With 9 agents: Erlang A 70.0%."
    both = service_against_agents(
        agents, 0.9 * levels, levels, levels, levels - 0.01, levels + 0.02,
        chosen=9, goal=None, threshold_s=20, formula="offered",
    )  # fmt: skip
    assert [trace.name for trace in both.data] == [
        "Erlang C",
        "Erlang A",
        "simulated, 95% interval",
    ]
    assert np.allclose(both.data[2].error_y.array, 0.02)
