"""Safe Conduct: accountability for the conduct of people sent on missions."""
