"""Compile a scalar kernel once, cache it on disk, and keep its type for the checker."""

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import njit

from wfm.machine_code import kept

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba; division by zero gives inf or nan as numpy does, never an exception."""
    dispatcher = njit(cache=True, error_model="numpy")(function)
    return cast(Callable[P, R], kept(dispatcher, Path(__file__).parent))
