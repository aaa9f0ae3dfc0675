"""What contacts of a queue do beside waiting for an agent: self-service, callbacks, returns."""

from typing import Literal

from pydantic import Field, model_validator

from wfm.center.values import DurationS, Name, Share, Value

LARGEST_VALUE = 1_000_000_000
MOST_CONTACTS = 1_000_000

Distribution = Literal["exponential", "lognormal", "gamma", "empirical", "constant"]


class Law(Value):
    """Shape of a time around its mean."""

    distribution: Distribution = Field("lognormal", description="Distribution of single times.")
    cv: float = Field(
        1.0, ge=0.001, le=5, description="Standard deviation over mean (lognormal, gamma)."
    )
    values: tuple[float, ...] = Field(
        (),
        max_length=100_000,
        description="Observed times of an empirical distribution, in any unit: their shape is "
        "kept and scaled to the mean.",
    )

    @model_validator(mode="after")
    def _has_values(self) -> "Law":
        if (self.distribution == "empirical") != bool(self.values):
            raise ValueError("an empirical distribution, and no other, needs values")
        if self.values and max(self.values) > LARGEST_VALUE:
            raise ValueError(f"a value is above {LARGEST_VALUE:,}")
        if self.values and (min(self.values) < 0 or sum(self.values) <= 0 or len(self.values) < 2):
            raise ValueError("give at least two values, none negative and not all zero")
        return self


class HandleTime(Law):
    """Shape of the handle time around its mean (the mean comes from history or ``aht_s``)."""


class Patience(Law):
    """Shape of the patience around ``mean_patience_s``."""

    distribution: Distribution = Field("exponential", description="Distribution of patience.")
    balk_share: Share = Field(
        0.0, lt=1, description="Share that gives up at once when nobody is free."
    )

    @property
    def has_shape(self) -> bool:
        """Whether it is anything but exponential."""
        return self.distribution != "exponential"


class SelfService(Value):
    """Self-service or a bot before the queue; the history counts who enters it."""

    contained: Share = Field(description="Share that needs no agent after it.")
    duration_s: DurationS = Field(0.0, description="Mean time in it (exponential).")
    bounce_back: Share = Field(0.0, description="Share of the contained that comes all the same.")
    bounce_back_after_s: DurationS = Field(3600.0, description="After what time, on average.")


class Return(Value):
    """Contacts that come again, on top of the recorded ones."""

    share: Share = Field(description="Share that comes again.")
    after_s: DurationS = Field(600.0, description="After what time, on average (exponential).")
    attempts: int = Field(5, ge=1, le=100, description="Most times that one customer does so.")


class Overflow(Value):
    """A stage of waiting: what changes for who still waits after a time."""

    after_s: DurationS = Field(description="Wait after which it begins.")
    agents_of: Name | None = Field(
        None, description="Queue whose agents may take the contact too from then on."
    )
    leave_message: bool = Field(
        False, description="The caller leaves, and may leave a message (see voicemail)."
    )
    when_waiting: int = Field(
        0,
        ge=0,
        le=MOST_CONTACTS,
        description="Only if at least so many wait in the queue at that moment.",
    )

    @model_validator(mode="after")
    def _one_thing(self) -> "Overflow":
        if (self.agents_of is None) != self.leave_message:
            raise ValueError("a stage has either agents_of or leave_message: true")
        return self


class Voicemail(Value):
    """Where messages go."""

    to: Name = Field(description="Queue that handles the messages.")
    share: Share = Field(1.0, description="Share of who is offered it that leaves a message.")


class PriorityCustomers(Value):
    """A share of contacts that is served before the others of its queue."""

    share: Share = Field(description="Share of contacts.")
    priority: int = Field(1, ge=1, le=99, description="Their priority; 1 is served first.")
    head_start_s: DurationS = Field(
        0.0, description="Seconds that count as waited among queues of equal priority."
    )


class Callback(Value):
    """An offer to be called back instead of holding the line; the place in line is kept."""

    offered_from_s: DurationS = Field(
        description="Offered when the wait in prospect (that of the contact taken last, callbacks "
        "left out) is at least so long."
    )
    accepted: Share = Field(0.5, description="Share that accepts.")
    reached: Share = Field(1.0, description="Share of attempts that reach the customer.")
    dial_s: DurationS = Field(15.0, description="Agent's time until the customer answers.")
    unreached_s: DurationS = Field(30.0, description="Agent's time of an attempt in vain.")
    retry_after_s: DurationS = Field(1800.0, description="Time until the next attempt.")
    attempts: int = Field(3, ge=1, le=20, description="Most attempts.")


