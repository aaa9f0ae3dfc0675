"""A history into a sampler of demand."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.forecast.verb")
