"""Charts the server draws by itself: no script, no inline style, a table behind each.

Every function here is pure. Widths are shares of the page, heights are pixels, so that the words
on a chart keep their size on a phone. The template mirrors a chart for right-to-left readers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

NOT_SHOWN = "–"
THOUSANDS = "\N{NARROW NO-BREAK SPACE}"
FULL = 100.0
CROWDED = 9  # more columns than this do not all fit their labels at 360 px
ROOM_FOR_A_NUMBER = 10  # a narrower part would push its number into its neighbour
CROWDED_LINE = 6  # and more points than this on a line
MOST_PARTS = 4
MOST_LINES = 3

Value = float | None
Show = Callable[[Value], str]


class Unreadable(ValueError):
    """A chart was asked for that no reader could tell apart."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle: x and width in per cent, y and height in pixels."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "bar"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line: x in per cent, y in pixels."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str = "base"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point on a line: x in per cent, y in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Word:
    """A direct label. `shift` moves it by pixels towards the end of the line of reading."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    tone: str = ""
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a whole, with the tone and pattern that mark it in greyscale."""

    name: str
    tone: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers a chart was drawn from, written out."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What every chart says of itself: name, unit, source, date, and the truth in a sentence."""

    ident: str
    title: str
    unit: str = ""
    source: str = ""
    as_of: date | None = None
    truth: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of shares and pixels, ready for `<c-chart>` or `<c-figure>`."""

    about: About
    height: int
    table: Table
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Word, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def ident(self) -> str:
        return self.about.ident

    @property
    def title(self) -> str:
        return self.about.title

    @property
    def unit(self) -> str:
        return self.about.unit

    @property
    def source(self) -> str:
        return self.about.source

    @property
    def as_of(self) -> date | None:
        return self.about.as_of

    @property
    def truth(self) -> str:
        return self.about.truth or self.about.title

    @property
    def mirrored(self) -> "Chart":
        """The same chart for a right-to-left page: everything begins at the right edge."""
        return replace(
            self,
            bars=tuple(replace(b, x=_share(FULL - b.x - b.width)) for b in self.bars),
            strokes=tuple(
                replace(s, x1=_share(FULL - s.x1), x2=_share(FULL - s.x2)) for s in self.strokes
            ),
            dots=tuple(replace(d, x=_share(FULL - d.x)) for d in self.dots),
            words=tuple(replace(w, x=_share(FULL - w.x), shift=-w.shift) for w in self.words),
        )


def plain(value: Value) -> str:
    """Write a number so that every language reads it: 1 234, 12.5, or the mark for not shown."""
    if value is None:
        return NOT_SHOWN
    whole = float(value).is_integer()
    return f"{value:,.{0 if whole else 1}f}".replace(",", THOUSANDS)


def percent(value: Value) -> str:
    """Write a share out of a hundred without pretending to decimals."""
    return NOT_SHOWN if value is None else f"{value:.0f}%"


def bars(
    about: About,
    rows: Sequence[tuple[str, Value]],
    *,
    heads: tuple[str, str],
    show: Show = plain,
) -> Chart:
    """Horizontal bars from the inline start, each under its own name, the value at its end."""
    row_height, thick, room = 48, 18, 84.0
    top = _top(value for _, value in rows)
    drawn: list[Bar] = []
    words: list[Word] = []
    for place, (name, value) in enumerate(rows):
        y = place * row_height
        width = _share((value or 0) / top * room)
        words.append(Word(0, y + 14, name))
        if value is not None:
            drawn.append(Bar(0, y + 21, width, thick))
        words.append(Word(width, y + 35, show(value), tone="v", shift=8 if value else 0))
    return Chart(
        about,
        height=max(row_height * len(rows), 1),
        table=_table(about, heads, rows, show),
        bars=tuple(drawn),
        words=tuple(words),
    )


def columns(
    about: About,
    points: Sequence[tuple[str, Value]],
    *,
    heads: tuple[str, str],
    show: Show = plain,
) -> Chart:
    """Vertical columns along time, labelled directly; a phone shows every label that fits."""
    ground, head = 200, 24
    top = _top(value for _, value in points)
    step = FULL / max(len(points), 1)
    landmarks = _landmarks([value for _, value in points])
    drawn: list[Bar] = []
    words: list[Word] = []
    for place, (name, value) in enumerate(points):
        middle = _share((place + 0.5) * step)
        tall = round((value or 0) / top * (ground - head))
        always = len(points) <= CROWDED or place in landmarks
        reach = "" if always else " wide"
        if value is not None:
            drawn.append(
                Bar(_share(place * step + step * 0.14), ground - tall, _share(step * 0.72), tall)
            )
        words.append(Word(middle, ground - tall - 7, show(value), "middle", f"v{reach}"))
        words.append(Word(middle, ground + 19, name, "middle", f"q{reach}"))
    return Chart(
        about,
        height=ground + 26,
        table=_table(about, heads, points, show),
        bars=tuple(drawn),
        strokes=(Stroke(0, ground, FULL, ground),),
        words=tuple(words),
    )


def shares(
    about: About,
    rows: Sequence[tuple[str, Sequence[float]]],
    *,
    of: str,
    parts: Sequence[str],
    show: Show = plain,
) -> Chart:
    """Each row as one whole of 100 %, its parts told apart by tone and pattern, not colour alone.

    Raises Unreadable for more than four parts.
    """
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"A bar of {len(parts)} parts cannot be read; group them into four.")
    marks = tuple(
        Part(name, tone, pattern)
        for name, (tone, pattern) in zip(
            parts, (("s1", ""), ("s2", "hatch"), ("s3", ""), ("s4", "dots")), strict=False
        )
    )
    row_height, thick = 72, 24
    drawn: list[Bar] = []
    words: list[Word] = []
    for place, (name, values) in enumerate(rows):
        y, x, total = place * row_height, 0.0, sum(values)
        words.append(Word(0, y + 14, f"{name} ({show(total)})", tone="v"))
        for mark, value in zip(marks, values, strict=True):
            width = _share(value / total * FULL) if total else 0.0
            if not width:
                continue
            drawn.append(Bar(_share(x), y + 38, width, thick, f"part {mark.tone}"))
            if mark.pattern:
                drawn.append(Bar(_share(x), y + 38, width, thick, "", mark.pattern))
            if width >= ROOM_FOR_A_NUMBER:
                words.append(Word(_share(x), y + 33, percent(width), tone="q"))
            x += width
    return Chart(
        about,
        height=max(row_height * len(rows), 1),
        table=Table(
            about.title,
            (of, *parts),
            tuple((name, *(show(value) for value in values)) for name, values in rows),
        ),
        bars=tuple(drawn),
        words=tuple(words),
        parts=marks,
    )


def line(
    about: About,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Value]]],
    *,
    along: str,
    show: Show = plain,
) -> Chart:
    """Up to three lines over time, each named at its end and drawn with its own dash.

    A missing value breaks the line. Raises Unreadable for more than three lines.
    """
    if len(series) > MOST_LINES:
        raise Unreadable(f"{len(series)} lines cannot be told apart; use small multiples.")
    ground, head, start, reach = 200, 24, 4.0, 64.0
    top = _top(value for _, values in series for value in values)
    step = reach / max(len(labels) - 1, 1)
    strokes: list[Stroke] = [Stroke(0, ground, _share(start + reach + start), ground)]
    dots: list[Dot] = []
    ends: list[Word] = []
    for rank, (name, values) in enumerate(series, start=1):
        path = [
            (_share(start + place * step), round(ground - value / top * (ground - head)))
            if value is not None
            else None
            for place, value in enumerate(values)
        ]
        strokes += [
            Stroke(*a, *b, tone=f"l{rank}")
            for a, b in pairwise(path)
            if a is not None and b is not None
        ]
        known = [(at, value) for at, value in zip(path, values, strict=True) if at is not None]
        if known:
            (x, y), value = known[-1]
            dots.append(Dot(x, y))
            ends.append(Word(x, y + 5, f"{name} {show(value)}", tone="v", shift=10))
    first_and_last = {0, len(labels) - 1}
    words = [
        Word(
            _share(start + place * step),
            ground + 19,
            label,
            "middle",
            "q" if place in first_and_last or len(labels) <= CROWDED_LINE else "q wide",
        )
        for place, label in enumerate(labels)
    ]
    return Chart(
        about,
        height=ground + 26,
        table=Table(
            about.title,
            (along, *(name for name, _ in series)),
            tuple(
                (label, *(show(values[place]) for _, values in series))
                for place, label in enumerate(labels)
            ),
        ),
        strokes=tuple(strokes),
        dots=tuple(dots),
        words=tuple(words + _apart(ends)),
    )


def _landmarks(values: Sequence[Value]) -> set[int]:
    """The places a phone still labels: both ends, and the highest unless it would touch an end."""
    last = len(values) - 1
    highest = max(range(len(values)), key=lambda place: values[place] or 0, default=0)
    return {0, last} | ({highest} if 1 < highest < last - 1 else set())


def _apart(ends: list[Word], least: int = 18) -> list[Word]:
    """Push labels that would overlap down until each can be read."""
    placed: list[Word] = []
    for word in sorted(ends, key=lambda w: w.y):
        y = word.y if not placed else max(word.y, placed[-1].y + least)
        placed.append(replace(word, y=y))
    return placed


def _table(
    about: About, heads: tuple[str, str], rows: Sequence[tuple[str, Value]], show: Show
) -> Table:
    return Table(about.title, heads, tuple((name, show(value)) for name, value in rows))


def _top(values: Iterable[Value]) -> float:
    return max((value for value in values if value is not None), default=0) or 1


def _share(value: float) -> float:
    return round(value, 3)
