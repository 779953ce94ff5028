"""The look keeps its promises: legible in light and dark, small, and quiet."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import brotli
import pytest
from django.template import RequestContext
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from safeconduct.web.shared import gallery
from safeconduct.web.shared.templatetags import look
from tests import house

SHEET = (house.PACKAGE / "web/shared/static/shared/safeconduct.css").read_text()
COMPONENTS = house.PACKAGE / "web/shared/templates/cotton"
TEXT = ("ink", "quiet", "accent", "done", "soon", "overdue")
GROUND = ("paper", "surface")


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


ROOTS = [_tokens(block) for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)]
LIGHT, DARK = ROOTS[0], ROOTS[0] | ROOTS[1]
ROOMS = [_tokens(block) for block in re.findall(r"\.assistance \{(.*?)\}", SHEET, re.DOTALL)]
SETS = {
    "light": LIGHT,
    "dark": DARK,
    "assistance": LIGHT | ROOMS[0],
    "assistance-dark": DARK | ROOMS[1],
}


def _brightness(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""
    dark, light = sorted((_brightness(one), _brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", SETS)
def test_text_stands_out_seven_to_one_on_every_ground(name):
    colours = SETS[name]
    pairs = [(text, ground) for text in TEXT for ground in GROUND]
    pairs += [(m, f"{m}-tint") for m in ("done", "soon", "overdue")]
    pairs += [("accent", "tint"), ("quiet", "tint"), ("ink", "tint"), ("on-accent", "accent")]
    assert [p for p in pairs if contrast(colours[p[0]], colours[p[1]]) < 7] == []


@pytest.mark.parametrize("name", SETS)
def test_the_edge_of_a_control_can_be_seen(name):
    colours = SETS[name]
    assert min(contrast(colours["edge"], colours[ground]) for ground in GROUND) >= 4.5


def test_dark_has_every_role_that_light_has():
    assert set(ROOTS[1]) == set(ROOTS[0])


def test_the_sheet_is_small_enough_for_a_cheap_phone():
    """What the phone pays for is the compressed size: 25 KB is the design's budget on the wire."""
    assert len(brotli.compress(SHEET.encode())) <= 8_000


def test_nothing_moves():
    assert re.findall(r"animation|transition|@keyframes|box-shadow", SHEET) == []


def _gallery(language: str) -> str:
    request = RequestFactory().get("/desk/components/")
    account = {"name": "An officer", "desk": "Conduct desk"}
    with translation.override(language):
        context = gallery.examples() | {"account": account}
        return render_to_string("shared/components.html", context, request)


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("ar", "rtl")])
def test_every_component_stands_in_the_gallery_in_both_directions(language, way):
    page = _gallery(language)
    assert f'<html lang="{language}" dir="{way}">' in " ".join(page.split())
    assert "<c-" not in page
    assert re.findall(r"<[^>]+\sstyle=", page) == []
    assert "<script" not in page


def test_every_icon_that_is_asked_for_is_drawn():
    sprite = (house.PACKAGE / "web/shared/templates/shared/sprite.svg").read_text()
    drawn = set(re.findall(r'id="(i-\w+)"', sprite))
    asked = set(re.findall(r'href="#(i-[\w-]+)"', _gallery("en")))
    assert asked
    assert asked <= drawn


def test_no_two_things_on_a_page_of_charts_share_a_name():
    ids = re.findall(r'\sid="([^"]+-(?:t|d|hatch|dots))"', _gallery("en"))
    assert len(ids) == len(set(ids)) > 0


def test_a_refused_field_keeps_the_words_and_says_what_is_wrong_beside_them():
    page = _gallery("en")
    assert ">\nkept</textarea>" in page
    assert 'aria-describedby="id_place_helptext id_place_error"' in page
    assert 'id="id_place_error"' in page


@pytest.mark.parametrize("path", sorted(COMPONENTS.rglob("*.html")), ids=lambda p: p.stem)
def test_every_component_can_be_read_by_the_template_engine(path):
    assert get_template(str(path.relative_to(COMPONENTS.parent))) is not None


@pytest.mark.parametrize("name", ["404.html", "500.html"])
def test_a_page_of_refusal_needs_nothing_and_says_nothing(name):
    bare = render_to_string(name)
    asked = RequestFactory().get("/desk/matters/MIS-2026-00123")
    assert "MIS-2026-00123" not in render_to_string(name, {"exception": "MIS"}, asked)
    assert "<h1>" in bare


@pytest.mark.parametrize("base", ["reporter_base", "public_base", "base"])
def test_a_page_for_anyone_never_asks_for_messages(base):
    class Touched:
        def __iter__(self):
            raise AssertionError("the session was touched")

    request = RequestFactory().get("/")
    assert "<main" in get_template(f"shared/{base}.html").template.render(
        RequestContext(request, {"messages": Touched()})
    )


def test_a_reporter_can_leave_from_every_page_without_a_script():
    page = render_to_string("shared/reporter_base.html", {}, RequestFactory().get("/report/"))
    assert re.search(r'<a class="exit"\s+rel="noreferrer"\s[^>]*href="[^"]+"', page)
    assert '<link rel="icon" href="data:,">' in page


def test_a_day_has_one_form():
    assert look.day(date(2026, 3, 4)) == "4 Mar 2026"
    assert look.day(None) == ""
    assert look.moment(datetime(2026, 3, 4, 14, 5, tzinfo=UTC)) == "4 Mar 2026, 14:05"
    assert look.moment(None) == ""
    assert look.number(1234) == "1\u202f234"


def test_a_state_is_named_in_the_language_of_the_reader():
    with translation.override("en"):
        assert look.country("FR") == "France"
    with translation.override("ar"):
        assert look.country("FR") == "فرنسا"
    assert look.country("") == ""
