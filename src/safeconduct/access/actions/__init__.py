"""What can be done to accounts and to what overrides them."""

from safeconduct.access.actions.accounts import admit, appoint
from safeconduct.access.actions.walls import wall_off

__all__ = ["admit", "appoint", "wall_off"]
