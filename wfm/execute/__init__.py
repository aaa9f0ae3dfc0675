"""Chunks of independent work, in this process or in a pool."""
