"""What can be done with keys and sealed things. Opening is an act: it asks, and it is recorded."""

from safeconduct.vault.actions.granting import bring_under, grant
from safeconduct.vault.actions.keys import admit_member, enrol, found_desk, found_recovery
from safeconduct.vault.actions.opening import enter, open_compartment, open_file, open_seals
from safeconduct.vault.actions.shredding import shred
from safeconduct.vault.actions.passkeys import forget_passkey, wrap_with_passkey

__all__ = [
    "admit_member",
    "bring_under",
    "enrol",
    "enter",
    "forget_passkey",
    "found_desk",
    "found_recovery",
    "grant",
    "open_compartment",
    "open_file",
    "open_seals",
    "shred",
    "wrap_with_passkey",
]
