"""What the rules of a case object, marked for translation: rules are pure and cannot do it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SAID = (
    gettext_noop("Record when the incident happened first."),
    gettext_noop("Record the final finding first."),
    gettext_noop("Action is awaited only on a substantiated finding."),
    gettext_noop("The finding is substantiated: record the action taken before closing."),
    gettext_noop("Record the final measure for this charge first."),
    gettext_noop("This person has not enrolled a key yet."),
    gettext_noop("This person is walled off from the matter."),
    gettext_noop("A final finding on this charge is recorded already."),
)
