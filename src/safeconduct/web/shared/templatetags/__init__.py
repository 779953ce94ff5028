"""Filters that keep one form for dates and numbers on every page."""
