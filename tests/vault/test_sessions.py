"""The unlocked session: the row without the cookie and the cookie without the row are useless."""

import pytest

from safeconduct.access.actors import Secret
from safeconduct.vault import boxes, sessions


def test_row_and_cookie_together_give_the_key_back():
    secret = Secret("a-keyring", boxes.new_key())
    assert sessions.resume(*sessions.park(secret)) == secret


def test_neither_half_contains_the_key():
    secret = Secret("a-keyring", boxes.new_key())
    token, parked = sessions.park(secret)
    for half in (token, parked):
        assert secret.private.hex() not in sessions._bytes(half.rpartition(".")[2]).hex()


@pytest.mark.parametrize("spoil", ["token", "box", "keyring", "rubbish", "empty"])
def test_halves_that_do_not_belong_together_give_nothing(spoil):
    token, parked = sessions.park(Secret("a-keyring", boxes.new_key()))
    other_token, other_parked = sessions.park(Secret("another", boxes.new_key()))
    tried = {
        "token": (other_token, parked),
        "box": (token, other_parked),
        "keyring": (token, "another." + parked.partition(".")[2]),
        "rubbish": ("%%%", "a.b"),
        "empty": ("", ""),
    }[spoil]
    assert sessions.resume(*tried) is None
