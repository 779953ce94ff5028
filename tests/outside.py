"""The real data kept beside the checkout, for the tests that stand on it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("SAFECONDUCT_OUTSIDE_DATA", BESIDE))


def file(name: str) -> Path:
    """Return one real file; skip the test where the real data is not there at all."""
    if not FOLDER.is_dir():
        pytest.skip("the real data is not beside this checkout")
    return FOLDER / name
