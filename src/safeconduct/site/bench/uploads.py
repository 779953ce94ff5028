"""Whether files in pieces survive a server that is killed, and what they cost in memory.

So many people send a large file each, at once. The server, and all it started, is killed at even
distances on the way and started again. Afterwards each file is opened and compared to its last
byte, and every piece that was acknowledged must have been there when its sender came back.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from safeconduct.intake import drafts
from safeconduct.intake.drafts import files
from safeconduct.site.bench import figures, ground
from safeconduct.site.bench.figures import Figures
from safeconduct.site.demo import cast
from safeconduct.vault import boxes, seals

LANGUAGE = {"language": "en"}
PATIENCE = 300
WATCHED_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """So many files of so many megabytes at once, and how often the server is killed meanwhile."""

    uploads: int
    megabytes: int
    kills: int
    server: tuple[str, ...]


class Memory:
    """The most memory the server's processes held together while it was watched."""

    def __init__(self, server: ground.Server) -> None:
        self.server, self.most, self.first = server, 0.0, 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self.first = figures.memory_megabytes(self.server.process.pid)
        self.thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.ended.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.ended.wait(WATCHED_EVERY):
            self.most = max(self.most, figures.memory_megabytes(self.server.process.pid))


def measure(plan: Plan, today: date) -> Figures:
    """Send, kill, start again, and compare, in this empty installation."""
    cast.assemble(today)
    tokens = [drafts.begin(today) for _ in range(plan.uploads)]
    log = Path(settings.DATA_FOLDER) / "bench-server.log"
    with (
        ground.restarting(log, "--face", "reporter", *plan.server) as server,
        Memory(server) as held,
    ):
        lines = _sent(server, plan, tokens)
    done = [line for line in lines if "sha256" in line]
    took = next(line["seconds"] for line in lines if "seconds" in line)
    return {
        "configuration": server.said,
        "files": plan.uploads,
        "megabytes_each": plan.megabytes,
        "killed": server.killed,
        "arrived": len(done),
        "faults": sum("fault" in line for line in lines),
        "equal_to_the_last_byte": sum(_opens(tokens[x["number"]], x["sha256"]) for x in done),
        "pieces_acknowledged": sum("piece" in line for line in lines),
        "pieces_lost": sum(line.get("lost", 0) for line in done),
        "came_back": sum(line["breaks"] for line in done),
        "seconds": round(took, 1),
        "megabytes_a_second": round(len(done) * plan.megabytes / max(took, 0.001), 1),
        "finish_p95_ms": figures.percentile([line["finish_ms"] for line in done], 95),
        "server_memory_before_mb": round(held.first),
        "server_memory_most_mb": round(held.most),
    }


def _sent(server: ground.Restarting, plan: Plan, tokens: list[str]) -> list[dict[str, Any]]:
    pieces = plan.uploads * plan.megabytes
    due = [pieces * (kill + 1) // (plan.kills + 1) for kill in range(plan.kills)]
    seen = 0

    def watch(line: dict[str, Any]) -> None:
        nonlocal seen
        if "piece" not in line:
            return
        seen += 1
        step(1)
        if due and seen >= due[0]:
            due.pop(0)
            server.kill_and_start()

    job = {
        "job": "upload",
        "concurrency": plan.uploads,
        "tokens": tokens,
        "cookie": settings.REPORT_COOKIE_NAME,
        "page": reverse("reporter:files", kwargs=LANGUAGE),
        "announce": reverse("reporter:announce", kwargs=LANGUAGE),
        "size": plan.megabytes * 1024 * 1024,
        "patience": PATIENCE,
    }
    with ground.progress(pieces, "pieces") as step:
        started = time.perf_counter()
        lines = ground.ask(server.port, job, watch)
    return [*lines, {"seconds": time.perf_counter() - started}]


def _opens(token: str, sha256: str) -> bool:
    """Open the file of a draft as it lies in the store, and compare it with what was sent."""
    content = drafts.read(token)
    for kept in content["files"]:
        stored, opened, digest = files.stored(kept), files.opened(content), hashlib.sha256()
        try:
            for chunk in seals.read_file(opened, stored.reference, stored.name):
                digest.update(chunk)
        except boxes.WillNotOpen:
            return False
        return digest.hexdigest() == sha256 == str(kept["sha256"])
    return False
