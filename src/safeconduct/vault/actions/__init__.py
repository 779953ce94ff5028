"""What can be done with keys and sealed things. Opening is an act: it asks, and it is recorded."""

from safeconduct.vault.actions.desks import (
    admit_member,
    expel_member,
    found_desk,
    release_member,
    renew_desk,
    run_errands,
)
from safeconduct.vault.actions.granting import (
    Orphaned,
    ThroughDesk,
    bring_under,
    grant,
    shut_out,
    take_back,
    withdraw,
)
from safeconduct.vault.actions.inviting import invite, reset_second_factor
from safeconduct.vault.actions.keys import change_passphrase, enrol, found_recovery, re_enrol
from safeconduct.vault.actions.opening import (
    enter,
    open_beside,
    open_compartment,
    open_file,
    open_seals,
)
from safeconduct.vault.actions.passkeys import forget_passkey, forget_passkeys, wrap_with_passkey
from safeconduct.vault.actions.shredding import shred
from safeconduct.vault.actions.successions import succeed_desk

__all__ = [
    "Orphaned",
    "ThroughDesk",
    "admit_member",
    "bring_under",
    "change_passphrase",
    "enrol",
    "enter",
    "expel_member",
    "forget_passkey",
    "forget_passkeys",
    "found_desk",
    "found_recovery",
    "grant",
    "invite",
    "open_beside",
    "open_compartment",
    "open_file",
    "open_seals",
    "re_enrol",
    "release_member",
    "renew_desk",
    "reset_second_factor",
    "run_errands",
    "shred",
    "shut_out",
    "succeed_desk",
    "take_back",
    "withdraw",
    "wrap_with_passkey",
]
