"""The demonstration: an invented mission with invented people and some four hundred matters."""
