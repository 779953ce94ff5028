"""Promises of the base."""
