"""What a run was made from: input files with their hashes, and versions of what computed it."""

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = ("wfm", "numpy", "pandas", "scipy", "numba", "ortools", "simpy", "pydantic", "holidays")


def input_hashes(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Path, SHA-256 and size of each file."""
    return [
        {
            "file": str(file),
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "bytes": file.stat().st_size,
        }
        for file in files
    ]


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that figures depend on."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found
