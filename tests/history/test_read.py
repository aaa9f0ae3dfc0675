"""Well-formed files: what is read, repaired and noted."""

from datetime import date

import numpy as np
import pytest

from tests.history.files import LONDON, NEW_YORK, canonical, read, recorded, refusal, write
from tests.reference import reference_path

DAY = "2026-01-05"


def test_canonical_file(tmp_path):
    path = write(
        tmp_path,
        canonical(
            f"{DAY} 08:00,accounts,3,300",
            f"{DAY}T08:15:00,accounts,0,",
            f"{DAY}T08:30Z,accounts,2,250.5",
            f"{DAY}T09:00+00:00,cards,4,200",
            "2026-01-06 08:00,accounts,1,100",
        ),
    )
    history = read(path)
    assert history.queues == ("accounts", "cards")
    assert (history.grid.start, history.grid.days) == (date(2026, 1, 5), 2)
    assert history.offered.shape == (2, 2 * 96)
    assert recorded(history) == {
        "2026-01-05T08:00+00:00": 3,
        "2026-01-05T08:15+00:00": 0,
        "2026-01-05T08:30+00:00": 2,
        "2026-01-06T08:00+00:00": 1,
    }
    assert recorded(history, 1) == {"2026-01-05T09:00+00:00": 4}
    aht = history.aht_s[0][~np.isnan(history.aht_s[0])]
    assert aht.tolist() == [300, 250.5, 100]


def test_no_notes_on_a_clean_file(tmp_path):
    rows = [f"{DAY} {h:02d}:{m:02d},accounts,3,300" for h in range(8, 12) for m in (0, 15, 30, 45)]
    assert read(write(tmp_path, canonical(*rows))).notes == ()


def test_offsets_are_moments_not_wall_clocks(tmp_path):
    path = write(tmp_path, canonical(f"{DAY}T13:00Z,q,1,60", f"{DAY}T08:15-05:00,q,2,60"))
    assert recorded(read(path, NEW_YORK)) == {
        "2026-01-05T08:00-05:00": 1,
        "2026-01-05T08:15-05:00": 2,
    }


def test_source_timezone_of_naive_times(tmp_path):
    path = write(tmp_path, canonical(f"{DAY} 13:00,q,1,60", f"{DAY} 13:15,q,2,60"))
    history = read(path, NEW_YORK, source_timezone="UTC")
    assert list(recorded(history)) == ["2026-01-05T08:00-05:00", "2026-01-05T08:15-05:00"]


@pytest.mark.parametrize(
    "text",
    [
        "ds,calls\n2026-01-05 08:00,3\n2026-01-05 08:15,4\n",
        "when,how many\n2026-01-05 08:00,3\n2026-01-05 08:15,4\n",
        "ds;calls\r\n2026-01-05 08:00;3\r\n2026-01-05 08:15;4\r\n",
        "\ufeffds\tcalls\n2026-01-05 08:00\t3\n2026-01-05 08:15\t4",
        '"ds","calls"\n"2026-01-05 08:00","3"\n\n"2026-01-05 08:15"," 4 "\n\n\n',
    ],
)
def test_plain_files(tmp_path, text):
    history = read(write(tmp_path, text), queue="accounts")
    assert history.queues == ("accounts",)
    assert list(recorded(history).values()) == [3, 4]
    assert np.isnan(history.aht_s).all()


def test_named_columns_among_others(tmp_path):
    text = "id,begin,in,out\n1,2026-01-05 08:00,3,9\n2,2026-01-05 08:15,4,8\n"
    history = read(write(tmp_path, text), queue="q", time_column="begin", value_column="in")
    assert list(recorded(history).values()) == [3, 4]
    assert any("ignored columns id, out" in note for note in history.notes)


