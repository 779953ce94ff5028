"""Registers for the tests of counting: rows written by hand, and any rows at all."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from safeconduct.cases.register import RegisterRow

CATEGORIES = {"mc": "military", "mo": "military", "unpol": "police", "int": "civilian"}
PROVIDED = {"mc", "mo", "unpol"}


def row(key="a1", **told):
    """One SEA allegation of a known person, assessed, unless told otherwise."""
    category = told.get("category", "mc")
    usual = {
        "allegation": key,
        "incident": "matter-1:2026-01-01",
        "report": "report-1",
        "subject": f"subject-of-{key}",
        "persons": 1,
        "confirmed": True,
        "completed": False,
        "mission": "MINARA",
        "category": category,
        "group": CATEGORIES[category],
        "contributor": "RO" if category in PROVIDED else "",
        "sea": True,
        "victims": (),
        "received_on": date(2026, 3, 1),
        "incident_year": 2026,
        "state": "assessed",
    }
    return RegisterRow(**(usual | told))


@st.composite
def registers(draw, years=(2024, 2025), tag="", most=12):
    """Any register: several matters, each received in one year, with shared reports and people."""
    rows = []
    for matter in range(draw(st.integers(0, 4))):
        year = draw(st.sampled_from(years))
        name = f"{tag}m{matter}"
        mission = draw(st.sampled_from(["MINARA", "UNMOST"]))
        for number in range(draw(st.integers(1, most // 4 + 1))):
            category = draw(st.sampled_from(sorted(CATEGORIES)))
            confirmed = draw(st.booleans())
            rows.append(
                row(
                    f"{name}-a{number}",
                    incident=f"{name}:{draw(st.integers(1, 2))}",
                    report=f"{name}-r{draw(st.integers(1, 2))}",
                    subject=f"{name}-s{draw(st.integers(1, 3))}",
                    persons=1 if confirmed else draw(st.sampled_from([None, 1, 9])),
                    confirmed=confirmed,
                    completed=draw(st.booleans()),
                    mission=mission,
                    category=category,
                    contributor=draw(st.sampled_from(["RO", "HU"])) if category != "int" else "",
                    sea=draw(st.booleans()),
                    victims=tuple(
                        f"{name}-v{v}" for v in draw(st.sets(st.integers(1, 3), max_size=3))
                    ),
                    received_on=date(year, draw(st.integers(1, 12)), 1),
                    incident_year=draw(st.sampled_from([None, year - 1, year])),
                    state=draw(st.sampled_from(["received", "assessed", "closed", "duplicate"])),
                )
            )
    return rows
