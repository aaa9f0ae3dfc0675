"""How the kernel is compiled: small parts that melt into few doors, which are kept on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit, types

from wfm.machine_code import kept

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
    return cast(F, kept(dispatcher, Path(__file__).parent))
