"""Where each face is mounted: the one table that routes, logs and headers read."""

from __future__ import annotations

MOUNTS = {
    "reporter": "report/",
    "desk": "desk/",
    "partner": "partner/",
    "entrance": "account/",
    "hooks": "hooks/",
    "field": "field/",
    "language": "language/",
    "health": "health/",
    "static": "static/",
    "public": "",
}


def face_of(path: str) -> str:
    """Return the name of the face, or of the plain service, that a request path belongs to."""
    inside = path.removeprefix("/")
    return next(
        face
        for face, prefix in MOUNTS.items()
        if inside.startswith(prefix) or inside == prefix.removesuffix("/")
    )
