"""Plain text out of what a letter carries: signs by their charset, and words out of HTML.

Nothing is rendered and nothing is fetched. Every step looks at each sign once, because a stranger
wrote it: an unclosed tag or a number of a million digits must cost nothing.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator

# Charsets that only say which sign is which; Python knows others that unpack, or that take an hour.
CHARSETS = re.compile(
    r"(utf_?(8|16|32)([_-]?[bl]e)?|ascii|iso8859_\d+|iso2022_(jp|kr)\w*|cp(125\d|437|85\d|866|874|932"
    r"|936|949|950)|koi8_[rut]|gb2312|gbk|gb18030|big5(hkscs)?|shift_jisx?\w*|euc_(jp|kr)|tis_620"
    r"|mac_(roman|cyrillic))"
)
LINES = (
    "address article aside blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tr ul"
)
NEVER_SHOWN = "head noscript script style template title"
INLINE = (
    "a abbr acronym area audio b base basefont bdi bdo big body button canvas caption center cite "
    "code col colgroup data datalist del details dfn dir em embed fieldset figcaption figure font "
    "frame frameset html i iframe img input ins kbd label legend link map mark menu meta meter "
    "object optgroup option output param picture progress q rp rt ruby s samp select small source "
    "span strike strong sub summary sup svg tbody td textarea tfoot th thead time track tt u var "
    "video wbr"
)
BREAKS, HIDDEN = frozenset(LINES.split()), frozenset(NEVER_SHOWN.split())
TAGS = BREAKS | HIDDEN | frozenset(INLINE.split())
LONGEST_PAGE = 2 * 1024 * 1024
NAME = re.compile(r"/?([a-z][a-z0-9]*:?)", re.IGNORECASE)
SHOWN = re.compile(r"""(?:href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
BIG_NUMBER = re.compile(r"&#x?[0-9a-f]{9,};?", re.IGNORECASE)


def decoded(raw: bytes, charset: str) -> tuple[str, bool]:
    """Return bytes as text, and whether every sign of it could be read."""
    for name in (_known(charset), "utf_8"):
        if name:
            try:
                return clean(raw.decode(name).removeprefix("\ufeff")), True
            except UnicodeError:
                continue
    return clean(raw.decode("utf-8", "replace")), False


def clean(text: str) -> str:
    """Return text that can be stored and shown: no half signs, one kind of line end."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def of_html(page: str) -> str:
    """Return the words of a page, with where its links lead.

    What is no tag of HTML, or never ends, stays as it stands: nobody's words go with it.
    """
    return _tidy("".join(_Page(page[:LONGEST_PAGE]).words()))


class _Page:
    """A page read from its beginning to its end; each sign that is looked for is found once."""

    def __init__(self, page: str) -> None:
        self.page, self.lower = page, page.lower()
        self.next: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.leads = ""

    def words(self) -> Iterator[str]:
        """Yield its texts, and what its tags stand for."""
        place, page = 0, self.page
        while (begins := page.find("<", place)) >= 0:
            yield _unescaped(page[place:begins])
            inside, place = self._tag(begins)
            if inside is None:
                yield "<"
                continue
            name = _name(inside)
            if name in HIDDEN and not inside.startswith("/"):
                place = self._after(name, place)
            yield self._anchor(inside) if name == "a" else _in_words(inside, name)
        yield _unescaped(page[place:]) + self._anchor("/a")

    def _anchor(self, inside: str) -> str:
        """Return where the link before leads, behind its words; an opening tag begins the next."""
        before, self.leads = self.leads, _shown(inside)
        return f" [{before}] " if before else ""

    def _tag(self, begins: int) -> tuple[str | None, int]:
        """Return what stands in the tag that begins here, and where it ends; None if it is none."""
        if self.page.startswith("<!--", begins):
            ends = self._find("-->", begins + 4)
            return ("!", ends + 3) if ends >= 0 else (None, begins + 1)
        ends, first = self._find(">", begins), self.page[begins + 1 : begins + 2]
        name = _name(self.page[begins + 1 : begins + 41])
        if ends < 0 or not (first in {"!", "?"} or name in TAGS or name.endswith(":")):
            return None, begins + 1
        return self.page[begins + 1 : ends], ends + 1

    def _find(self, sign: str, place: int) -> int:
        """Return where a sign comes next; one that never comes again is looked for once."""
        known = self.next.get(sign, 0)
        if 0 <= known < place or sign not in self.next:
            self.next[sign] = self.page.find(sign, place)
        return self.next[sign]

    def _after(self, name: str, place: int) -> int:
        """Return where a hidden part ends; one that never ends hides nothing."""
        closing = f"</{name}"
        if name not in self.last:
            self.last[name] = self.lower.rfind(closing)
        return self.lower.find(closing, place) if place <= self.last[name] else place


def _name(inside: str) -> str:
    named = NAME.match(inside)
    return named.group(1).lower() if named else ""


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset or "utf-8").name.replace("-", "_")
    except (LookupError, ValueError):
        return ""
    return name if CHARSETS.fullmatch(name) else ""


def _in_words(inside: str, name: str) -> str:
    """Return what a tag stands for in plain text."""
    broken = "\n" if name in BREAKS else ""
    if name in {"area", "img"} and (words := _shown(inside)):
        return f" [{words}] "
    return " " if name in {"td", "th"} else broken


def _shown(inside: str) -> str:
    """Return where a tag leads, or what stands for its picture."""
    shown = SHOWN.search(inside)
    words = _unescaped(next(filter(None, shown.groups()), "")) if shown else ""
    return "" if words.lower().startswith("javascript:") else words


def _unescaped(text: str) -> str:
    return html.unescape(BIG_NUMBER.sub("\ufffd", text))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
