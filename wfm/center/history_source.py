"""Where the history of a center is, and how its file is to be read."""

from pathlib import Path

from pydantic import Field

from wfm.center.date_format import DateFormat
from wfm.center.values import Name, Value


class HistorySource(Value):
    """Where the history is and how its columns are called."""

    file: Path = Field(description="CSV file, relative to the scenario's folder.")
    queue: Name | None = Field(
        None, description="Queue of a plain two-column file (time and offered)."
    )
    time_column: str | None = Field(None, description="Column of interval starts, if foreign.")
    date_column: str | None = Field(
        None, description="Column of dates, where times of day have one of their own."
    )
    value_column: str | None = Field(None, description="Column of offered contacts, if foreign.")
    queue_column: str | None = Field(
        None, description="Column that names the queue of each row, if foreign."
    )
    date_format: DateFormat | None = Field(
        None, description="How the file writes its dates, if not as YYYY-MM-DD."
    )
    interval_minutes: int | None = Field(
        None, ge=1, le=1440, description="Interval of the file in minutes; by default found out."
    )
    timezone: str | None = Field(
        None, description="Zone of times without offset; by default the center's."
    )
