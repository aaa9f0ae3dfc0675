"""The numbers by which tables say what kind a thing is."""

# How a time is distributed around its mean.
EXPONENTIAL, LOGNORMAL, GAMMA, EMPIRICAL, CONSTANT = range(5)

# What can turn a contact into another one.
HANDLED, LOST, CONTAINED, UNREACHED, DEFERRED = range(5)
TRIGGERS = 5

# As what a contact comes to a queue.
FIRST, HANDED_ON, REPEAT, REDIAL, BOUNCE_BACK, RETRY, MESSAGE = range(7)

# What happens to who still waits when a queue closes.
FINISH, TURN_AWAY, TAKE_MESSAGE = range(3)

# Who dials: nobody, the agent who takes the contact, or a dialler ahead of agents.
NOT_DIALLED, BY_AGENT, BY_DIALLER = range(3)

# Instead of a line that follows.
NOBODY, LEAVES = -1, -2

UNLIMITED = 2**40
