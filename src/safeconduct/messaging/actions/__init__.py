"""What can be done with a channel: kept by a desk, and written to by whoever reports."""

from safeconduct.messaging.actions.keeping import (
    Described,
    change_channel,
    discard_newest_secret,
    end_channel,
    forget_earlier_secret,
    open_channel,
    renew_secret,
)
from safeconduct.messaging.actions.receiving import Received, receive, take_turn

__all__ = [
    "Described",
    "Received",
    "change_channel",
    "discard_newest_secret",
    "end_channel",
    "forget_earlier_secret",
    "open_channel",
    "receive",
    "renew_secret",
    "take_turn",
]
