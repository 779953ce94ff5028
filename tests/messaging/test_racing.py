"""However often a message comes, from however many at once, and whoever is killed: stored once."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import Client

from safeconduct.intake.models import Message, Report
from safeconduct.messaging.models import Contact, Delivery
from tests import house, people, serving
from tests.intake.conftest import many_hands
from tests.messaging.gateway import Gateway, gateway
from tests.messaging.passing import SENDERS

__all__ = ["many_hands"]
WORKERS = 8
KILLS, LONGEST_LIFE = 6, 1.0
START = "import django; django.setup(); from tests.messaging import passing; passing."


def all_at_once(sms, post):
    """Let every worker post at the same moment, each through its own door."""
    ready = threading.Barrier(WORKERS)

    def work(number):
        try:
            ready.wait()
            return post(Gateway(sms.channel, sms.secret, Client()), number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        answers = list(pool.map(work, range(WORKERS)))
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json()["text"] for answer in answers]


def test_the_same_delivery_eight_times_at_once_is_one_report_and_one_answer(many_hands):
    cast = people.house()
    sms = gateway(cast.officer, cast.minara)
    told = all_at_once(sms, lambda own, _number: own.says("Help.", id="one"))
    assert len(set(told)) == 1
    assert told[0]
    assert (Report.objects.count(), Message.objects.count(), Delivery.objects.count()) == (1, 0, 1)


def test_eight_messages_of_one_person_at_once_are_one_report_and_none_is_lost(many_hands):
    cast = people.house()
    sms = gateway(cast.officer, cast.minara)
    told = all_at_once(sms, lambda own, number: own.says(f"Part {number}"))
    assert len([text for text in told if text]) == 1
    assert (Report.objects.count(), Message.objects.count()) == (1, WORKERS - 1)


def test_eight_people_at_once_are_eight_reports(many_hands):
    cast = people.house()
    sms = gateway(cast.officer, cast.minara)
    told = all_at_once(sms, lambda own, number: own.says("Help.", sender=f"+1555000{number}"))
    assert len(set(told)) == Report.objects.count() == Contact.objects.count() == WORKERS


def run(environment, verb):
    """Start a process that passes messages on, or counts them."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{START}{verb}()"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"},
        cwd=house.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@house.ON_SQLITE
def test_killed_at_any_moment_nothing_answered_is_lost_and_nothing_is_stored_twice(tmp_path):
    chance, answered = random.Random(20261121), 0
    environment = serving.environment_of(tmp_path, messages_per_minute="0", hosts="testserver") | {
        "PYTHONPATH": f"{house.ROOT}/src:{house.ROOT}"
    }
    ended = serving.command("migrate", environment=environment)
    assert ended.returncode == 0, ended.stderr
    for _kill in range(KILLS):
        with run(environment, "pass_on") as process:
            process.stdin.write(f"{answered}\n")
            process.stdin.flush()
            lines = [process.stdout.readline()]  # it is under way
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        answered += sum(line.endswith("\n") and line.strip().isdecimal() for line in lines)
    with run(environment, "count") as counting:
        found = json.loads(counting.communicate("")[0])
    # The last one may have been stored and its answer cut off: the next try would find it.
    assert found["stored"] - answered in {0, 1}
    assert found["reports"] == SENDERS
    assert answered > KILLS
