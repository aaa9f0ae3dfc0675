"""How the dates of a file may be written where they are not year-month-day."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

DateFormat = Literal[
    "DD/MM/YYYY", "MM/DD/YYYY", "YYYY/MM/DD", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY"
]
ISO = "YYYY-MM-DD"
FIRST_YEAR, LAST_YEAR = 1900, 2999


def date_pattern(date_format: str) -> str:
    """Regular expression of a date with groups y, m and d; days and months may have one digit."""
    pattern = re.escape(date_format)
    for part, digits in (
        ("YYYY", r"(?P<y>\d{4})"),
        ("MM", r"(?P<m>\d\d?)"),
        ("DD", r"(?P<d>\d\d?)"),
    ):
        pattern = pattern.replace(part, digits)
    return pattern


def read_date(text: str, date_format: str) -> date | None:
    """A date that is written so; None where it is not, or there is no such day."""
    found = re.fullmatch(date_pattern(date_format), text.strip())
    try:
        day = date(*(int(found[part]) for part in "ymd")) if found is not None else None
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def formats_that_fit(texts: Sequence[str]) -> tuple[str, ...]:
    """The ways of writing dates that read the most of some texts, all of them equally well."""
    formats = (ISO, *get_args(DateFormat))
    read = {f: sum(read_date(text, f) is not None for text in texts) for f in formats}
    most = max(read.values(), default=0)
    return tuple(f for f in formats if most and read[f] == most)
