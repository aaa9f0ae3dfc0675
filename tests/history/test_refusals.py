"""Files that cannot be read without a guess: one sentence, with the line, and what to do."""

import itertools

import pytest

from tests.history.files import NEW_YORK, canonical, read, refusal, write
from wfm.center.errors import UsageError
from wfm.history import text_file

DAY = "2026-01-05"
GOOD = f"{DAY} 08:00,q,3,300"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{DAY} 08:15,q,-2,300", ("offered is '-2'", "0 or more")),
        (f"{DAY} 08:15,q,many,300", ("offered is 'many'", "a number")),
        (f"{DAY} 08:15,q,inf,300", ("offered is 'inf'", "finite")),
        (f"{DAY} 08:15,q,3,-1", ("aht_s is '-1'",)),
        (f"{DAY} 08:15,q,3,5 min", ("aht_s is '5 min'", "a number")),
        (f'{DAY} 08:15,q,"1,200",300', ("offered is '1,200'",)),
        (f"{DAY} 08:15,q,3,300,5", ("more cells than the 4", "decimal point")),
        (f"{DAY} 08:15,q,3,300,5,6", ("more cells than the 4",)),
        (f"{DAY} 08:15,,3,300", ("'queue' is empty",)),
        (",q,3,300", ("'interval_start' is empty",)),
        ("05/01/2026 08:15,q,3,300", ("'05/01/2026 08:15' is not a time", "YYYY-MM-DD HH:MM")),
        ("2026-02-30 08:15,q,3,300", ("is not a time",)),
        ("2026-01-05 25:15,q,3,300", ("is not a time",)),
        (f"{DAY} 08:07,q,3,300", ("08:07 does not start an interval of 15 minutes",)),
        (f"{DAY} 08:00:30,q,3,300", ("does not start an interval of 15 minutes",)),
        (f"{DAY} 08:00,q,4,300", ("4 offered", "3 offered, aht_s 300 in line 2", "keep one")),
        (f"{DAY} 08:00,q,3,301", ("aht_s 301", "line 2")),
        ("2046-01-05 08:15,q,3,300", ("4,000", "is a year wrong?")),
    ],
)
def test_bad_rows_are_shown_with_their_line(tmp_path, row, told):
    rows = [
        GOOD,
        *(f"{DAY} {h:02d}:{m},q,3,300" for h in (9, 10) for m in ("00", "15", "30", "45")),
    ]
    message = refusal(write(tmp_path, canonical(*rows, "", row)))
    line = 2 if "year" in told[-1] else 12
    assert f"history.csv:{line}: " in message
    assert all(words in message for words in told), message
    assert "\n" not in message


def test_intervals_beside_the_grid_are_not_moved_onto_it(tmp_path):
    rows = [f"{DAY} {h:02d}:{m},q,3,300" for h in range(8, 12) for m in ("07", "37")]
    path = write(tmp_path, canonical(*rows))
    for interval in (None, 30, 60):
        message = refusal(path, interval=interval)
        assert "history.csv:2: 2026-01-05 08:07 is beside the grid" in message
        assert "30 minutes apart" in message


def test_hours_of_another_zone_are_told_as_such(tmp_path):
    path = write(tmp_path, canonical(*(f"{DAY} {h:02d}:00Z,q,3,300" for h in range(8, 14))))
    words = ({}, {"source_interval_minutes": 60})
    for zone, past, finer in (("Asia/Kolkata", 30, 30), ("Asia/Kathmandu", 45, 15)):
        for interval, more in itertools.product((None, 30, 60), words):
            message = refusal(path, zone, interval, **more)
            assert f"csv:2: the file's hours start at :{past} in {zone}; export" in message
            assert f"intervals of {finer} minutes or shorter, or name the zone" in message
    irregular = (f"{DAY} {clock},q,3,300" for clock in ("08:30", "10:00", "11:30", "12:30"))
    path = write(tmp_path, canonical(*irregular))
    assert "state the file's interval" in refusal(path, interval=None)


def test_a_date_without_a_time_and_a_date_column_without_one_are_told(tmp_path):
    rows = "date,time,calls\n2026-01-05,08:00,3\n2026-01-05,,4\n"
    assert "history.csv:3: 'date' or 'time' is empty" in refusal(write(tmp_path, rows))
    path = write(tmp_path, "date,calls\n2026-01-05,3\n")
    assert "times of day that go with 'date'" in refusal(path, date_column="date")
    assert "no column 'dat'" in refusal(path, date_column="dat")
    assert "'calls' holds no date" in refusal(path, date_column="calls")
    path = write(tmp_path, "date,time,queue,calls\n2026-01-05,08:00,q,3\n")
    for words in ({"value_column": "date"}, {"queue_column": "date", "value_column": "calls"}):
        assert "'date' is named for two things" in refusal(path, **words)


