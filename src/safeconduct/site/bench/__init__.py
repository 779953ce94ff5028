"""Measuring the product from outside, in an installation that lives only as long as the run."""
