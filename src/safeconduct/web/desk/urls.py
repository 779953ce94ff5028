"""Routes of the desk face."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.desk import (
    allegations,
    gallery,
    keeping,
    ledger,
    matters,
    numbers,
    referrals,
    reports,
    signing,
    today,
)

app_name = "desk"
# fmt: off
urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("unlock", signing.unlock, name="unlock"),
    path("confirm", signing.confirm, name="confirm"),
    path("lock", signing.lock, name="lock"),
    path("sign-out", signing.sign_out, name="sign-out"),

    path("reports", reports.reports, name="reports"),
    path("reports/<slug:reference>", reports.report, name="report"),
    path("reports/<slug:reference>/read", reports.read, name="report-read"),
    path("reports/<slug:reference>/identify", reports.identify, name="report-identify"),
    path("reports/<slug:reference>/files/<slug:file>", reports.attachment, name="attachment"),
    path("reports/<slug:reference>/acknowledge", reports.acknowledge, name="acknowledge"),
    path("reports/<slug:reference>/write", reports.write, name="write"),
    path("reports/<slug:reference>/open-matter", reports.open_matter, name="open-matter"),
    path("reports/<slug:reference>/join", reports.join, name="join"),
    path("reports/<slug:reference>/set-aside", reports.set_aside, name="set-aside"),
    path("reports/<slug:reference>/reconsider", reports.reconsider, name="reconsider"),

    path("matters", matters.matters, name="matters"),
    path("matters/<slug:reference>", matters.matter, name="matter"),
    path("matters/<slug:reference>/read", matters.read, name="matter-read"),
    path("matters/<slug:reference>/subjects", matters.add_subject, name="add-subject"),
    path("matters/<slug:reference>/victims", matters.add_victim, name="add-victim"),
    path("matters/<slug:reference>/notes", matters.add_note, name="add-note"),
    path("matters/<slug:reference>/team", matters.assign, name="assign"),
    path("matters/<slug:reference>/walls", matters.wall_off, name="wall-off"),
    path("matters/<slug:reference>/allegations", allegations.allege, name="allege"),
    path("matters/<slug:reference>/log", ledger.matter, name="matter-log"),
    path("matters/<slug:reference>/refer", referrals.send, name="refer"),

    path("allegations/<slug:reference>", allegations.allegation, name="allegation"),
    path("allegations/<slug:reference>/findings", allegations.record_finding, name="find"),
    path("allegations/<slug:reference>/measures", allegations.record_measure, name="measure"),
    path("allegations/<slug:reference>/steps/<slug:act>", allegations.step, name="step"),

    path("records", keeping.listed, name="records"),
    path("records/propose", keeping.propose, name="propose"),
    path("records/certificates/<slug:reference>", keeping.certificate, name="certificate"),
    path("records/holds/<slug:reference>/lift", keeping.lift_hold, name="lift-hold"),
    path("records/<slug:reference>", keeping.disposition, name="disposition"),
    path("records/<slug:reference>/approve", keeping.approve, name="disposition-approve"),
    path("records/<slug:reference>/refuse", keeping.refuse, name="disposition-refuse"),
    path("records/<slug:reference>/withdraw", keeping.withdraw, name="disposition-withdraw"),
    path("records/<slug:reference>/carry-out", keeping.carry_out, name="disposition-carry-out"),
    path("records/<slug:reference>/hold", keeping.hold, name="hold"),

    path("numbers", numbers.numbers, name="numbers"),
    path("numbers/compile", numbers.compile_figures, name="compile"),
    path("numbers/<slug:reference>", numbers.release, name="release"),
    path("numbers/<slug:reference>/publish", numbers.publish, name="publish"),
    path("audit", ledger.audit, name="audit"),
    path("audit/verify", ledger.verify, name="audit-verify"),
    path("audit/download", ledger.download, name="audit-download"),
    path("audit/people/<slug:reference>", ledger.person, name="audit-person"),
    path("people/<slug:reference>/log", ledger.account, name="account-log"),
    path("components", gallery.components, name="components"),
]
# fmt: on
