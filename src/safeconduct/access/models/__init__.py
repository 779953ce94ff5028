"""The tables of access: accounts and posts, what overrides them, and how people come in."""

from safeconduct.access.models.accounts import Account, Departure, Post
from safeconduct.access.models.sign_on import SignOn
from safeconduct.access.models.signing import Attempt, Invitation, Session, SpentCode
from safeconduct.access.models.walls import Emergency, Exclusion, Withheld

__all__ = [
    "Account",
    "Attempt",
    "Departure",
    "Emergency",
    "Exclusion",
    "Invitation",
    "Post",
    "Session",
    "SignOn",
    "SpentCode",
    "Withheld",
]
