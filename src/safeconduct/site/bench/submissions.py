"""How many reports arrive in a second, how long one waits for its receipt, and whether any is lost.

Two figures: the button and the receipt page alone, from drafts that were written before, and the
whole conversation from the first page on. Afterwards every receipt that was shown is compared
with what is stored, and every one must open its mailbox.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.intake import drafts, queries
from safeconduct.intake.models import Attachment, Report
from safeconduct.site.bench import figures, ground
from safeconduct.site.bench.figures import Figures
from safeconduct.site.demo import cast
from safeconduct.vault import receipts

LANGUAGE = {"language": "en"}
WARM_UP = 20
AGAIN = 10
SAMPLE = 10

# What the reporter says on each page, as a form would send it. All of it is invented.
SAYS: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "relation": {"relation": "witness"},
    "mission": {"mission": cast.MISSION},
    "what": {"what": "Fuel was taken from the camp at night and sold in the town. " * 12},
    "when": {"when-year": "2026", "when-month": "3", "when-day": "", "when-words": ""},
    "where": {"where": "By the old well"},
    "who": {"who": "A tall man with a blue cap", "category": "military"},
    "harmed": {"harmed": ["adult"]},
    "files": {"go-on": "1"},
    "contact": {"contact": "named"},
    "you": {"name": "An invented name", "reach": "At the market", "safely": ""},
}
# The same, as the draft keeps it.
ANSWERS: dict[str, str | list[str]] = {
    "danger": "no",
    "relation": "witness",
    "mission": cast.MISSION,
    "what": str(SAYS["what"]["what"]),
    "when": "2026-03",
    "where": "By the old well",
    "who": "A tall man with a blue cap",
    "category": "military",
    "harmed": ["adult"],
    "contact": "named",
    "name": "An invented name",
    "reach": "At the market",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What is stored beside what was promised."""

    stored: int
    lost: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is sent: so many reports a run, at each number of senders."""

    reports: int
    talks: int
    concurrencies: Sequence[int]
    runs: int
    server: tuple[str, ...]
    attachment: int = 0  # megabytes of a file that goes with each report sent


def measure(plan: Plan, today: date) -> Figures:
    """Measure both figures at every concurrency, in this empty installation."""
    cast.assemble(today)
    stretched, made = _stretched_ms(), list[Figures]()
    with ground.serving(_log(), "--face", "reporter", *plan.server) as server:
        _warm_up(server, plan, today)
        for senders in plan.concurrencies:
            sent = [_sent(server, plan, senders, today) for _ in range(plan.runs)]
            made.append(_row("submission", senders, sent))
            talked = [_talked(server, plan.talks, senders) for _ in range(plan.runs)]
            made.append(_row("conversation", senders, talked))
        return {
            "configuration": server.said,
            "database": _database(),
            "receipt_derivation_ms": stretched,
            "reports_a_run": plan.reports,
            "conversations_a_run": plan.talks,
            "runs": plan.runs,
            "attachment_megabytes": plan.attachment,
            "rows": made,
        }


def compare(shown: Sequence[str], before: int) -> Compared:
    """Compare receipts that were shown with the reports stored since there were `before`.

    A report is lost when its receipt leads to no mailbox or does not open it.
    """
    stored = Report.objects.count() - before
    with ThreadPoolExecutor(max_workers=2) as readers:
        opened = sum(_opens(keys) for keys in readers.map(receipts.keys, shown))
    distinct = len(set(shown))
    return Compared(stored, len(shown) - opened, max(0, stored - distinct))


def _opens(receipt: receipts.ReceiptKeys) -> bool:
    try:
        queries.mailbox(actors.reporter(), receipt)
    except Denied:
        return False
    return True


def _sent(server: ground.Server, plan: Plan, senders: int, today: date) -> Figures:
    reports = plan.reports
    before, held = Report.objects.count(), Attachment.objects.count()
    tokens = [_draft(today) for _ in range(reports)]
    job = {
        "job": "send",
        "concurrency": senders,
        "tokens": tokens,
        "cookie": settings.REPORT_COOKIE_NAME,
        "check": reverse("reporter:check", kwargs=LANGUAGE),
        "again": min(AGAIN, reports),
        "size": plan.attachment * 1024 * 1024,
        "page": reverse("reporter:files", kwargs=LANGUAGE),
        "announce": reverse("reporter:announce", kwargs=LANGUAGE),
    }
    lines = _asked(server, job, 2 * reports, f"{senders} at a time: sending")
    return _figures(server, lines, before) | {
        "files_stored": Attachment.objects.count() - held,
        "post_p50_ms": figures.percentile([x["post_ms"] for x in lines if "ms" in x], 50),
        "post_p95_ms": figures.percentile([x["post_ms"] for x in lines if "ms" in x], 95),
    }


def _talked(server: ground.Server, talks: int, senders: int) -> Figures:
    before = Report.objects.count()
    job = {
        "job": "talk",
        "concurrency": senders,
        "count": talks,
        "welcome": reverse("reporter:welcome", kwargs=LANGUAGE),
        "start": reverse("reporter:begin", kwargs=LANGUAGE),
        "receipt": reverse("reporter:receipt", kwargs=LANGUAGE),
        "says": SAYS,
    }
    lines = _asked(server, job, talks, f"{senders} at a time: whole way")
    asked = sum(line.get("requests", 0) for line in lines)
    return _figures(server, lines, before) | {
        "requests_a_second": round(asked / _seconds(lines), 1),
    }


def _figures(server: ground.Server, lines: list[dict[str, Any]], before: int) -> Figures:
    times = [line["ms"] for line in lines if "ms" in line]
    shown = [line["receipt"] for line in lines if "receipt" in line]
    repeated = [line["again"] for line in lines if "again" in line]
    sample = secrets.SystemRandom().sample(shown, min(SAMPLE, len(shown)))
    opened = _opened(server, sample)
    return {
        "sent": len(times),
        "faults": sum("fault" in line for line in lines),
        "a_second": round(len(times) / _seconds(lines), 1),
        "p50_ms": figures.percentile(times, 50),
        "p95_ms": figures.percentile(times, 95),
        "server_cpu_ms": round(_used(lines) * 1000 / max(len(times), 1), 1),
        **asdict(compare(shown, before)),
        "sampled": len(sample) + len(repeated),
        "opened": opened + sum(receipt in shown for receipt in repeated),
    }


def _asked(
    server: ground.Server, job: dict[str, Any], steps: int, label: str
) -> list[dict[str, Any]]:
    """Have the client do a job; note the server's processor time as it begins and ends."""

    def watch(line: dict[str, Any]) -> None:
        if "begun" in line or "seconds" in line:
            line["used"] = server.processor_seconds()
        step(1)

    with ground.progress(steps, label) as step:
        return ground.ask(server.port, job, watch)


