"""Safe Conduct: accountability for the conduct of people sent on missions."""

__version__ = "0.1.0"
