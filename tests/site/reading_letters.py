"""What an officer finds of the letters that were taken; run as a process of its own."""

from __future__ import annotations

import json
import sys

from safeconduct.intake.models import Draft, Report
from safeconduct.vault import actions as vault
from tests import marked, people
from tests.site import writing


def ground() -> None:
    """Make the missions, desks and people that letters come to."""
    people.house()


def read() -> None:
    """Say how many reports there are, and how many of them say something."""
    by = writing.officer()
    reports = Report.objects.select_related("answers")
    seals = [report.answers.reference for report in reports]
    opened = vault.open_seals(actor=by, references=seals, reason="triage").values()
    told = {
        "reports": len(seals),
        "words": sum(marked.CORE[:2] in json.loads(text)["what"] for text in opened),
        "drafts": Draft.objects.count(),
    }
    sys.stdout.write(json.dumps(told))
