"""Queues, by closed form and call by call."""
