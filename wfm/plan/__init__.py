"""From history to a roster that is simulated against its targets."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.plan.make")
