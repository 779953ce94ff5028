"""Agreed lists of words, kept as data with their source and dates in force."""
