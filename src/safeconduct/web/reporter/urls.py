"""Routes of the reporter face. The language stands in the address, so that it needs no cookie."""

from __future__ import annotations

from django.conf import settings
from django.urls import path, register_converter

from safeconduct.web.reporter import (
    again,
    files,
    mailbox,
    places,
    receipt,
    renewal,
    saving,
    spoken,
    voice,
    waiting,
    welcome,
    wishes,
    writing,
)


class Language:
    """A language this installation speaks; in any other, the page does not exist."""

    regex = r"[a-z]{2,3}(?:-[a-z0-9]{2,4})?"

    def to_python(self, value: str) -> str:
        """Return the code. Raises ValueError, which means that no such page exists."""
        if value not in dict(settings.REPORTER_LANGUAGES):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")
app_name = "reporter"
urlpatterns = [
    path("", welcome.front, name="start"),
    path("leave", welcome.leave, name="exit"),
    path("left", welcome.left, name="left"),
    path("<language:language>/", welcome.welcome, name="welcome"),
    path("<language:language>/keeps", welcome.keeps, name="keeps"),
    path("<language:language>/safety", welcome.safety, name="safety"),
    path("<language:language>/places", places.missions, name="places"),
    path("<language:language>/places/<slug:mission>", places.places, name="places-of"),
    path("<language:language>/paper", welcome.paper, name="paper"),
    path("<language:language>/onion", welcome.onion, name="onion"),
    path("<language:language>/help", welcome.first_help, name="help"),
    path("<language:language>/wait", waiting.wait, name="wait"),
    path("<language:language>/start", writing.begin, name="begin"),
    path("<language:language>/question/files", files.files, name="files"),
    path("<language:language>/question/files/pieces", files.announce, name="announce"),
    path(
        "<language:language>/question/files/pieces/<slug:reference>/<int:number>",
        files.piece,
        name="piece",
    ),
    path(
        "<language:language>/question/files/pieces/<slug:reference>/finish",
        files.finish,
        name="finish",
    ),
    path("<language:language>/question/<slug:code>", writing.question, name="question"),
    path("<language:language>/question/<slug:code>/voice", voice.voice, name="voice"),
    path("<language:language>/spoken/<slug:reference>", spoken.spoken, name="spoken"),
    path("<language:language>/check", writing.check, name="check"),
    path("<language:language>/receipt", receipt.show_receipt, name="receipt"),
    path("<language:language>/receipt/kept", receipt.kept, name="kept"),
    path("<language:language>/receipt/done", receipt.done, name="done"),
    path("<language:language>/save", saving.save, name="save"),
    path("<language:language>/save/receipt", saving.saved, name="saved"),
    path("<language:language>/save/kept", saving.kept, name="saved-kept"),
    path("<language:language>/save/throw-away", saving.throw_away, name="throw-away"),
    path("<language:language>/mailbox", mailbox.mailbox, name="mailbox"),
    path("<language:language>/mailbox/write", mailbox.write, name="write"),
    path("<language:language>/mailbox/contact", wishes.contact, name="contact"),
    path("<language:language>/mailbox/call", wishes.call, name="call"),
    path("<language:language>/mailbox/withdraw", wishes.withdraw, name="withdraw"),
    path("<language:language>/mailbox/again", again.again, name="again"),
    path("<language:language>/mailbox/receipt", renewal.renew, name="renew"),
    path("<language:language>/mailbox/receipt/new", renewal.new, name="renewal"),
    path("<language:language>/mailbox/receipt/kept", renewal.kept, name="renewal-kept"),
    path("<language:language>/mailbox/close", mailbox.close, name="close"),
]
