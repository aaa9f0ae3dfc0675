"""Scenarios side by side, under the same random numbers."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.compare.comparison")
