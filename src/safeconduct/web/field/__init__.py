"""The field face: a page for tablets that takes reports where there is no network."""
