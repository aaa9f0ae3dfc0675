"""What a floating-point number is made of, and its logarithm without a branch or a call."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from wfm.simulate.kernel.compiled import part

# Bits of 1.0 and of the square root of a half, and those that are not the exponent's.
ONE, ROOT_HALF, FRACTION = 0x3FF0000000000000, 0x3FE6A09E00000000, 0x000FFFFFFFFFFFFF
# The logarithm of 2 in two parts, of which the first has few bits.
LOG_2, LOG_2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def _same_bits(given: Any, wanted: Any, wanted_ir: Any) -> Any:
    def same_bits(typing: Any, value: Any) -> Any:  # noqa: ARG001
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:  # noqa: ARG001
            return builder.bitcast(values[0], wanted_ir)

        return wanted(given), generate

    return intrinsic(same_bits)


bits_of = cast(Callable[[float], int], _same_bits(types.float64, types.int64, ir.IntType(64)))
float_of = cast(Callable[[int], float], _same_bits(types.int64, types.float64, ir.DoubleType()))


@part
def log(x: float) -> float:
    """Natural logarithm of a positive normal number, to within one unit in the last place.

    With x = 2**k (1 + f) and s = f / (2 + f), log(1 + f) is f - f*f/2 + s (f*f/2 + R(s*s)); the
    coefficients of R are those of the FreeBSD library (e_log.c, Sun Microsystems 1993).
    """
    shifted = bits_of(x) + (ONE - ROOT_HALF)
    k = np.float64((shifted >> 52) - 1023)
    f = float_of((shifted & FRACTION) + ROOT_HALF) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    even = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    half = 0.5 * f * f
    return k * LOG_2 - ((half - (s * (half + odd + even) + k * LOG_2_REST)) - f)
