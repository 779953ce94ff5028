"""Killed at any moment, the product has stored everything that it said it had."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time

from tests import house, serving

WRITES = 500
LONGEST_LIFE = 2.0
START = "import django; django.setup(); from tests.site import writing; writing."


def speaking(environment: dict[str, str], verb: str) -> subprocess.Popen[str]:
    """Start a process that writes or reads back, outside this one."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{START}{verb}()"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"},
        cwd=house.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def lines_of(writer: subprocess.Popen[str], into: list[dict[str, str]]) -> None:
    """Keep every whole line a writer says; the last may be cut."""
    assert writer.stdout is not None
    for line in writer.stdout:
        if line.endswith("\n"):
            into.append(json.loads(line))


@house.ON_SQLITE
def test_kill_at_random_moments_during_500_writes_loses_nothing_acknowledged(tmp_path):
    chance, acknowledged, kills = random.Random(20261121), list[dict[str, str]](), 0
    environment = serving.environment_of(tmp_path) | {
        "PYTHONPATH": f"{house.ROOT}/src:{house.ROOT}"
    }
    ended = serving.command("migrate", environment=environment)
    assert ended.returncode == 0, ended.stderr
    while len(acknowledged) < WRITES:
        before = len(acknowledged)
        with speaking(environment, "write") as writer:
            listening = threading.Thread(target=lines_of, args=(writer, acknowledged))
            listening.start()
            while len(acknowledged) == before and writer.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            writer.send_signal(signal.SIGKILL)
            listening.join()
        assert writer.returncode == -signal.SIGKILL
        kills += 1
    with speaking(environment, "read_back") as reader:
        found, _errors = reader.communicate(json.dumps(acknowledged))
    assert json.loads(found) == {"lost": 0, "shut": 0, "torn": 0, "faults": []}
    assert kills >= 5
