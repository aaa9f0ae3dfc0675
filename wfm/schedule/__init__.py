"""Requirements and contracts into a roster of named people."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.schedule.solve")
