"""What is asked of a passphrase: length and a guess nobody makes first, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access.models import Account

OSEI = Account(username="osei.damba", name="Osei Damba", email="osei@minusca.example")
LONGEST = 1000


def is_taken(passphrase: str) -> bool:
    """Whether a passphrase is taken from Osei."""
    try:
        validate_password(passphrase, OSEI)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("said", ["", "seven77", "elevenchars"])
def test_a_short_passphrase_is_refused(said):
    assert not is_taken(said)


@pytest.mark.parametrize("said", ["1234567890123", "qwertyuiop123", "qazwsxedcrfv"])
def test_a_common_passphrase_is_refused(said):
    assert not is_taken(said)


@pytest.mark.parametrize(
    "said",
    ["SafeConduct2026!!", "minusca-conduct-officer", "oseidamba oseidamba", "Damba.Osei.1987.12"],
)
def test_words_of_the_house_are_refused(said):
    assert not is_taken(said)


@pytest.mark.parametrize(
    "said",
    [
        "a calm sea and a good map",
        "شمس وقمر ونجوم كثيرة",
        "nine blue kettles sing",
        "ЗеленыйЧайникПоёт",
    ],
)
def test_any_composition_is_taken(said):
    assert is_taken(said)


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs"]), min_size=64, max_size=LONGEST))
def test_a_long_passphrase_is_taken(said):
    letters = [c for c in said if c.isalpha()]
    assert is_taken("kettles sing blue " + said) or len(letters) < 8


@pytest.mark.django_db
def test_the_field_masks_what_is_typed_and_takes_a_pasted_one():
    page = Client().get("/desk/sign-in").content.decode()
    (field,) = re.findall(r'<input[^>]*name="passphrase"[^>]*>', page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page
    assert f'maxlength="{LONGEST}"' in field
