"""Wide files: a column of contacts for each queue."""

import numpy as np
import pytest

from tests.history.files import read, refusal, write

WIDE = "ds,sales,Care DE\n2026-01-05 08:00,3,7\n2026-01-05 08:15,,9\n2026-01-05 08:30,0,1\n"


def test_each_column_is_a_queue(tmp_path):
    made = read(write(tmp_path, WIDE))
    assert made.queues == ("sales", "Care-DE")
    np.testing.assert_array_equal(made.offered[0, 32:35], [3, np.nan, 0])
    np.testing.assert_array_equal(made.offered[1, 32:35], [7, 9, 1])
    assert any("each other column is a queue" in note for note in made.notes)


def test_a_named_time_column_and_an_empty_first_row_are_understood(tmp_path):
    text = WIDE.replace("ds,", "when it was,").replace("08:00,3,7", "08:00,,7")
    made = read(write(tmp_path, text), time_column="when it was")
    assert made.queues == ("sales", "Care-DE")
    assert np.nansum(made.offered) == 17


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WIDE.replace("sales", "Care DE "), "column 'Care DE' is given twice"),
        (WIDE.replace("sales", "Care-DE"), "two columns would both be queue"),
        (WIDE.replace("sales", "***"), "cannot name a queue"),
        (WIDE.replace(",9", ",many"), "must be a number"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path, text, words):
    assert words in refusal(write(tmp_path, text))


def test_totals_and_handle_times_among_the_queues_are_doubted(tmp_path):
    text = (
        "ds,Sales,Care,Total,Sales AHT,Answered %\n"
        "2026-01-05 08:00,3,7,10,200,90\n2026-01-05 08:15,4,9,13,210,80\n"
    )
    doubts = [note for note in read(write(tmp_path, text)).notes if note.startswith("look: ")]
    assert len(doubts) == 2
    assert "Sales AHT" in doubts[0]
    assert "'Total' is the sum" in doubts[1]
    assert not any(note.startswith("look: ") for note in read(write(tmp_path, WIDE)).notes)


ACROSS = "date;08:00;08:15;08:30\n2026-01-05;3;;1\n2026-01-06;4;5;6\n"


@pytest.mark.parametrize(
    "text",
    [
        ACROSS,
        ACROSS.replace("00;", "00-08:15;").replace("15;08:30", "15 - 08:30;08:30 to 08:45"),
        "time;2026-01-05;2026-01-06;2026-01-07\n08:00;3;4;\n08:15;;5;\n08:30;1;6;\n",
        "total,date,8:00 AM,8:15 AM,8:30 AM\n9,2026-01-05,3,,1\n9,2026-01-06,4,5,6\n",
    ],
)
def test_dates_down_and_times_across_are_read_and_told(tmp_path, text):
    made = read(write(tmp_path, text), queue="sales")
    np.testing.assert_array_equal(made.offered[0, 32:35], [3, np.nan, 1])
    np.testing.assert_array_equal(made.offered[0, 96 + 32 : 96 + 35], [4, 5, 6])
    assert any("from the names of 3 columns" in note for note in made.notes)


def test_times_across_may_have_queues_down(tmp_path):
    text = "date,Skill,8,9,10\n2026-01-05,a,1,2,3\n2026-01-05,b,4,5,6\n"
    made = read(write(tmp_path, text), interval=60)
    assert made.queues == ("a", "b")
    np.testing.assert_array_equal(made.offered[:, 8:11], [[1, 2, 3], [4, 5, 6]])
    assert "cannot be 'sales'" in refusal(write(tmp_path, text), queue="sales")
