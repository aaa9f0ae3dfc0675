"""Small matrices are fastest on one thread: the workers of a parallel BLAS mostly spin."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy
import scipy

# Wheels of NumPy and SciPy bring one OpenBLAS each, with these prefixes and suffixes of names.
_NAMES = ("scipy_openblas_{}_num_threads64_", "scipy_openblas_{}_num_threads")
_Switch = tuple[Callable[[], int], Callable[[int], None]]


@contextmanager
def one_thread() -> Iterator[None]:
    """Run the bundled BLAS on one thread inside the block; without a bundled one, do nothing."""
    before = [(get(), set_to) for get, set_to in _switches()]
    for _, set_to in before:
        set_to(1)
    try:
        yield
    finally:
        for threads, set_to in before:
            set_to(threads)


@cache
def _switches() -> tuple[_Switch, ...]:
    found: list[_Switch] = []
    for package in (numpy, scipy):
        folder = Path(str(package.__file__)).parent
        for place in (folder.parent / f"{folder.name}.libs", folder / ".dylibs"):
            for file in sorted(place.glob("*openblas*")):
                found += _switch_of(file)
    return tuple(found)


def _switch_of(file: Path) -> list[_Switch]:
    try:
        library = ctypes.CDLL(str(file))
    except OSError:
        return []
    for name in _NAMES:
        if hasattr(library, name.format("set")):
            return [(getattr(library, name.format("get")), getattr(library, name.format("set")))]
    return []
