"""Small history files, written by tests."""

from pathlib import Path
from typing import Any

import pytest

from wfm.center.errors import DataError
from wfm.center.history import History
from wfm.history.read import read_history

LONDON = "Europe/London"
NEW_YORK = "America/New_York"


def write(folder: Path, text: str | bytes, name: str = "history.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def canonical(*rows: str) -> str:
    return "\n".join(("interval_start,queue,offered,aht_s", *rows)) + "\n"


def read(path: Path, timezone: str = LONDON, interval: int | None = 15, **more: Any) -> History:
    return read_history(path, timezone=timezone, interval_minutes=interval, **more)


def refusal(path: Path, timezone: str = LONDON, interval: int | None = 15, **more: Any) -> str:
    with pytest.raises(DataError) as error:
        read(path, timezone, interval, **more)
    return str(error.value)


def recorded(history: History, queue: int = 0) -> dict[str, float]:
    """Offered contacts by local time with offset."""
    return {
        history.grid.moment(int(second)).isoformat(timespec="minutes"): float(value)
        for second, value in zip(history.grid.interval_start_s, history.offered[queue], strict=True)
        if value == value
    }
