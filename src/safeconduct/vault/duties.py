"""What happens to keys because time passed. A duty holds no key: new ones follow by errands."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actors
from safeconduct.audit import log
from safeconduct.vault import rekeying
from safeconduct.vault.models import Grant, Keyring, Share

KEEPER = actors.system("vault")


@transaction.atomic
def end_covers(today: date) -> int:
    """Remove shares and grants whose last day is past, and ask for new keys; return how many.

    The gate stopped counting them at the end of that day.
    """
    shares = list(Share.objects.filter(until__lt=today).select_related("desk", "member"))
    for share in shares:
        held = [share.desk_id, *(ring.pk for ring in rekeying.earlier(share.desk))]
        rekeying.ask_for(rekeying.granted_to(held), "cover-ended")
        Keyring.objects.filter(pk=share.desk_id).update(retired_on=today)
        detail: dict[str, str | int] = {"member": share.member.reference}
        log.record("desk.cover-ended", actor=KEEPER, subject=share.desk, detail=detail)
        share.delete()
    grants = list(
        Grant.objects.filter(until__lt=today, withdrawn_on__isnull=True).select_related(
            "compartment", "holder"
        )
    )
    for grant in sorted(grants, key=lambda grant: grant.compartment_id):
        rekeying.lock(grant.compartment_id)
        Grant.objects.filter(pk=grant.pk).update(withdrawn_on=today)
        rekeying.ask_for([grant.compartment_id], "grant-ended")
        detail = {"compartment": grant.compartment.reference, "holder": grant.holder.reference}
        log.record("grant.ended", actor=KEEPER, subject=grant.compartment.scope, detail=detail)
    rekeying.ask_for_late()
    return len(shares) + len(grants)
