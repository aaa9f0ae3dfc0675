"""Times of day and cells of rosters, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.center.date_format import formats_that_fit, read_date
from wfm.center.roster_cells import DAY_S, cell_of, clock_s, is_off, stretch_s
from wfm.center.roster_columns import date_in

MINUTES = st.integers(0, 24 * 60 - 1)


def as_24(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def as_12(minute: int) -> str:
    hour = minute // 60
    return f"{hour % 12 or 12}:{minute % 60:02d} {'PM' if hour >= 12 else 'AM'}"


@given(MINUTES)
def test_both_clocks_tell_the_same_time(minute: int) -> None:
    assert clock_s(as_24(minute)) == clock_s(as_12(minute)) == 60 * minute


@given(MINUTES, MINUTES, st.sampled_from(["-", " - ", "–", " to "]), st.booleans())
def test_hours_of_a_cell(begin: int, end: int, dash: str, twelve: bool) -> None:
    shown = as_12 if twelve else as_24
    text = f"early {shown(begin)}{dash}{shown(end)}"
    if begin == end:
        with pytest.raises(ValueError, match=r"ends .* no later than it starts"):
            cell_of(text)
        return
    cell = cell_of(text)
    assert cell.shift == "early"
    ((start_s, stop_s),) = cell.stretches_s
    assert start_s == 60 * begin
    assert stop_s % DAY_S == 60 * end
    assert 0 < stop_s - start_s < DAY_S


def test_parts_after_midnight_are_later() -> None:
    hours = [
        tuple(s / 3600 for s in part) for part in cell_of("20:00-23:00 + 01:00-05:00").stretches_s
    ]
    assert hours == [(20, 23), (25, 29)]


@pytest.mark.parametrize("text", ["24:01", "13:00 PM", "0:30 AM", "8:60", "8", "8.30", "٣:00x"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        clock_s(text)


def test_one_half_of_the_day_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="only one of the times has AM or PM"):
        stretch_s("8:00 AM", "4:30")


def test_words_for_days_off() -> None:
    assert all(is_off(text, ("VAC",)) for text in ("", " ", "-", "–", "Off", "vac"))
    assert not is_off("early", ("VAC",))


def test_dates_are_read_as_the_format_that_fits() -> None:
    assert formats_that_fit(["05/01/2026", "13/01/2026"]) == ("DD/MM/YYYY",)
    assert formats_that_fit(["05/01/2026", "06/01/2026"]) == ("DD/MM/YYYY", "MM/DD/YYYY")
    assert formats_that_fit(["5.1.2026"]) == ("DD.MM.YYYY",)
    assert formats_that_fit(["soon"]) == ()
    assert read_date("30.02.2026", "DD.MM.YYYY") is None
    assert date_in("Mo. 05.01.2026") == date_in("05.01.2026 Mon") == "05.01.2026"
    assert date_in("2026-01-05 00:00:00") == "2026-01-05"
    assert date_in("week 3") is None
