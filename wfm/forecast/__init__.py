"""A history into a sampler of demand."""
