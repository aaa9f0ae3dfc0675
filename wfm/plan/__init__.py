"""From history to a roster that is simulated against its targets."""