def test_columns_that_are_not_told_by_their_names_name_the_options(tmp_path):
    text = "llamadas,fecha,hora\n3,2026-01-05,08:00\n4,2026-01-05,08:15\n"
    path = write(tmp_path, text)
    told = refusal(path)
    for option in ("time_column", "value_column", "date_column", "queue_column", "--time-column"):
        assert option in told
    assert "with date_column" in refusal(path, time_column="hora", value_column="llamadas")
    assert "with time_column" in refusal(path, queue="q")
    path = write(tmp_path, "date,hour,calls\n2026-01-05,1,3\n2026-01-05,24,4\n")
    assert "'hour' holds 24, but hours of the day are 0 to 23" in refusal(path)


@pytest.mark.parametrize(
    "text",
    [
        "start,calls,exported\n08:00,3,2026-01-09\n08:15,4,2026-01-09\n",
        "date,calls,asa\n2026-01-05,3,00:20\n2026-01-05,4,00:31\n",
        "date,time,calls\n2026-01-05,08:00,3\n2026-01-05,n/a,4\n",
        "date,calls,time\n2026-01-05,3,00:20\n2026-01-06,4,00:31\n2026-01-07,4,00:33\n",
    ],
)
def test_a_date_and_a_duration_are_never_put_together(tmp_path, text):
    assert "is not a time" in (told := refusal(write(tmp_path, text), queue="q")) or "keep" in told


def test_many_bad_rows_are_counted(tmp_path):
    rows = [f"{DAY} {h:02d}:00,q,-1,300" for h in range(10)]
    message = refusal(write(tmp_path, canonical(*rows)), interval=60)
    assert message.count("\n") == 3
    assert message.endswith("and 7 more rows like these")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"interval_start,queue,offered,aht_s\n", "has a header but no rows"),
        (b"interval_start,queue,offered,aht_s\n\n ,\n\n", "has a header but no rows"),
        (b"\n\na,b\n", "history.csv:1: is blank where the header was expected"),
        (b"\x7fELF\x02\x01\x00\x00\x00abc\n", "is not a text file"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x1f\x8b\x08rest", "is compressed"),
        ("interval_start,queue\n".encode("utf-16"), "is UTF-16 text"),
        (b"interval_start,queue,offered\n2026-01-05 08:00,B\xfcro,1\n", "csv:2: is not UTF-8"),
        (b"a,a\n1,2\n", "column 'a' is given twice"),
        (b"2026-01-05 08:00,q,1,300\n2026-01-05 08:15,q,1,300\n", "holds data where the header"),
        (
            b'interval_start,queue,offered\n2026-01-05 08:00,q,1\n2026-01-05 08:15,"q,1\n',
            "csv:3: opens quotes",
        ),
        (b"x" * 30_000 + b"\n1\n", "is no table"),
    ],
)
def test_files_that_are_no_table(tmp_path, content, told):
    message = refusal(write(tmp_path, content))
    assert told in message
    assert "\n" not in message


def test_latin_1_far_into_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "_CHUNK_BYTES", 64)
    rows = canonical(*[GOOD] * 40).encode() + b"2026-01-05 08:15,B\xfcro,1,3\n"
    assert "history.csv:42: is not UTF-8 text" in refusal(write(tmp_path, rows))


def test_absent_file_and_folder(tmp_path):
    assert "no such file" in refusal(tmp_path / "nowhere.csv")
    assert "is a folder" in refusal(tmp_path)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = write(tmp_path, canonical(*[GOOD] * 100))
    monkeypatch.setattr(text_file, "MAX_FILE_BYTES", 1000)
    assert "more than the 0 MB that are read at once" in refusal(path)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("interval_start,queue,aht_s,Offered", ("no column 'offered'", "rename 'Offered'")),
        ("interval_start,queue,aht_s,calls", ("it has interval_start, queue", "rename 'calls'")),
        ("timestamp,queue,aht_s,offered", ("'interval_start'", "rename 'timestamp'")),
        ("interval_start,skill,aht_s,offered", ("no column 'queue'", "rename 'skill'")),
        ("interval_start,site,aht_s,offered", ("no column 'queue'", "which queue")),
    ],
)
def test_missing_columns(tmp_path, header, told):
    message = refusal(write(tmp_path, f"{header}\n{DAY} 08:00,q,300,3\n"))
    assert all(words in message for words in told), message


