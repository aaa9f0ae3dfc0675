"""Scenarios side by side, under the same random numbers."""
