"""Redials, messages and callbacks are staffed for."""

import numpy as np
import pytest

from tests.staff.test_staff import forecast_of, one_queue
from wfm.simulate import erlang
from wfm.staff.staff import staff


def staffed(**queue):
    scenario = one_queue(mean_patience_s=120, goal=0.7, within=30, **queue)
    return staff(scenario, forecast_of(scenario, 60.0))


def test_who_gives_up_and_comes_again_is_counted():
    plain = staffed()
    again = staffed(redial={"share": 0.5, "after_s": 0, "attempts": 3})
    busy = plain.offered[0] > 0
    lost = erlang.measures(
        "a", plain.workload_erlangs[0, busy], plain.required_net[0, busy], 180.0, 120.0
    ).p_abandon
    p = 0.5 * np.asarray(lost)
    assert again.offered[0, busy] == pytest.approx(plain.offered[0, busy] * (1 + p + p**2 + p**3))
    assert again.required_hours >= plain.required_hours


def test_messages_are_work_of_the_queue_they_go_to():
    with_box = {
        "overflow": [{"after_s": 60, "leave_message": True}],
        "voicemail": {"to": "box", "share": 0.5},
    }
    scenario = one_queue(mean_patience_s=120)
    box = scenario.queues[0].model_copy(update={"name": "box"})
    asking = type(box).model_validate(scenario.queues[0].model_dump(exclude_unset=True) | with_box)
    scenario = scenario.model_copy(update={"queues": (asking, box)})
    found = staff(scenario, forecast_of(scenario, np.array([[60.0], [0.0]])))
    messages = found.offered[1].sum()
    assert 0 < messages < 0.1 * found.offered[0].sum()
    assert found.required_net[1].max() >= 1


def test_callbacks_take_time_to_dial_and_spare_calls_never_had():
    plain = staffed()
    offer = {"offered_from_s": 0, "accepted": 1.0, "dial_s": 30, "unreached_s": 20}
    reached = staffed(callback=offer)
    assert np.all(reached.aht_s[0] >= plain.aht_s[0])
    assert reached.aht_s[0].max() > plain.aht_s[0].max()
    never = staffed(callback=offer | {"reached": 0.0, "attempts": 1, "unreached_s": 0})
    assert never.aht_s[0].min() < plain.aht_s[0].min()
