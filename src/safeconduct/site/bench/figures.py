"""What is made of many measured times: percentiles, medians of runs, and facts of the machine."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from safeconduct import __version__

Figures = dict[str, Any]
SYNCS = 40


def percentile(times: Sequence[float], share: int) -> float:
    """Return the time that so many percent of the times do not exceed (nearest rank)."""
    ranked = sorted(times)
    return round(ranked[max(0, -(-len(ranked) * share // 100) - 1)], 1) if ranked else 0.0


def middle(runs: Sequence[Figures]) -> Figures:
    """Return, of several runs, the median of every number; counts of faults are added up instead.

    What is no number is taken from the first run.
    """
    made: Figures = {}
    for name, first in runs[0].items():
        values = [run[name] for run in runs]
        if isinstance(first, bool) or not isinstance(first, int | float):
            made[name] = first
        elif name in SUMMED:
            made[name] = sum(values)
        else:
            made[name] = round(median(values), 2)
    return made


SUMMED = frozenset({"sent", "faults", "stored", "lost", "duplicates", "opened", "sampled"})


def machine(folder: Path) -> Figures:
    """Return what somebody needs to know to compare: processor, versions, disk, load."""
    return {
        "safeconduct": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "sync_ms": _sync_ms(folder),
    }


def processor_seconds(process: int) -> float:
    """Return the processor time a process and those it started have used; 0 where unknown."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        begun = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    own = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for child in begun)


def memory_megabytes(process: int) -> float:
    """Return the memory a process and those it started hold for themselves; 0 where unknown."""
    try:
        held = Path(f"/proc/{process}/status").read_text()
        begun = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    own = [line.split()[1] for line in held.splitlines() if line.startswith("RssAnon:")]
    return sum(map(int, own)) / 1024 + sum(memory_megabytes(int(child)) for child in begun)


def _sync_ms(folder: Path) -> float:
    """Return how long the disk takes to promise that 4 KiB are safe: the median of some."""
    times, probe = [], folder / "sync-probe"
    with probe.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            started = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            times.append((time.perf_counter() - started) * 1000)
    probe.unlink()
    return round(median(times), 2)