def test_missing_handle_times_are_no_error(tmp_path):
    path = write(tmp_path, f"interval_start,queue,offered,AHT\n{DAY} 08:00,q,3,5\n")
    assert any("'AHT'" in note and "in seconds" in note for note in read(path).notes)


def test_plain_file_whose_columns_are_not_clear(tmp_path):
    path = write(tmp_path, "when,in,out\n2026-01-05 08:00,3,4\n")
    assert "which column holds the offered contacts" in refusal(path, queue="q")
    assert "name it with value_column" in refusal(path, queue="q")
    assert "no column 'inn'" in refusal(path, queue="q", value_column="inn")


def test_queue_named_twice(tmp_path):
    assert "has a column 'queue'" in refusal(write(tmp_path, canonical(GOOD)), queue="q")


def test_time_in_the_skipped_hour(tmp_path):
    rows = [f"2026-03-08 0{h}:00,q,3,300" for h in (1, 2, 3)]
    message = refusal(write(tmp_path, canonical(*rows)), NEW_YORK, 60)
    assert "history.csv:3: 2026-03-08 02:00 does not exist in America/New_York" in message
    assert "UTC offset" in message


def test_third_row_in_the_repeated_hour(tmp_path):
    rows = [f"2025-10-26 01:00,q,{n},60" for n in (1, 2, 3)]
    assert "keep one of the two" in refusal(write(tmp_path, canonical(*rows)), interval=60)


@pytest.mark.parametrize(
    ("source", "wanted", "told"),
    [
        (30, 15, ("30-minute intervals, longer than the 15", "use intervals of 30 minutes")),
        (6, 15, ("6-minute intervals, which do not fit", "30 or 60 minutes")),
        (1440, 15, ("1440-minute intervals", "60 minutes or shorter")),
        (7, None, ("7-minute intervals, which fit into none",)),
    ],
)
def test_intervals_that_do_not_fit(tmp_path, source, wanted, told):
    times = [divmod(source * i, 1440) for i in range(40)]
    rows = [f"2026-01-{d + 1:02d} {m // 60:02d}:{m % 60:02d},q,1,60" for d, m in times if d < 31]
    message = refusal(write(tmp_path, canonical(*rows)), interval=wanted)
    assert all(words in message for words in told), message


def test_stated_interval_that_does_not_hold(tmp_path):
    rows = [f"{DAY} 08:{m:02d},q,1,60" for m in (0, 5, 10, 15)]
    path = write(tmp_path, canonical(*rows))
    assert "08:05 does not start an interval of 15" in refusal(path, source_interval_minutes=15)


def test_impossible_arguments(tmp_path):
    path = write(tmp_path, canonical(GOOD))
    with pytest.raises(UsageError, match="one of 5, 10, 15, 30, 60"):
        read(path, interval=7)
    assert "'Mars/Base' is not an IANA time zone" in refusal(path, "Mars/Base")


def test_day_first_dates_are_not_guessed(tmp_path):
    path = write(tmp_path, canonical("03/04/2026 08:00,accounts,3,300"))
    said = refusal(path)
    assert "'03/04/2026 08:00' is not a time" in said
    assert "date_format (--date-format), one of DD/MM/YYYY, MM/DD/YYYY" in said


@pytest.mark.parametrize(
    "time", ["2026-04-03 08:00", "13/13/2026 08:00", "3.4.2026 08:00", "03/04/2026 13:00 PM"]
)
def test_dates_written_in_another_way_than_said_are_refused(tmp_path, time):
    path = write(tmp_path, canonical(f"{time},accounts,3,300"))
    said = refusal(path, date_format="DD/MM/YYYY")
    assert f"'{time}' is not a time; write 'DD/MM/YYYY HH:MM'" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1000000000,300", "offered is '1e+09', but must be at most 1,000,000 contacts"),
        ("3,86400", "aht_s is '86400', but must be less than the 86,400 seconds of a day"),
    ],
)
def test_figures_beyond_belief_are_refused(tmp_path, row, words):
    path = write(tmp_path, canonical(f"2026-01-05 08:00,accounts,{row}"))
    said = refusal(path)
    assert words in said
    assert ":2" in said
