"""Demand and targets into required agents, with the reasons."""
