"""A run folder: written aside and moved into place whole, so that no half of one is ever left."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wfm.center.errors import DataError, Problem, UsageError

RUN_FILE = "run.json"
_KINDS = (("files", list), ("inputs", list), ("horizon", dict), ("targets", list))


def default_folder(scenario_name: str, root: Path = Path("runs")) -> Path:
    """``runs/<scenario>/<run-id>``, the id being the UTC time to the second, made unique.

    The folder is made, so that no other run takes it meanwhile.

    Raises
    ------
    UsageError
        If it cannot be made.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder, count = root / scenario_name / stamp, 1
    while not _made(folder):
        count += 1
        folder = root / scenario_name / f"{stamp}-{count}"
    return folder


def _made(folder: Path) -> bool:
    """Make a folder; False if it is there already."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(
            f"--out {folder} cannot be made: {error.strerror}; name another folder"
        ) from None
    return True


@contextmanager
def held_folder(named: Path | None, scenario_name: str) -> Iterator[Path]:
    """A run's folder, made before the work for it; away again if that ends with an error.

    Parameters
    ----------
    named : Path or None
        By default `default_folder`.
    scenario_name : str

    Raises
    ------
    UsageError
        If it cannot be made.
    """
    above = (named or Path("runs", scenario_name, "run")).parents
    new_above = [place for place in above if not place.exists()]
    folder = default_folder(scenario_name) if named is None else named
    is_new = named is None or _made(named)
    try:
        yield folder
    except BaseException:
        # A folder that holds something is not removed.
        with suppress(OSError):
            for place in (folder, *new_above) if is_new else ():
                place.rmdir()
        raise


def check_destination(folder: Path) -> None:
    """Refuse a folder that a run could not be written to, or that holds something else.

    Raises
    ------
    UsageError
        If it is a file, holds files that are not a run's, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out {folder} is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        strangers = _strangers(folder)
        if strangers:
            raise UsageError(
                f"--out {folder} holds '{strangers[0]}', which is not of a run of wfm; name a new "
                "or empty folder"
            )
    if folder.resolve() == Path.cwd().resolve():
        raise UsageError("--out is the folder you are in; name a folder below it")
    ancestor = folder.resolve().parent
    while not ancestor.exists():
        ancestor = ancestor.parent
    if not ancestor.is_dir() or not os.access(ancestor, os.W_OK):
        raise UsageError(f"--out {folder}: {ancestor} cannot be written to; name another folder")


def check_nothing_lost(folder: Path, going_on_from: Path | None = None) -> None:
    """Refuse, beside what `check_destination` refuses, a folder that holds an earlier run.

    Parameters
    ----------
    folder : Path
    going_on_from : Path, optional
        The run that the new one comes from; this one it may replace.

    Raises
    ------
    UsageError
    """
    check_destination(folder)
    is_the_same = going_on_from is not None and going_on_from.resolve() == folder.resolve()
    if (folder / RUN_FILE).is_file() and not is_the_same:
        raise UsageError(
            f"--out {folder} holds an earlier run, which is never overwritten; name a new folder, "
            "or remove that run first"
        )


def _strangers(folder: Path) -> list[str]:
    try:
        own = set(json.loads((folder / RUN_FILE).read_text())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        own = set()
    files = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in files if name not in own and name != RUN_FILE)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write a run into; it becomes `folder` only if the block ends without an error.

    An earlier run at `folder` stays until then.
    """
    folder = folder.resolve()
    check_destination(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield aside
        aside.chmod(0o755)
        _exchange(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _exchange(new: Path, folder: Path) -> None:
    """Move a new folder into place; what was there goes only when the new one stands."""
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    folder.rename(old / "old")
    try:
        new.rename(folder)
    except OSError:
        (old / "old").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Write ``run.json``, which names every other file of the folder; the last thing to do."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    text = json.dumps(record | {"files": files}, indent=2, ensure_ascii=False, default=str)
    (folder / RUN_FILE).write_text(text + "\n", encoding="utf-8")


def read_record(folder: Path) -> dict[str, Any]:
    """The record of a run.

    Raises
    ------
    DataError
        If the folder holds no whole run.
    """
    file = folder / RUN_FILE
    if not file.is_file():
        raise DataError(Problem(f"holds no {RUN_FILE}; name the folder of a run", folder))
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise DataError(Problem(f"is not a readable record of a run: {error}", file)) from None
    if not isinstance(record, dict) or not all(
        isinstance(record.get(k), kind) for k, kind in _KINDS
    ):
        raise DataError(Problem("is not a record of a run", file))
    missing = [name for name in record["files"] if not (folder / name).is_file()]
    if missing:
        raise DataError(Problem(f"the run is not whole: '{missing[0]}' is missing", folder))
    return record