@pytest.mark.parametrize(
    ("text", "words", "queues"),
    [
        ("date,time,calls\n2026-01-05,8:00,3\n2026-01-05,08:15,4\n", {}, ("history",)),
        ("day,begins,in\n2026-01-05,08:00,3\n2026-01-05,08:15,4\n", {"queue": "q"}, ("q",)),
        (
            "Date;Time;End;Calls\n5/1/2026;8:00 AM;8:15 AM;3\n5/1/2026;8:15 AM;8:30 AM;4\n",
            {"queue": "q", "date_format": "DD/MM/YYYY"},
            ("q",),
        ),
        (
            "sent,date,start,queue,offered\n2026-01-09,2026-01-05,08:00,q,3\n"
            "2026-01-09,2026-01-05,08:15,q,4\n",
            {"date_column": "date", "time_column": "start"},
            ("q",),
        ),
        (
            "date,hour,sales,care\n2026-01-05,8,3,5\n2026-01-05,9,4,6\n",
            {"interval": 60},
            ("sales", "care"),
        ),
        (
            "hora,cola,fecha,llamadas\n8,q,5/1/2026,3\n9,q,5/1/2026,4\n",
            {
                "interval": 60,
                "date_column": "fecha",
                "time_column": "hora",
                "queue_column": "cola",
                "value_column": "llamadas",
                "date_format": "DD/MM/YYYY",
            },
            ("q",),
        ),
        (
            "date,time,sales,care\n2026-01-05,08:00,3,5\n2026-01-05,08:15,4,6\n",
            {},
            ("sales", "care"),
        ),
    ],
)
def test_dates_and_times_of_day_in_two_columns(tmp_path, text, words, queues):
    history = read(write(tmp_path, text), **words)
    assert history.queues == queues
    second = "2026-01-05T09:00+00:00" if "interval" in words else "2026-01-05T08:15+00:00"
    assert recorded(history) == {"2026-01-05T08:00+00:00": 3, second: 4}
    assert any("' and '" in note for note in history.notes)


def test_a_column_of_whole_times_comes_before_a_date_and_a_time_beside_it(tmp_path):
    text = "interval_start,queue,offered,sent,at\n2026-01-05 08:00,q,3,2026-01-09,17:00\n"
    assert recorded(read(write(tmp_path, text))) == {"2026-01-05T08:00+00:00": 3}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "interval_start,queue,offered,asa\n2026-01-05,q,3,00:20\n2026-01-05 00:15,q,4,00:31\n",
            {"2026-01-05T00:00+00:00": 3, "2026-01-05T00:15+00:00": 4},
        ),
        (
            "date,hour,queue,offered,asa\n2026-01-05,8:00,q,3,0:20\n2026-01-05,8:15,q,4,0:31\n",
            {"2026-01-05T08:00+00:00": 3, "2026-01-05T08:15+00:00": 4},
        ),
        (
            "date,time,calls\n2026-01-05,12:00 AM,3\n2026-01-05,12:15 PM,4\n",
            {"2026-01-05T00:00+00:00": 3, "2026-01-05T12:15+00:00": 4},
        ),
        (
            "ds,calls\n2026-01-05 12:00 AM,3\n2026-01-05 9:15 p.m.,4\n",
            {"2026-01-05T00:00+00:00": 3, "2026-01-05T21:15+00:00": 4},
        ),
    ],
)
def test_durations_are_no_times_of_day_and_twelve_hour_clocks_are_read(tmp_path, text, expected):
    assert recorded(read(write(tmp_path, text))) == expected


def test_finer_intervals_are_summed_and_times_weighted(tmp_path):
    path = write(
        tmp_path,
        canonical(
            f"{DAY} 08:00,q,1,100",
            f"{DAY} 08:05,q,0,",
            f"{DAY} 08:10,q,3,200",
            f"{DAY} 08:15,q,2,0",
            f"{DAY} 08:20,q,1,90",
        ),
    )
    history = read(path)
    assert list(recorded(history).values()) == [4, 3]
    first = np.flatnonzero(~np.isnan(history.aht_s[0]))
    assert history.aht_s[0, first].tolist() == [(100 + 3 * 200) / 4, 90]
    assert any("5-minute intervals were summed to 15" in note for note in history.notes)
    assert any("1 rows have contacts with an aht_s of 0" in note for note in history.notes)
    assert any("fewer than 3" in note and "08:15" in note for note in history.notes)


