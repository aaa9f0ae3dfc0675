"""Queues: where contacts of one kind wait, on one channel, for people with one skill set."""

from enum import StrEnum

from pydantic import Field, model_validator

from wfm.center.behaviour import Behaviour, HandleTime
from wfm.center.calendar import OpeningHours
from wfm.center.values import DurationS, Name, Share, Value


class Channel(StrEnum):
    """How a contact reaches the center."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    TICKET = "ticket"
    SOCIAL = "social"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    OUTBOUND = "outbound"

    @property
    def deferrable(self) -> bool:
        """Whether the work waits hours without anyone holding the line."""
        return self in (Channel.EMAIL, Channel.TICKET, Channel.SOCIAL, Channel.VOICEMAIL)


class Escalation(Value):
    """A share of handled contacts goes on to another queue, such as a second tier.

    They come on top of the receiving queue's own history, which must not count them already.
    """

    to: Name = Field(description="Queue that receives the contact.")
    share: Share = Field(description="Share of handled contacts that is handed on.")
    warm: bool = Field(
        False, description="The agent stays with the customer until the next one takes over."
    )
    handover_s: DurationS = Field(0.0, description="Time both agents then spend together.")

    @model_validator(mode="after")
    def _hands_over_warm(self) -> "Escalation":
        if self.handover_s > 0 and not self.warm:
            raise ValueError("handover_s is the time of a warm transfer; add warm: true")
        return self


class Demand(Value):
    """Change of the forecast demand of a queue; levers write here."""

    volume_scale: float = Field(1.0, ge=0, le=1000, description="Factor on the forecast volume.")
    aht_scale: float = Field(1.0, gt=0, le=100, description="Factor on the forecast AHT.")
    aht_add_s: float = Field(
        0.0, ge=-86_400, le=86_400, description="Seconds added to the forecast AHT."
    )


class Queue(Behaviour):
    """Where contacts of one kind wait."""

    name: Name = Field(description="Name of the queue, as in the history and in skills.")
    channel: Channel = Field(Channel.VOICE, description="Channel of the queue.")
    skills: tuple[Name, ...] = Field(
        (), description="Skills an agent needs for it, all of them; by default one named as it."
    )
    open: OpeningHours = Field(
        description="Opening hours: '08:00-20:00', or by weekday {mon-fri: '08:00-20:00', "
        "sat: '09:00-13:00', holidays: closed}."
    )
    aht_s: DurationS | None = Field(
        None, gt=0, description="AHT where the history has none (seconds, or text such as 5 min)."
    )
    handle_time: HandleTime = Field(HandleTime(), description="Distribution of handle times.")
    mean_patience_s: DurationS | None = Field(
        None, gt=0, description="Mean patience (exponential); none means nobody abandons."
    )
    short_abandon_s: DurationS = Field(
        5.0, description="An abandonment within this time counts as short."
    )
    priority: int = Field(1, ge=1, le=99, description="1 is served first.")
    concurrency: int = Field(
        1, ge=1, le=10, description="Contacts of this queue one agent handles at once (chat)."
    )
    concurrency_slowdown: float = Field(
        0.0, ge=0, le=2, description="Growth of handle time with each contact more in hand."
    )
    containment: Share = Field(
        0.0, description="Share of demand that self-service or a bot is planned to contain."
    )
    history_containment: Share = Field(
        0.0, le=0.99, description="Share that was contained already when the history was recorded."
    )
    bounce_back: Share = Field(
        0.0, description="Share of contained contacts that come back to the queue all the same."
    )
    escalation: Escalation | None = Field(None, description="What is handed on after handling.")
    minimum_agents: int = Field(
        0, ge=0, le=10_000, description="Agents on queue while open, at the least."
    )
    demand: Demand = Field(Demand(), description="Changes of the forecast demand.")

    @model_validator(mode="after")
    def _fits_channel(self) -> "Queue":
        if self.channel.deferrable and self.mean_patience_s is not None:
            raise ValueError(
                f"{self.channel.value} does not abandon; remove mean_patience_s from '{self.name}'"
            )
        if self.concurrency > 1 and self.channel is not Channel.CHAT:
            raise ValueError(f"only chat has a concurrency above 1, not {self.channel.value}")
        if self.concurrency > 1 and (self.interruptible or self.trunks is not None):
            raise ValueError("chats side by side can neither be interruptible nor have trunks")
        if self.escalation is not None and self.escalation.warm and self.concurrency > 1:
            raise ValueError("a chat cannot be handed on warm")
        if self.patience.has_shape and self.mean_patience_s is None:
            raise ValueError("a law of patience needs mean_patience_s")
        handed_on = self.escalation.share if self.escalation is not None else 0.0
        if self.repeat is not None and handed_on + self.repeat.share > 1 + 1e-9:
            raise ValueError(
                f"escalation and repeat have shares of {handed_on + self.repeat.share:g} in all; "
                "of one contact only one thing can become"
            )
        if (self.outbound is not None) != (self.channel is Channel.OUTBOUND):
            raise ValueError("the channel outbound, and no other, needs the field outbound")
        if self.self_service is not None and self.containment:
            raise ValueError("give containment (less volume) or self_service (simulated), not both")
        if any(stage.agents_of == self.name for stage in self.overflow):
            raise ValueError(f"queue '{self.name}' overflows to its own agents; name another")
        if self.voicemail is not None and self.voicemail.to == self.name:
            raise ValueError(f"the messages of '{self.name}' go to itself; name another queue")
        if self.escalation is not None and self.escalation.to == self.name:
            raise ValueError(f"queue '{self.name}' escalates to itself")
        return self

    @property
    def required_skills(self) -> frozenset[str]:
        """Skills an agent needs to take contacts of the queue."""
        return frozenset(self.skills or (self.name,))

    @property
    def reaching_share(self) -> float:
        """Contacts that reach agents in the plan for each that reached them in the history."""

        def reaching(containment: float) -> float:
            return 1 - containment * (1 - self.bounce_back)

        return reaching(self.containment) / reaching(self.history_containment)
