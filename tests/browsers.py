"""The system's Chromium, as the journeys and the photographs drive it."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright, ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",
)
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def start(playwright: Playwright) -> Browser:
    """Start the system's Chromium with a fresh profile. Raises NoBrowser."""
    named = (os.environ.get("SAFECONDUCT_CHROMIUM", ""), *NAMES)
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("No Chromium found: run make chromium, or name it in SAFECONDUCT_CHROMIUM.")
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))
