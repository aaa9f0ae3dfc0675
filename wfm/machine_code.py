"""Machine code that numba keeps on disk beside its source."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any


def kept(dispatcher: Any, folder: Path) -> Any:
    """The same function, whose code is stale once any file of a folder changes, and loads quickly.

    Parameters
    ----------
    dispatcher : numba's dispatcher
        Of a function compiled with ``cache=True``.
    folder : Path
        Where all lies that melts into the function: numba looks for changes in its own file only.
    """
    from numba.core.runtime.nrt import rtsys

    code = dispatcher._cache
    code._cache_file._source_stamp = _digest(folder)

    def load(signature: Any, context: Any) -> Any:
        # Numba would first read all that it can compile; loading needs but its runtime.
        rtsys.initialize(context)
        return code._load_overload(signature, context)

    code.load_overload = load
    return dispatcher


@cache
def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()
