"""What is asked of whoever changes a version of the form by its fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.intake.form import FACTS, IDENTITY, KINDS
from safeconduct.intake.form.editing import Sheet, english, words_of
from safeconduct.intake.form.reading import CHOOSING, DECIDING
from safeconduct.intake.form.shape import YES_NO
from safeconduct.intake.form.tables import CODE, LONGEST
from safeconduct.vocabulary import shelf

TELL = "tell"
LISTS = ("report_relations", "age_bands", "personnel_categories", "sexes")
NEW_ANSWERS = 3
KIND_WORDS = {
    "choice": _("One answer out of several"),
    "choices": _("Any answers out of several"),
    "yes-no": _("Yes or no"),
    "text": _("Words"),
    "place": _("A place"),
    "date": _("A day"),
    "date-approximate": _("A day, as far as it is known"),
    "mission": _("A mission"),
    "file": _("Files"),
}
KIND_CHOICES = [(kind, KIND_WORDS[kind]) for kind in sorted(KINDS, key=list(KIND_WORDS).index)]
AUDIENCES = [
    ("all", _("Everybody")),
    ("others", _("Not somebody under 18")),
    ("only", _("Only somebody under 18")),
]


class NewForm(forms.Form):
    """A page or a question that is added."""

    code = forms.RegexField(
        CODE,
        label=_("Code"),
        help_text=_("Small letters, digits and hyphens. Answers are kept by it, and it stays."),
        max_length=30,
    )
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=KIND_CHOICES)
    label = forms.CharField(label=_("The question, in English"), max_length=LONGEST)
    answers = forms.CharField(
        label=_("Answers to choose from, in English"),
        help_text=_("One on each line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def question(self) -> Sheet:
        """Return the question as a sheet holds it."""
        said = self.cleaned_data
        row: Sheet = {
            "code": said["code"],
            "kind": said["kind"],
            "label": {shelf.FALLBACK: said["label"]},
        }
        if said["kind"] in CHOOSING:
            lines = [line.strip() for line in said["answers"].splitlines() if line.strip()]
            row["option"] = [
                {"code": f"a{number}", "label": {shelf.FALLBACK: line}}
                for number, line in enumerate(lines, 1)
            ]
        return row

    def clean(self) -> dict[str, Any]:
        """Refuse a choice between nothing, at its field."""
        if self.cleaned_data.get("kind") in CHOOSING and not self.cleaned_data.get("answers"):
            self.add_error("answers", gettext("Please write the answers, one on each line."))
        return self.cleaned_data


class NewPageForm(NewForm):
    """A page that is added: it asks one question at first, or only tells something."""

    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=[*KIND_CHOICES, (TELL, _("None: the page only tells something"))],
    )
    told = forms.CharField(
        label=_("What it tells, in English"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def page(self) -> Sheet:
        """Return the page as a sheet holds it."""
        said = self.cleaned_data
        row: Sheet = {"code": said["code"]}
        if said["kind"] != TELL:
            return row | {"question": [self.question()]}
        words = {shelf.FALLBACK: said["label"]}
        return row | {"label": words, "say": [{shelf.FALLBACK: said["told"]}]}

    def clean(self) -> dict[str, Any]:
        """Refuse a page that says nothing, at its field."""
        super().clean()
        if self.cleaned_data.get("kind") == TELL and not self.cleaned_data.get("told"):
            self.add_error("told", gettext("Please write what the page tells."))
        return self.cleaned_data


class PageForm(forms.Form):
    """To whom a page is shown, and what it says of who reads the answers."""

    who = forms.ChoiceField(label=_("What it says of who reads it"), required=False)
    audience = forms.ChoiceField(label=_("Who is asked"), choices=AUDIENCES)
    when = forms.MultipleChoiceField(
        label=_("Only after one of these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unless = forms.MultipleChoiceField(
        label=_("Not after one of these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, sheet: Sheet, page: Sheet, sent: Any) -> None:
        young = page.get("young")
        audience = "only" if young == "only" else "others" if young is False else "all"
        initial = {"who": page.get("who", ""), "audience": audience}
        for name in ("when", "unless"):
            named = page.get(name, {})
            initial[name] = [f"{named.get('question')}/{a}" for a in named.get("is", [])]
        super().__init__(sent, initial=initial)
        named = [(name, english(words)) for name, words in sheet.get("who", {}).items()]
        _offer(self, "who", [("", _("Nothing")), *named])
        for name in ("when", "unless"):
            _offer(self, name, _answers_before(sheet, page))

    def clean_when(self) -> Sheet:
        return _of_one_question(self.cleaned_data["when"])

    def clean_unless(self) -> Sheet:
        return _of_one_question(self.cleaned_data["unless"])

    def put(self, page: Sheet) -> None:
        """Put what was said into a page of a sheet."""
        said = self.cleaned_data
        for name in ("who", "when", "unless"):
            page.pop(name, None)
            if said[name]:
                page[name] = said[name]
        if said["audience"] != "all":
            page["young"] = "only" if said["audience"] == "only" else False
        elif not isinstance(page.get("young"), dict):
            page.pop("young", None)


class QuestionForm(forms.Form):
    """How a question is answered, who reads the answer, and what it offers."""

    kind = forms.ChoiceField(label=_("Kind of answer"), choices=KIND_CHOICES)
    part = forms.ChoiceField(
        label=_("Who reads the answer"),
        choices=[
            (FACTS, _("Those who receive reports")),
            (IDENTITY, _("Only the custodians of names")),
        ],
    )
    required = forms.BooleanField(label=_("The report needs an answer here"), required=False)
    most = forms.IntegerField(
        label=_("Longest answer, in characters"), required=False, min_value=1, max_value=20_000
    )
    lines = forms.IntegerField(
        label=_("Lines to write on"), required=False, min_value=1, max_value=40
    )
    vocabulary = forms.ChoiceField(
        label=_("Answers of a list that everybody shares"), required=False
    )

    def __init__(self, question: Sheet, sent: Any) -> None:
        self.options = question.get("option", [])
        plain = {name: question.get(name) for name in ("kind", "most", "lines", "vocabulary")}
        plain |= {"part": question.get("part", FACTS), "required": question.get("required", False)}
        super().__init__(sent, initial=plain)
        known = dict.fromkeys([*LISTS, *filter(None, [question.get("vocabulary")])])
        shared = [(name, shelf.in_language(shelf.sheet(name).title)) for name in known]
        _offer(self, "vocabulary", [("", _("None")), *shared])
        for number in range(1, len(self.options) + NEW_ANSWERS + 1):
            row = self.options[number - 1] if number <= len(self.options) else {}
            self._ask_option(number, row)

    def _ask_option(self, number: int, row: Sheet) -> None:
        told = {"n": number}
        self.fields[f"words-{number}"] = forms.CharField(
            label=gettext("Answer %(n)s, in English") % told,
            help_text=gettext("Leave it empty and it is not offered.") if row else "",
            required=False,
            max_length=LONGEST,
            initial=english(row.get("label")),
        )
        self.fields[f"place-{number}"] = forms.IntegerField(
            label=gettext("Place of answer %(n)s") % told, required=False, initial=number
        )
        self.fields[f"urgent-{number}"] = forms.BooleanField(
            label=gettext("Answer %(n)s makes the report urgent") % told,
            required=False,
            initial=row.get("urgent", False),
        )
        self.fields[f"child-{number}"] = forms.BooleanField(
            label=gettext("Answer %(n)s says that they are under 18") % told,
            required=False,
            initial=row.get("child", False),
        )

    def put(self, question: Sheet) -> None:
        """Put what was said into a question of a sheet."""
        said = self.cleaned_data
        for name in ("kind", "part", "required", "most", "lines", "vocabulary", "option"):
            question.pop(name, None)
        question["kind"] = said["kind"]
        optional = {name: said[name] for name in ("required", "most", "lines", "vocabulary")}
        question |= {name: value for name, value in optional.items() if value}
        if said["part"] != FACTS:
            question["part"] = said["part"]
        if said["kind"] in CHOOSING and (options := self._options()):
            question["option"] = options

    def _options(self) -> list[Sheet]:
        said, found = self.cleaned_data, []
        used = {row["code"] for row in self.options}
        for number in range(1, len(self.options) + NEW_ANSWERS + 1):
            words = said[f"words-{number}"]
            if not words:
                continue
            if number <= len(self.options):
                row = dict(self.options[number - 1])
            else:
                row = {"code": next(c for n in range(1, 99) if (c := f"a{n}") not in used)}
                used.add(row["code"])
            row["label"] = {**row.get("label", {}), shelf.FALLBACK: words}
            for mark in ("urgent", "child"):
                row.pop(mark, None)
                if said[f"{mark}-{number}"]:
                    row[mark] = True
            place = said[f"place-{number}"]
            found.append((number if place is None else place, number, row))
        return [row for _place, _number, row in sorted(found, key=lambda one: one[:2])]


class WordsForm(forms.Form):
    """Every text of a page in one language."""

    def __init__(self, page: Sheet, language: str, *args: Any) -> None:
        super().__init__(*args)
        self.english: dict[str, str] = {}
        self.lacking = language != shelf.FALLBACK
        for name, table, key in words_of(page):
            written, first = table.get(key, {}), english(table.get(key))
            self.fields[name] = forms.CharField(
                label=_label(name),
                help_text="" if language == shelf.FALLBACK else first,
                required=False,
                max_length=LONGEST,
                initial=written.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 2, "lang": language, "dir": "auto"}),
            )
            self.english[name] = first

    def clean(self) -> dict[str, Any]:
        """Refuse a text that stands in no English, at its field."""
        for name, first in self.english.items():
            if self.lacking and self.cleaned_data.get(name) and not first:
                self.add_error(name, gettext("Please write it in English first."))
        return self.cleaned_data


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = choices


def _answers_before(sheet: Sheet, page: Sheet) -> list[tuple[str, str]]:
    """Every answer that a page can depend on: of questions with one answer, asked before."""
    found: list[tuple[str, str]] = []
    for earlier in sheet.get("page", []):
        if earlier.get("code") == page.get("code"):
            break
        for question in earlier.get("question", []):
            if question.get("kind") in DECIDING:
                asked, code = english(question.get("label")), question["code"]
                found += [
                    (f"{code}/{answer}", f"{asked} {words}") for answer, words in _offered(question)
                ]
    return found


def _offered(question: Sheet) -> list[tuple[str, str]]:
    if question.get("kind") == "yes-no":
        return [(code, english(words)) for code, words in YES_NO.items()]
    if "vocabulary" in question:
        return [(t.code, english(t.labels)) for t in shelf.terms(question["vocabulary"])]
    return [(row["code"], english(row.get("label"))) for row in question.get("option", [])]


def _of_one_question(said: list[str]) -> Sheet:
    """Answers that were ticked, as a sheet holds them: all of one question."""
    asked = {code.partition("/")[0] for code in said}
    if len(asked) > 1:
        raise forms.ValidationError(gettext("Please tick answers of one question only."))
    answers = [code.partition("/")[2] for code in said]
    return {"question": asked.pop(), "is": answers} if asked else {}


def _label(name: str) -> str:
    """The name of a text, as whoever writes it reads it."""
    young = "young-" in name
    rest = name.removeprefix("young-")
    kind, _dash, code = rest.partition("-")
    words = {
        "label": gettext("Heading") if not code else gettext("Question"),
        "help": gettext("Help under it"),
        "say": gettext("What the page tells"),
        "option": gettext("Answer"),
    }[kind]
    which = f" ({code.partition('-')[2] or code})" if kind == "option" else ""
    simple = gettext("in the words for somebody under 18")
    return f"{words}{which}: {simple}" if young else words + which