def _used(lines: list[dict[str, Any]]) -> float:
    """Return the processor time the server used between the first and the last thing timed."""
    read: list[float] = [line["used"] for line in lines if "used" in line]
    return read[-1] - read[0]


def _seconds(lines: list[dict[str, Any]]) -> float:
    took: float = next(line["seconds"] for line in lines if "seconds" in line)
    return max(took, 0.001)


def _opened(server: ground.Server, sample: list[str]) -> int:
    """Come back to some mailboxes through the front door; return how many opened."""
    job = {
        "job": "mailboxes",
        "concurrency": 1,
        "receipts": sample,
        "mailbox": reverse("reporter:mailbox", kwargs=LANGUAGE),
        "close": reverse("reporter:close", kwargs=LANGUAGE),
    }
    return sum(line.get("opened", False) for line in ground.ask(server.port, job))


def _warm_up(server: ground.Server, plan: Plan, today: date) -> None:
    senders, reports = max(plan.concurrencies), min(WARM_UP, plan.reports)
    _sent(server, replace(plan, reports=reports), senders, today)
    _talked(server, min(WARM_UP, plan.talks), senders)


def _stretched_ms() -> float:
    """Return how long one receipt is stretched here and now; no report can take less."""
    times = []
    for _ in range(WARM_UP):
        started = time.perf_counter()
        receipts.keys(receipts.make("en"))
        times.append((time.perf_counter() - started) * 1000)
    return figures.percentile(times, 50)


def _draft(today: date) -> str:
    token = drafts.begin(today)
    drafts.answer(token, ANSWERS, today)
    return token


def _row(what: str, senders: int, runs: list[Figures]) -> Figures:
    row: Figures = {"what": what, "concurrency": senders} | figures.middle(runs)
    row["each_run"] = [run["a_second"] for run in runs]
    return row


def _database() -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            modes = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous")
            ]
        return f"sqlite, journal_mode {modes[0]}, synchronous {modes[1]} (2 is FULL)"
    with connection.cursor() as cursor:
        said = []
        for name in ("server_version", "fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            said.append(f"{name} {cursor.fetchone()[0]}")
    return f"postgresql, {', '.join(said)}"


def _log() -> Path:
    return Path(settings.DATA_FOLDER) / "bench-server.log"
