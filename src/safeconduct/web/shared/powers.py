"""What a page may ask of a device: nothing, but for the page that records a voice."""

from __future__ import annotations

DEVICE = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def policy(*allowed: str) -> str:
    """Return the Permissions-Policy of a page that may ask for what is named, and nothing else."""
    return ", ".join(
        f"{power}=(self)" if power in allowed else f"{power}=()"
        for power in (*DEVICE, "browsing-topics")
    )
