"""Outgoing mail: an outbox that never carries case content."""
