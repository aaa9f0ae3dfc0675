"""How a long job tells where it is: a stage and a share done."""

from collections.abc import Callable

Progress = Callable[[str, float], None]


def silent(stage: str, done: float) -> None:
    """Report nothing."""
