"""A closed guest list of ideas every package may use: moves, clocks, references, files read."""
