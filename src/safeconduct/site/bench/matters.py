"""How long the list of matters and one matter take to come, at ten thousand matters."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeconduct.access.actors import Actor
from safeconduct.cases import queries
from safeconduct.cases.models import Matter
from safeconduct.site.bench import figures, ground
from safeconduct.site.bench.figures import Figures
from safeconduct.site.bench.register import Builder
from safeconduct.site.demo import cast

READERS = {"osei": "conduct officer of one mission", "hana": "headquarters, every mission"}
WARM_UP = 10
DIFFERENT = 200
Pages = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many matters there are, and how often each page is asked for."""

    matters: int
    requests: int
    runs: int
    server: tuple[str, ...]


def measure(plan: Plan, today: date) -> Figures:
    """Measure every page as both readers, in this empty installation."""
    people = cast.assemble(today)
    with ground.progress(plan.matters, "Matters") as step:
        for stored in Builder(people, today).fill(plan.matters):
            step(stored)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows: list[Figures] = []
    log = Path(settings.DATA_FOLDER) / "bench-server.log"
    with ground.serving(log, "--face", "desk", *plan.server) as server:
        for username, sees in READERS.items():
            pages = _pages(people.people[username])
            asked = questions(username, pages)
            runs = [timed(server, username, pages, plan.requests) for _ in range(plan.runs)]
            for name in pages:
                row: Figures = {"reader": sees, "page": name, "queries": asked[name]}
                each = [run[name] for run in runs]
                row |= figures.middle(each)
                rows.append(row | {"each_run_p95": [run["p95_ms"] for run in each]})
        return {
            "configuration": server.said,
            "database": connection.vendor,
            "matters": Matter.objects.count(),
            "requests_a_page": plan.requests,
            "runs": plan.runs,
            "rows": rows,
        }


def _pages(reader: Actor) -> Pages:
    """Return the addresses of each kind of page, as this reader would come to them."""
    seen = queries.readable_by(reader)
    found = reverse("desk:matters")
    middle = seen.order_by("id")[seen.count() // 2]
    own = list(
        seen.order_by("-id").values_list("reference", flat=True)[
            :: max(1, seen.count() // DIFFERENT)
        ]
    )
    start = f"{cast.MISSION}-{middle.opened_on.year}"
    return {
        "list, first page": [found],
        "list, a page in the middle": [f"{found}?after={middle.reference}"],
        "list, one stage": [f"{found}?stage=investigating"],
        "list, one mission": [f"{found}?mission={cast.MISSION}"],
        "list, stage and mission": [f"{found}?mission={cast.MISSION}&stage=closed"],
        "list, overdue": [f"{found}?show=overdue"],
        "list, beginning of a number": [f"{found}?number={start}"],
        "list, one number": [f"{found}?number={middle.number}"],
        "matter": [reverse("desk:matter", args=[reference]) for reference in own],
    }


def timed(server: ground.Server, username: str, pages: Pages, requests: int) -> dict[str, Figures]:
    """Ask for each page so often, as one reader; return its times."""
    job = {
        "job": "read",
        "concurrency": 1,
        "sign_in": reverse("desk:sign-in"),
        "who": {"username": username, "passphrase": cast.PASSPHRASE},
        "pages": {name: paths * WARM_UP for name, paths in pages.items()},
        "warm": WARM_UP,
        "count": requests,
    }
    with ground.progress(requests * len(pages), f"Pages as {username}") as step:
        lines = ground.ask(server.port, job, lambda _line: step(1))
    if faults := [line["fault"] for line in lines if "fault" in line]:
        raise ground.Unready(f"a page could not be read: {faults[0]}")
    times: dict[str, list[float]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for line in lines:
        if "page" in line:
            times[line["page"]].append(line["ms"])
            sizes[line["page"]] = line["size"]
    return {
        name: {
            "p50_ms": figures.percentile(found, 50),
            "p95_ms": figures.percentile(found, 95),
            "characters": sizes[name],
        }
        for name, found in times.items()
    }


def questions(username: str, pages: Pages) -> dict[str, int]:
    """Count the questions each page asks the database, the session's own among them."""
    officer = Client(headers={"host": "localhost"})
    logging.disable(logging.INFO)  # these requests are nobody's
    officer.post(reverse("desk:sign-in"), {"username": username, "passphrase": cast.PASSPHRASE})
    counted = {}
    for name, paths in pages.items():
        officer.get(paths[0])
        with CaptureQueriesContext(connection) as asked:
            officer.get(paths[0])
        counted[name] = len(asked)
    logging.disable(logging.NOTSET)
    return counted
