"""Exports and plain files into the canonical history."""
