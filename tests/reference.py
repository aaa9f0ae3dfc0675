"""Find the reference data that is not part of the project, or skip with a clear message."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def reference_path(*parts: str) -> Path:
    """Path below ``WFM_REFERENCE`` (default ``../shared``); skips the test when it is absent."""
    root = Path(os.environ.get("WFM_REFERENCE", REPOSITORY.parent / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(
            f"reference data absent: {path} (set WFM_REFERENCE to the folder that holds it)"
        )
    return path
