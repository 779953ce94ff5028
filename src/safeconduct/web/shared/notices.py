"""Somebody is told of what happened to their own account, by a letter that names nothing.

Whoever took over an account would hide the change on a page; a letter they cannot take back
(ASVS 5.0, 6.3.5 and 6.3.7).
"""

from __future__ import annotations

from typing import Any

from safeconduct.post import actions as post
from safeconduct.post.terms import Template
from safeconduct.web.shared.days import today


def tell(account: Any) -> None:
    """Queue the letter on changes of an account, at most one a day; without an address none."""
    if account.email:
        post.queue(
            address=account.email,
            template=Template.ACCOUNT,
            language=account.language,
            today=today(),
            once=True,
        )
