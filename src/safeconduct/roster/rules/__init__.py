"""How a list of missions or strengths is read: what is mended, what is refused, and why."""
