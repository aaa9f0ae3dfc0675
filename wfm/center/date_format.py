"""How the dates of a file may be written where they are not year-month-day."""

from typing import Literal

DateFormat = Literal[
    "DD/MM/YYYY", "MM/DD/YYYY", "YYYY/MM/DD", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY"
]
