"""Promises of the agreed lists."""
