"""The name an account is shown under is what it looks like."""

from __future__ import annotations

import pytest

from safeconduct.web.desk.forms.people import NameForm

REFUSED = ["Osei\u202egnikaM", "Osei\u200b", "\u2066Osei", "O\x07sei", "O\x00sei", "Osei\u2028x"]
KEPT = ["Osei Mensah", "عثمان الأمين", "می‌خواهم", "क्‍ष", "O'Brien-Łukasz"]


@pytest.mark.parametrize("name", REFUSED, ids=range(len(REFUSED)))
def test_a_name_that_turns_or_hides_what_stands_beside_it_is_refused(name):
    assert NameForm({"name": name}).errors


@pytest.mark.parametrize("name", KEPT, ids=range(len(KEPT)))
def test_names_of_every_script_are_kept(name):
    assert NameForm({"name": name}).is_valid()
