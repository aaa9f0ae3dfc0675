"""A line of advice where holidays stand out in a history that was given no country."""

import warnings
from collections.abc import Iterator
from datetime import date

import numpy as np

from wfm.center.history import History
from wfm.forecast.day_table import Grid
from wfm.forecast.forecast import per_day

LOW = 0.5
USUAL_CONTACTS = 20.0
AROUND_WEEKS = 4
FEWEST_DAYS = 3
LEAST_SHARE = 0.5
AS_GOOD = 0.85
MOST_SHOWN = 4


def holiday_hint(history: History) -> str | None:
    """Which countries' public holidays the days far below usual are; None where they are of none.

    It is advice, never used: where three or more days have less than half of what the same weekday
    has around them, at least half of them are public holidays of a country, and at least half of
    that country's holidays are such days.
    """
    low = days_far_below(history)
    if len(low) < FEWEST_DAYS:
        return None
    totals = dict(zip(history.grid.dates, _totals(history), strict=True))
    worked = {day.weekday() for day, total in totals.items() if total > 0}
    found = []
    for country, listed in _countries(min(totals).year, max(totals).year):
        days = {
            day: name for day, name in listed.items() if day in totals and day.weekday() in worked
        }
        hits = sorted(low & set(days))
        if len(hits) >= max(FEWEST_DAYS, LEAST_SHARE * len(low), LEAST_SHARE * len(days)):
            match = 2 * len(hits) / (len(low) + len(days))
            found.append((match, country, len(hits), f"{hits[0]} is {days[hits[0]]}"))
    if not found:
        return None
    found.sort(key=lambda row: -row[0])
    match, _, hits_of_best, example = found[0]
    codes = [row[1] for row in found if row[0] >= AS_GOOD * match]
    shown = ", ".join(codes[:MOST_SHOWN]) + (", ..." if len(codes) > MOST_SHOWN else "")
    return (
        f"{hits_of_best} of the {len(low)} days that are far below usual are public holidays of "
        f"{shown} ({example}), but no country is given, so holidays are forecast as common days; "
        "if they are yours, name it (--country, or country under holidays)"
    )


def days_far_below(history: History) -> set[date]:
    """Days with less than half the contacts of the same weekday in the four weeks around."""
    grid = history.grid
    totals = _totals(history)
    low = set()
    for d, day in enumerate(grid.dates):
        weeks = [d + 7 * w for w in range(-AROUND_WEEKS, AROUND_WEEKS + 1) if w]
        around = [totals[i] for i in weeks if 0 <= i < grid.days]
        usual = float(np.median(around)) if around else 0.0
        if usual >= USUAL_CONTACTS and totals[d] < LOW * usual:
            low.add(day)
    return low


def _totals(history: History) -> Grid:
    """Contacts of all queues by day."""
    return per_day(np.nan_to_num(history.offered).sum(axis=0), history.grid)


def _countries(first_year: int, last_year: int) -> Iterator[tuple[str, dict[date, str]]]:
    """Public holidays of every country that is known, by its code."""
    import holidays

    years = range(first_year, last_year + 1)
    with warnings.catch_warnings():
        # Some countries' calendars do not reach all years.
        warnings.simplefilter("ignore", UserWarning)
        for country in sorted(holidays.list_supported_countries(include_aliases=False)):
            yield country, dict(holidays.country_holidays(country, years=years))
