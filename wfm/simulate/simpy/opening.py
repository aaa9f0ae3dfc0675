"""How the SimPy engine begins, and what happens when queues open and close."""

from typing import TYPE_CHECKING

from wfm.simulate.arrays import Floats
from wfm.simulate.kernel import kinds
from wfm.simulate.kernel.initial import busy_at_start, waiting_at_start
from wfm.simulate.simpy.moments import DOOR
from wfm.simulate.simpy.records import Contact

if TYPE_CHECKING:
    from wfm.simulate.simpy.center import Center


def start_live(center: "Center", aht_s: Floats, seed: int, replication: int) -> None:
    """Set up the live state from which to start."""
    for row in busy_at_start(center.model, aht_s, seed, replication):
        contact = Contact(len(center.contacts), int(row["queue"]), int(row["number"]))
        center.contacts.append(contact)
        center.desk.fill_hand(center.agents[int(row["agent"])], contact.queue)
        center.in_system[contact.queue] += 1
        contact.by, contact.ends_s = center.agents[int(row["agent"])], float(row["ends_s"])
        contact.last_agent = contact.by.index
        contact.onward = center.customers.turns_into(contact, kinds.HANDLED)
        contact.story = center.env.process(center.customers.journey(contact))
    for row in waiting_at_start(center.model, aht_s, seed, replication):
        contact = Contact(len(center.contacts), int(row["queue"]), int(row["number"]))
        center.contacts.append(contact)
        contact.arrival_s = float(row["arrival_s"])
        contact.handle_s, contact.patience_s = float(row["handle_s"]), float(row["patience_s"])
        contact.line = center.rules.entry[contact.queue]
        center.in_system[contact.queue] += 1
        center.queueing.wait(contact)
        contact.story = center.env.process(center.customers.journey(contact))


def plan_doors(center: "Center") -> None:
    """Queues that do something at closing open and close."""
    doors = center.model.doors
    if doors is None:
        return
    center.is_open = doors.open_at_start.tolist()
    for place, (queue, time_s, opens) in enumerate(
        zip(doors.queue.tolist(), doors.time_s.tolist(), doors.opens.tolist(), strict=True)
    ):
        if time_s <= center.model.start_s:
            center.is_open[queue] = opens
        else:
            center.at(time_s, DOOR + place, turn_door, center, queue, opens)


def turn_door(center: "Center", queue: int, opens: bool) -> None:
    """A queue opens, or closes: who waits is turned away or leaves a message."""
    center.is_open[queue] = opens
    if opens or center.queues.closing[queue] == kinds.FINISH:
        return
    for index in [i for i, of in enumerate(center.rules.queue) if of == queue]:
        # Somebody freed from a warm transfer may take the next meanwhile.
        while contact := first_to_go(center, index):
            center.lines[index].remove(contact)
            if contact.turn is not None:
                center.queueing.stop_waiting(contact, taken=False)
                if center.queues.closing[queue] == kinds.TAKE_MESSAGE:
                    center.queueing.leave_message(contact)
                else:
                    center.queueing.turn_away(contact)


def first_to_go(center: "Center", line: int) -> Contact | None:
    """First in a line who goes when the queue closes; callbacks stay."""
    going = (c for c in center.lines[line] if not (c.called_back or c.resumed))
    return next(going, None)
