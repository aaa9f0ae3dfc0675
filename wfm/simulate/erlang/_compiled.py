"""Compile a scalar kernel once, cache it on disk, and keep its type for the checker."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba; division by zero gives inf or nan as numpy does, never an exception."""
    return cast(Callable[P, R], njit(cache=True, error_model="numpy")(function))


def _drop_stale_cache() -> None:
    """Forget code compiled before the last edit: numba sees edits of a function, not of callees."""
    here = Path(__file__).parent
    edited = max(source.stat().st_mtime for source in here.glob("*.py"))
    for index in (here / "__pycache__").glob("*.nbi"):
        try:
            if index.stat().st_mtime < edited:
                index.unlink()
        except OSError:  # gone already, or not ours to delete
            continue


_drop_stale_cache()
