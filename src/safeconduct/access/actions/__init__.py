"""What can be done to accounts and to what overrides them."""

from safeconduct.access.actions.accounts import admit, appoint
from safeconduct.access.actions.sign_on import (
    Taken,
    bind_sign_on,
    provision_sign_on,
    withdraw_sign_on,
)
from safeconduct.access.actions.walls import wall_off

__all__ = [
    "Taken",
    "admit",
    "appoint",
    "bind_sign_on",
    "provision_sign_on",
    "wall_off",
    "withdraw_sign_on",
]
