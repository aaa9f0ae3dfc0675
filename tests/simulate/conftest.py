"""Every hand-made example is lived through by both engines."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.simulate.kernel.live import replay
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.tallies import tally


def run_kernel(spec, people, spells):
    """The kernel's log as journeys, with the stretches of SimPy, which the kernel only sums."""
    memory = replay(spec, people, spells, logged=1000)
    expected = run_simpy(spec, people, spells)
    tallies, others = memory.tallies(), tally(spec, expected)
    for name, values in vars(tallies).items():
        np.testing.assert_allclose(values, getattr(others, name), err_msg=name)
    return replace(expected, **{name: memory.log[name] for name in memory.log.dtype.names})


@pytest.fixture(params=[run_simpy, run_kernel], ids=["simpy", "kernel"])
def run(request):
    def live(spec, people):
        return request.param(spec, people, spec.spells)

    return live
