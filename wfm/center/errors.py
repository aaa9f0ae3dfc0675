"""Errors a user can act on: what is wrong, where, and what to do; each kind has an exit code."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes
    ----------
    message : str
        One sentence: what is wrong and what was expected.
    file : Path, optional
        File that holds it.
    line : int, optional
        Line in that file, counted from 1.
    field : str
        Dotted path of the field, such as ``queues[0].open``; empty when there is none.
    """

    message: str
    file: Path | None = None
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        place = ""
        if self.file is not None:
            shown = _as_seen_from_here(self.file)
            place = f"{shown}:{self.line}: " if self.line is not None else f"{shown}: "
        field = f"{self.field}: " if self.field else ""
        return f"{place}{field}{self.message}"


def _as_seen_from_here(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


class WfmError(Exception):
    """Base of every error that wfm raises on purpose; ``exit_code`` is what the CLI returns."""

    exit_code = 1


class UsageError(WfmError):
    """The call itself is wrong: an unknown name, an option that does not fit."""

    exit_code = 2


class InfeasibleError(WfmError):
    """No roster keeps all hard rules; the message names the rules that clash."""

    exit_code = 3


class DataError(WfmError):
    """An input file or value is wrong; ``problems`` lists every one that was found."""

    exit_code = 5

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))
