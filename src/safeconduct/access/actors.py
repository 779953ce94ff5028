"""Whoever is acting: somebody signed in, a reporter with a receipt, or a scheduled duty."""

from __future__ import annotations

from dataclasses import dataclass, field

from safeconduct.access.terms import Role


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held, and where: a mission's code, a State's ISO code, one file, or nowhere."""

    role: Role
    mission: str = ""
    state: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """An unlocked private key, and whose it is. Never printed."""

    keyring: str
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles, with which unlocked key."""

    reference: str
    holdings: tuple[Holding, ...] = ()
    account: int | None = None
    own: str = ""  # reference of the report whose mailbox the actor opened with a receipt
    secret: Secret | None = field(default=None, repr=False)

    def holds(self, role: Role) -> bool:
        """Say whether the actor holds the role anywhere."""
        return any(holding.role == role for holding in self.holdings)


STRANGER = Actor("stranger")


def reporter(own: str = "", secret: Secret | None = None) -> Actor:
    """Return an unnamed reporter; with a receipt, the owner of that one report's mailbox."""
    reference = f"reporter:{own}" if own else "reporter"
    return Actor(reference, (Holding(Role.REPORTER),), own=own, secret=secret)


def system(name: str, *roles: Role) -> Actor:
    """Return a named duty or command, with the roles its work needs and no key."""
    return Actor(f"system:{name}", tuple(Holding(role) for role in roles))
