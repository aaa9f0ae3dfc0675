"""A routing of one's own in the SimPy engine."""

import numpy as np

from tests.simulate.small import contacts, model
from wfm.simulate.simpy.center import run_simpy
from wfm.simulate.simpy.routing import Routing


class LastIndexFirst(Routing):
    """Of the free agents, the one with the highest index."""

    def choose_agent(self, contact, line):
        del contact
        able = [a for a in self.center.available.values() if a.rank[line] > 0 and a.in_hand == 0]
        return max(able, key=lambda a: a.index, default=None)


def test_a_class_in_place_of_routing_chooses_the_agents():
    spec = model(np.ones((3, 1), int))
    people = contacts([(0, 0, 50), (0, 10, 50), (0, 70, 5)])
    assert run_simpy(spec, people, spec.spells).agent.tolist() == [0, 1, 2]
    assert run_simpy(spec, people, spec.spells, LastIndexFirst).agent.tolist() == [2, 1, 2]
