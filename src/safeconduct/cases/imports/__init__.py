"""Registers kept elsewhere: what a mapping says, what a row says, and how both become matters."""
