"""Missions, desks, units, people and strengths: who served where, and when."""
