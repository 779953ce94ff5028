"""Base templates, components and the door: what all four faces have in common."""
