"""How the kernel is compiled: small parts that melt into few doors, which are kept on disk."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit, types
from numba.core.runtime.nrt import rtsys

F = TypeVar("F", bound=Callable[..., Any])

# Only compiled functions call these, so they need no way in from elsewhere.
_INSIDE: Any = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def part(function: F) -> F:
    """Compile a function that only other compiled functions call; it costs no call."""
    return cast(F, _once(njit(forceinline=True, **_INSIDE)(function)))


def aside(function: F) -> F:
    """Compile a function of what few models use: called, so that the common way stays short."""
    return cast(F, _once(njit(forceinline=False, **_INSIDE)(function)))


def _once(dispatcher: Any) -> Any:
    """Compile only once what numba would compile for every constant that is handed over."""
    template, plain = dispatcher.get_call_template, cast(Any, types).unliteral

    def get_call_template(args: Any, kws: Any) -> Any:
        return template(
            tuple(plain(kind) for kind in args), {name: plain(kind) for name, kind in kws.items()}
        )

    dispatcher.get_call_template = get_call_template
    return dispatcher


def door(function: F) -> F:
    """Compile a function that Python calls; the machine code is kept on disk, without the GIL."""
    dispatcher: Any = njit(cache=True, nogil=True, error_model="numpy")(function)
    # Numba looks for changes only in the function's own file, but its parts may have changed.
    cache = dispatcher._cache
    cache._cache_file._source_stamp = _SOURCE

    def load(signature: Any, context: Any) -> Any:
        # Numba would first read all that it can compile; loading needs but its runtime.
        rtsys.initialize(context)
        return cache._load_overload(signature, context)

    cache.load_overload = load
    return cast(F, dispatcher)


def _digest() -> str:
    found = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


_SOURCE = _digest()