@pytest.mark.parametrize(("minutes", "expected"), [(1, 5), (2, 10), (5, 5), (6, 30), (20, 60)])
def test_own_interval_where_none_is_asked(tmp_path, minutes, expected):
    times = [minutes * i for i in range(1440 // minutes)]
    rows = [f"{DAY} {t // 60:02d}:{t % 60:02d},q,1,60" for t in times]
    history = read(write(tmp_path, canonical(*rows)), interval=None)
    assert history.grid.interval_minutes == expected
    assert np.nansum(history.offered) == len(times)


def test_stated_interval_of_a_sparse_file(tmp_path):
    path = write(tmp_path, canonical(*(f"{DAY} {h:02d}:00,q,1,60" for h in (8, 9, 10))))
    assert len(recorded(read(path, source_interval_minutes=15))) == 3


def test_gaps_stay_open_and_are_noted(tmp_path):
    rows = [f"{DAY} 08:{m:02d},q,5,60" for m in (0, 15, 45)] + [f"{DAY} 09:00,q,,"]
    rows += [f"{DAY} 09:15,q,5,60"]
    history = read(write(tmp_path, canonical(*rows)))
    assert len(recorded(history)) == 4
    note = " ".join(history.notes)
    assert "q: 2 intervals that one would expect are absent" in note
    assert "2026-01-05 08:30" in note
    assert "1 rows have no count and were taken as gaps; the first is line 5" in note


def test_an_absent_day_is_a_gap_but_a_closed_one_is_not(tmp_path):
    rows = [
        f"2026-01-{day:02d} {h:02d}:00,q,5,60"
        for day in range(5, 31)
        if date(2026, 1, day).weekday() < 5 and day != 14
        for h in (8, 9, 10, 14, 15)
    ]
    history = read(write(tmp_path, canonical(*rows)), interval=60)
    assert [n for n in history.notes if "absent" in n] == [
        "q: 5 intervals that one would expect are absent, among them 1 whole days; they stay "
        "open, they are not zero; the first is 2026-01-14 08:00"
    ]


def test_repeats_are_dropped_and_disorder_sorted(tmp_path):
    rows = [
        f"{DAY} 08:15,q,4,60",
        f"{DAY} 08:00,q,3,",
        f"{DAY} 08:15,q,4,60.0",
        f"{DAY} 08:00,q,3,",
    ]
    history = read(write(tmp_path, canonical(*rows)))
    assert list(recorded(history).values()) == [3, 4]
    assert "dropped 2 duplicate rows; the first is line 4" in history.notes
    assert any("sorted" in note and "line 3" in note for note in history.notes)


def test_queues_one_after_the_other_are_in_order(tmp_path):
    rows = [f"{DAY} 08:{m},{q},4,60" for q in "ab" for m in ("00", "15")]
    assert read(write(tmp_path, canonical(*rows))).notes == ()


def test_spring_day_has_23_hours(tmp_path):
    rows = [f"2026-03-29T{h:02d}:00Z,q,{h},60" for h in range(23)]
    history = read(write(tmp_path, canonical(*rows)), LONDON, 60)
    assert history.offered.shape == (1, 23)
    assert "2026-03-29T02:00+01:00" in recorded(history)
    assert "2026-03-29T01:00+00:00" not in recorded(history)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "offsets"),
    [
        (LONDON, "2025-10-26", "01", ("+01:00", "+00:00")),
        (NEW_YORK, "2025-11-02", "01", ("-04:00", "-05:00")),
    ],
)
def test_repeated_hour_by_order_of_appearance(tmp_path, zone, day, hour, offsets):
    rows = [f"{day} {h},q,{n},60" for n, h in enumerate(("00:00", f"{hour}:00", f"{hour}:30"), 1)]
    rows += [f"{day} {hour}:00,q,4,60", f"{day} {hour}:30,q,3,60", f"{day} 02:00,q,6,60"]
    history = read(write(tmp_path, canonical(*rows)), zone, 30)
    assert history.offered.shape == (1, 50)
    found = recorded(history)
    assert [found[f"{day}T{hour}:00{o}"] for o in offsets] == [2, 4]
    # The same count in both passes is no repeated row.
    assert [found[f"{day}T{hour}:30{o}"] for o in offsets] == [3, 3]
    assert any("order of its rows" in note for note in history.notes)


