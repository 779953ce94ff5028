"""What can be done to accounts and to what overrides them."""

from safeconduct.access.actions.accounts import admit, appoint, dismiss, rename
from safeconduct.access.actions.asking import ask_why
from safeconduct.access.actions.comparing import note_compared
from safeconduct.access.actions.departures import (
    begin_departure,
    call_off_departure,
    end_departure,
)
from safeconduct.access.actions.emergencies import break_glass, review_emergency
from safeconduct.access.actions.refusing import Refused
from safeconduct.access.actions.sign_on import (
    Taken,
    bind_sign_on,
    provision_sign_on,
    withdraw_sign_on,
)
from safeconduct.access.actions.signing import (
    Expired,
    accept_invitation,
    close_invitation,
    end_session,
    end_sessions,
    invite,
    reset_second_factor,
    set_passphrase,
)
from safeconduct.access.actions.throttle import forgive, knock, spend_code
from safeconduct.access.actions.walls import (
    confirm_wall,
    lift_wall,
    raise_wall,
    settle_warning,
    wall_off,
    withhold_wall,
)

__all__ = [
    "Expired",
    "Refused",
    "Taken",
    "accept_invitation",
    "admit",
    "appoint",
    "ask_why",
    "begin_departure",
    "bind_sign_on",
    "break_glass",
    "call_off_departure",
    "close_invitation",
    "confirm_wall",
    "dismiss",
    "end_departure",
    "end_session",
    "end_sessions",
    "forgive",
    "invite",
    "knock",
    "lift_wall",
    "note_compared",
    "provision_sign_on",
    "raise_wall",
    "rename",
    "reset_second_factor",
    "review_emergency",
    "set_passphrase",
    "settle_warning",
    "spend_code",
    "wall_off",
    "withdraw_sign_on",
    "withhold_wall",
]
