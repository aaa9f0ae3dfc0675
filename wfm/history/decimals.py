"""Numbers with decimal commas."""

import re

import numpy as np
from numpy.typing import NDArray

DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")


def with_points(texts: NDArray[np.object_]) -> NDArray[np.object_] | None:
    """Numbers of a column with points for their decimal commas; None if that is not plain.

    It is where some number can be nothing else, such as ``12,5``, and none has a point. ``1,234``
    alone may be thousands.
    """
    commas = [text for text in texts if DECIMAL_COMMA.fullmatch(text)]
    if any("." in text for text in texts) or all(map(_THOUSANDS.fullmatch, commas)):
        return None
    return np.array(
        [text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text for text in texts],
        dtype=object,
    )