def test_repeated_hour_that_comes_once_is_the_first_pass(tmp_path):
    rows = [f"2025-10-26 {h:02d}:00,q,{h},60" for h in range(5)]
    history = read(write(tmp_path, canonical(*rows)), LONDON, 60)
    assert recorded(history)["2025-10-26T01:00+01:00"] == 1
    assert "2025-10-26T01:00+00:00" not in recorded(history)
    assert any("came only once" in note for note in history.notes)


def test_zeros_in_the_skipped_hour_are_padding(tmp_path):
    rows = [f"2026-03-29 {h:02d}:00,q,{0 if h == 1 else 2},60" for h in range(5)]
    history = read(write(tmp_path, canonical(*rows)), LONDON, 60)
    assert np.nansum(history.offered) == 8
    assert any("clocks skip" in note for note in history.notes)


def test_us_bank():
    path = reference_path("data", "bank_calls_5min.csv")
    history = read(path, NEW_YORK, 15, queue="calls")
    assert np.nansum(history.offered) == 5_323_661
    assert (history.grid.start, history.grid.days) == (date(2003, 3, 3), 236)
    days = np.unique(history.grid.day_of_interval[~np.isnan(history.offered[0])])
    assert len(days) == 164
    assert any("6 whole days" in note and "2003-04-04 07:00" in note for note in history.notes)


def test_israeli_bank_from_6_to_30_minutes():
    path = reference_path("data", "anonbank1999_6min.csv")
    history = read(path, "Asia/Jerusalem", 30, queue="agents")
    assert np.nansum(history.offered) == 445_369
    assert history.grid.days == 365


@pytest.mark.parametrize(
    ("date_format", "times"),
    [
        ("DD/MM/YYYY", ("3/4/2026 8:00", "03/04/2026 21:30")),
        ("MM/DD/YYYY", ("4/3/2026 8:00 AM", "04/03/2026 9:30 p.m.")),
        ("DD.MM.YYYY", ("03.04.2026T08:00+01:00", "3.4.2026 20:30Z")),
    ],
)
def test_dates_are_read_as_it_is_said_that_they_are_written(tmp_path, date_format, times):
    path = write(tmp_path, canonical(*(f"{time},accounts,3,300" for time in times)))
    history = read(path, date_format=date_format)
    assert set(recorded(history)) == {"2026-04-03T08:00+01:00", "2026-04-03T21:30+01:00"}


def test_offsets_of_another_clock_are_told(tmp_path):
    rows = ["2026-03-28T08:00:00+00:00,sales,3,", "2026-03-30T08:00:00+01:00,sales,4,"]
    path = write(tmp_path, canonical(*rows))
    (doubt,) = (note for note in read(path, "UTC").notes if note.startswith("look: "))
    assert "+00:00, +01:00, which change" in doubt
    assert "2026-03-30T08:00:00+01:00 is 2026-03-30 07:00" in doubt
    assert read(path, LONDON).notes == ()
    in_utc = write(tmp_path, canonical(*(row.replace("+01:00", "Z") for row in rows)))
    assert not any(note.startswith("look: ") for note in read(in_utc, NEW_YORK).notes)


@pytest.mark.parametrize("text", ["ds;calls\n{};12,5\n{};7\n", 'ds,calls\n{},"12,5"\n{},7\n'])
def test_decimal_commas_are_read_and_told(tmp_path, text):
    text = text.format("2026-01-05 08:00", "2026-01-05 08:15")
    made = read(write(tmp_path, text), queue="sales")
    assert np.nansum(made.offered) == 19.5
    assert any("12,5 was read as 12.5" in note for note in made.notes)
    for cell in ("1,234", "1.234,5"):
        assert f"'{cell}', but must be" in refusal(
            write(tmp_path, text.replace("12,5", cell)), queue="sales"
        )
