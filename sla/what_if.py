"""Asking what would have happened if a version had held for the last 90 days; a worker (tickets.what_if) answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from roles.actor import Actor
from sla.models import AgreementVersion, CalendarVersion, Version, WhatIf

LOOKS_BACK = timedelta(days=90)


@transaction.atomic
def ask(actor: Actor, version: Version, *, at: datetime) -> WhatIf:
    """A new reckoning for what the actor may read, in the place of the one asked for before."""
    own = about(version)
    WhatIf.objects.filter(**own, user=actor.user).delete()
    return WhatIf.objects.create(
        **own,
        read_at=version.changed_at,
        user=actor.user,
        language=translation.get_language(),
        since=at - LOOKS_BACK,
        until=at,
        created_at=at,
    )


def of(actor: Actor, version: Version) -> WhatIf | None:
    """What the actor has asked for about the version as it stands."""
    return WhatIf.objects.filter(**about(version), user=actor.user, read_at=version.changed_at).first()


def kept(versions: Sequence[Version]) -> dict[int, WhatIf]:
    """What was last worked out about each of these versions, of one kind, by the version's id; one query."""
    if not versions:
        return {}
    name = f"{versions[0].OWNER}_version"
    runs = WhatIf.objects.filter(**{f"{name}__in": versions}, finished_at__isnull=False).order_by("pk")
    return {getattr(run, f"{name}_id"): run for run in runs}


def about(version: Version) -> dict[str, Version]:
    if isinstance(version, AgreementVersion):
        return {"agreement_version": version}
    if isinstance(version, CalendarVersion):
        return {"calendar_version": version}
    raise TypeError(version)
