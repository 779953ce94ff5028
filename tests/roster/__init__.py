"""Promises of the roster."""
