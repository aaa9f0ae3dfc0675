"""Numbers or arrays in, the same shape out; and one place that says what is not a legal input."""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.center.errors import UsageError

Array = NDArray[np.float64]
Numbers = float | Array
"""What every function here returns: a float for scalars, else an array of the common shape."""


def spread(**named: ArrayLike) -> tuple[tuple[int, ...], list[Array]]:
    """Common shape and flat float copies of the arguments, in their order.

    Raises
    ------
    UsageError
        If a value is not a number, is NaN or negative, or if shapes do not fit together.
    """
    arrays = []
    for name, value in named.items():
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise UsageError(f"{name} must be a number or an array of numbers: {error}") from None
        if not np.all(array >= 0):
            bad = array[~(array >= 0)].flat[0]
            raise UsageError(f"{name} holds {bad}: give numbers that are zero or more")
        arrays.append(array)
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        sizes = ", ".join(f"{n} {a.shape}" for n, a in zip(named, arrays, strict=True) if a.ndim)
        raise UsageError(f"these shapes do not fit together: {sizes}") from None
    return shape, [np.ascontiguousarray(np.broadcast_to(a, shape)).reshape(-1) for a in arrays]


def require(condition: NDArray[np.bool_], message: str) -> None:
    """Raise `UsageError` with the message unless the condition holds everywhere."""
    if not np.all(condition):
        raise UsageError(message)


def require_load(erlangs: Array, aht_s: Array) -> None:
    """Loads are finite, and have a positive handle time wherever there is any load."""
    require(np.isfinite(erlangs), "erlangs must be finite")
    require(np.isfinite(aht_s), "aht_s must be finite")
    require((aht_s > 0) | (erlangs == 0), "aht_s must be positive wherever erlangs are")


@overload
def shaped(values: Array, shape: tuple[int, ...]) -> Numbers: ...
@overload
def shaped(values: NDArray[np.int64], shape: tuple[int, ...]) -> int | NDArray[np.int64]: ...
def shaped(
    values: Array | NDArray[np.int64], shape: tuple[int, ...]
) -> Numbers | int | NDArray[np.int64]:
    """Flat results in the common shape; a plain number when that is a scalar."""
    return values.reshape(shape) if shape else values.item()
