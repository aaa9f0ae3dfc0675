"""Snapshots: a forecast frozen in a folder, so that accuracy is measured against what was said.

``forecast.csv`` and ``days.csv`` hold the numbers, ``snapshot.json`` the rest and the SHA-256 of
both files; a snapshot that was edited is not read.
"""

import csv
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError, Problem, UsageError
from wfm.center.horizon import Horizon
from wfm.forecast.forecast import Forecast
from wfm.forecast.uncertainty import Uncertainty

Grid = NDArray[np.float64]

ABOUT, INTERVALS, DAYS = "snapshot.json", "forecast.csv", "days.csv"
_INTERVAL_COLUMNS = ("statistical", "offered", "aht_s", "interval_sd")


@dataclass(frozen=True)
class Snapshot:
    """A frozen forecast.

    Attributes
    ----------
    forecast : Forecast
        As it was, but for the details of its changes.
    scenario : str
        Name of the scenario it was made for.
    made_at : datetime
        When it was frozen.
    changes : tuple of dict
        Name, kind and words of each change of the planner.
    """

    forecast: Forecast
    scenario: str
    made_at: datetime
    changes: tuple[dict[str, str], ...]


def freeze(forecast: Forecast, folder: Path | str, *, scenario: str = "") -> Path:
    """Write a forecast into a new folder.

    Raises
    ------
    UsageError
        If there is something in the folder already: a snapshot is never changed.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError(f"{place} exists; a snapshot is never overwritten, choose another folder")
    place.mkdir(parents=True, exist_ok=True)
    _write_intervals(forecast, place / INTERVALS)
    _write_days(forecast, place / DAYS)
    spread = forecast.uncertainty
    about = {
        "scenario": scenario,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "wfm": version("wfm"),
        "model": forecast.model,
        "horizon": forecast.horizon.model_dump(mode="json"),
        "queues": list(forecast.queues),
        "changes": [{"name": c.name, "kind": c.kind, "says": c.says} for c in forecast.changes],
        "day_autocorrelation": spread.day_autocorrelation.tolist(),
        "queue_correlation": spread.queue_correlation.tolist(),
        "interval_autocorrelation": spread.interval_autocorrelation.tolist(),
        "aht_day_sd": spread.aht_day_sd.tolist(),
        "update_trust": None if forecast.update_trust is None else forecast.update_trust.tolist(),
        "sha256": {name: _sha256(place / name) for name in (INTERVALS, DAYS)},
    }
    (place / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return place


def read_snapshot(folder: Path | str) -> Snapshot:
    """Read a snapshot.

    Raises
    ------
    DataError
        If it is incomplete, was edited, or is none.
    """
    place = Path(folder)
    try:
        about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        for name, digest in about["sha256"].items():
            if _sha256(place / name) != digest:
                raise DataError(
                    Problem(
                        "was changed after it was frozen; make a new snapshot instead of editing "
                        "one",
                        place / name,
                    )
                )
        return _restored(place, about)
    except FileNotFoundError as error:
        raise DataError(
            Problem(
                f"is no snapshot of a forecast ('{Path(error.filename).name}' is missing); 'wfm "
                "forecast snapshot' makes one",
                place,
            )
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, ValueError, TypeError) as error:
        raise DataError(Problem(f"is not a readable snapshot: {error}", place / ABOUT)) from None


def _restored(place: Path, about: dict[str, Any]) -> Snapshot:
    horizon = Horizon.model_validate(about["horizon"])
    queues = tuple(about["queues"])
    shape = (len(queues), horizon.n_intervals)
    rows = _read(place / INTERVALS)
    values = {
        name: np.array([float(row[name]) for row in rows]).reshape(shape)
        for name in _INTERVAL_COLUMNS
    }
    # Snapshots that were frozen before there was one have no trust.
    trust = about.get("update_trust")
    day_sd = np.array([float(row["day_sd"]) for row in _read(place / DAYS)])
    return Snapshot(
        Forecast(
            horizon=horizon,
            queues=queues,
            model=about["model"],
            statistical=values["statistical"],
            offered=values["offered"],
            aht_s=values["aht_s"],
            uncertainty=Uncertainty(
                day_sd=day_sd.reshape(len(queues), horizon.days),
                day_autocorrelation=np.array(about["day_autocorrelation"]),
                queue_correlation=np.array(about["queue_correlation"]),
                interval_sd=values["interval_sd"],
                interval_autocorrelation=np.array(about["interval_autocorrelation"]),
                aht_day_sd=np.array(about["aht_day_sd"]),
            ),
            update_trust=None if trust is None else np.array(trust),
        ),
        about["scenario"],
        datetime.fromisoformat(about["made_at"]),
        tuple(about["changes"]),
    )


def _write_intervals(forecast: Forecast, file: Path) -> None:
    starts = [f"{moment:%Y-%m-%dT%H:%M}Z" for moment in forecast.horizon.interval_starts()]
    columns = (
        forecast.statistical, forecast.offered, forecast.aht_s, forecast.uncertainty.interval_sd,
    )  # fmt: skip
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("interval_start", "queue", *_INTERVAL_COLUMNS))
        for q, queue in enumerate(forecast.queues):
            table = np.column_stack([values[q] for values in columns]).tolist()
            writer.writerows([start, queue, *row] for start, row in zip(starts, table, strict=True))


def _write_days(forecast: Forecast, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("day", "queue", "offered", "day_sd"))
        daily, sd = forecast.daily, forecast.uncertainty.day_sd
        every = product(enumerate(forecast.queues), enumerate(forecast.horizon.dates))
        writer.writerows(
            [day, queue, float(daily[q, d]), float(sd[q, d])] for (q, queue), (d, day) in every
        )


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