class Outbound(Value):
    """How the contacts of an outbound queue are dialled; the history counts records to be called.

    Preview: the agent dials. Progressive: one attempt for each idle agent. Predictive: more.
    """

    mode: Literal["preview", "progressive", "predictive"] = Field(description="Way of dialling.")
    reached: Share = Field(description="Share of attempts that reach somebody.")
    dial_s: DurationS = Field(20.0, description="Time until somebody answers.")
    unreached_s: DurationS = Field(30.0, description="Time of an attempt in vain.")
    retry: Return | None = Field(None, description="Attempts in vain that are repeated.")
    pacing: float = Field(
        1.0, gt=0, le=20, description="Predictive: attempts under way for each idle agent."
    )
    pacing_busy: float = Field(
        0.0, ge=0, le=5, description="Predictive: attempts under way for each busy agent."
    )

    @model_validator(mode="after")
    def _paced(self) -> "Outbound":
        if self.mode != "predictive" and (self.pacing != 1 or self.pacing_busy):
            raise ValueError(f"only a predictive dialler has a pacing, not {self.mode}")
        return self


class Behaviour(Value):
    """What may hold for a queue; every field is optional and off by default."""

    patience: Patience = Field(
        Patience.model_construct(), description="Distribution of patience around its mean."
    )
    waiting_places: int | None = Field(
        None,
        ge=0,
        le=MOST_CONTACTS,
        description="Contacts that can wait; who comes then hears a busy signal.",
    )
    trunks: int | None = Field(
        None, ge=1, le=MOST_CONTACTS, description="Contacts that can wait or be handled at once."
    )
    at_closing: Literal["finish", "turn_away", "voicemail"] | None = Field(
        None,
        description="What happens at closing to who still waits; if given, nobody can come while "
        "the queue is closed. By default contacts come and wait at any time.",
    )
    voicemail: Voicemail | None = Field(None, description="Where messages go.")
    overflow: tuple[Overflow, ...] = Field(
        (), description="Stages of waiting, in order of their time."
    )
    self_service: SelfService | None = Field(
        None, description="Self-service before the queue, simulated contact by contact."
    )
    repeat: Return | None = Field(
        None, description="Handled contacts that come again because they were not resolved."
    )
    redial: Return | None = Field(
        None, description="Abandoned or blocked contacts that come again."
    )
    callback: Callback | None = Field(None, description="Offer to be called back.")
    outbound: Outbound | None = Field(None, description="Dialling of an outbound queue.")
    priority_customers: PriorityCustomers | None = Field(
        None, description="A share of contacts that is served first."
    )
    last_agent: bool = Field(
        False, description="Who comes back goes to the agent of before, when that one is free."
    )
    reserve_agents: int = Field(
        0,
        ge=0,
        le=100_000,
        description="Agents of a team who stay idle for other queues, at the least.",
    )
    interruptible: bool = Field(
        False, description="A contact of a queue that interrupts may take the agent away from it."
    )
    interrupts: bool = Field(
        False, description="Takes agents away from interruptible contacts when nobody is free."
    )
    wait_weight: float = Field(
        1.0, gt=0, le=1000, description="Weight of waits among queues of equal priority."
    )
    head_start_s: DurationS = Field(
        0.0, description="Seconds that count as waited among queues of equal priority."
    )

    @model_validator(mode="after")
    def _agrees(self) -> "Behaviour":
        times = [stage.after_s for stage in self.overflow]
        if times != sorted(set(times)):
            raise ValueError("the stages of overflow must be in order of after_s, each later")
        if any(stage.leave_message for stage in self.overflow[:-1]):
            raise ValueError("leave_message can only be the last stage of overflow")
        if self.at_closing == "voicemail" and self.voicemail is None:
            raise ValueError("at_closing: voicemail needs a voicemail with the queue it goes to")
        if self.voicemail is None and any(stage.leave_message for stage in self.overflow):
            raise ValueError("leave_message needs a voicemail with the queue it goes to")
        if self.interrupts and self.interruptible:
            raise ValueError(
                "a queue that interrupts cannot be interruptible: its contacts would interrupt "
                "each other"
            )
        if self.outbound is not None and (self.callback or self.self_service):
            raise ValueError("an outbound queue has neither callback nor self_service")
        return self
