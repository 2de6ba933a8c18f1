"""What is needed when the program itself is down: one file a region with contacts, situation and what to do.

Written every hour as plain HTML that asks for nothing, with a list of SHA-256 sums beside it, into a folder that is
meant to be copied to somewhere else. The sums are signed where the installation has a key for it. Each file holds what
its organisation may read, and no more.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from regions import directory
from regions.kinds import Tier
from roles.actor import actor_of_place
from roles.models import RoleAssignment
from sla import escalations
from sla.models import Trigger
from tickets.processes.major_incident.pages import situation as situations
from tickets.processes.regulatory import regimes
from tickets.selectors import as_process

LANGUAGE = "sv"
SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
# Whom one rings: at home everybody who has a part in it, elsewhere those who decide.
AT_HOME = frozenset({"mi.declare", "mi.duty", "mi.manage", "mi_row.state", "regulatory.track"})
ELSEWHERE = frozenset({"mi.declare", "mi.manage", "mi.vendor_status"})


def write(*, now: datetime | None = None) -> list[Path]:
    """Write the file of every member region and of the support organisation, then the sums. Safe to run again.

    A file that cannot be made stands as it was, and keeps none of the others back; what went wrong is raised at the
    end. Files of organisations that no longer take part are removed: they hold people's numbers.
    """
    now, folder = now or timezone.now(), Path(settings.MAJOR_PACK_DIR)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    places = [one for one in (*directory.regions(), directory.support_org()) if one is not None]
    contacts, wrong = _contacts(), []
    with translation.override(LANGUAGE):
        for place in places:
            try:
                _put(folder / f"{place.slug}.html", page(place, contacts, now=now).encode())
            except Exception as error:  # whatever it is, the other regions get theirs
                wrong.append(error)
    kept = [path for place in places if (path := folder / f"{place.slug}.html").exists()]
    for path in folder.iterdir():
        if path not in kept and path.suffix in (".html", ".part"):
            path.unlink()
    sums = "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in kept).encode()
    _sign(folder, sums)
    _put(folder / SUMS, sums)
    if wrong:
        raise ExceptionGroup("pages of the major incident pack could not be written", wrong)
    return kept


def page(place, contacts: list[dict], *, now: datetime) -> str:
    """The file of one organisation, in the language in force."""
    reader = actor_of_place(place.pk)
    majors = [as_process(one) for one in situations.under_way(reader).exclude(state="candidate")]
    context = {
        "place": place,
        "now": now,
        "groups": _for(place, contacts),
        "situations": [situations.situation_of(one, reader, now=now, with_actions=False) for one in majors],
        "interval": _interval(now),
        "report_times": regimes.times_of(regimes.Regime.NIS2, now),
        "product": directory.collaboration().name,
        "address": settings.PUBLIC_URL,
    }
    return render_to_string("tickets/major_incident/pack.html", context)


def _interval(now: datetime) -> int | None:
    """Minutes between two messages, as the rule in force says."""
    day = timezone.localdate(now)
    rule = escalations.rule_for(Trigger.MAJOR_SILENT, 1, process=situations.SLUG, priority=1, day=day)
    return rule.after_minutes if rule is not None else None


def _sign(folder: Path, sums: bytes) -> None:
    """The sums signed (Ed25519), so that whoever has the public key knows a copy as ours; no old signature stays."""
    (folder / SIGNATURE).unlink(missing_ok=True)
    if settings.MAJOR_PACK_KEY:
        key = load_pem_private_key(settings.MAJOR_PACK_KEY.encode(), password=None)
        _put(folder / SIGNATURE, key.sign(sums))


def _put(path: Path, content: bytes) -> Path:
    """Whole or not at all: a reader never meets half a file."""
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(content)
    part.chmod(0o640)
    os.replace(part, path)
    return path


def _contacts() -> list[dict]:
    """Everybody who has a part in major incidents today, once a role and place; one query and their capabilities."""
    rows = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        role__capabilities__capability__in=AT_HOME | ELSEWHERE, user__is_active=True, user__kind="person"
    )
    rows = rows.select_related("user", "role").prefetch_related("role__capabilities").distinct()
    found = []
    for row in rows.order_by("role__number", "user__given_name", "user__family_name"):
        place = directory.organisation(row.organisation_id)
        if place is not None:
            may = {one.capability for one in row.role.capabilities.all()}
            found.append({"place": place, "person": row.user, "role": row.role, "title": row.local_title, "may": may})
    return found


def _for(place, contacts: list[dict]) -> list[dict]:
    """The contacts of one file: the own organisation first, then support, the other regions and the vendor.

    The vendor's people stand by their role alone, as everywhere.
    """
    groups: dict[int, dict] = {}
    for one in contacts:
        at = one["place"]
        wanted = AT_HOME if at.pk == place.pk else ELSEWHERE
        if at.tier == Tier.OUTSIDE or not one["may"] & wanted:
            continue
        group = groups.setdefault(at.pk, {"place": at, "rows": []})
        name = "" if at.tier == Tier.VENDOR and place.tier != Tier.VENDOR else str(one["person"])
        role = one["title"] or one["role"].label
        row = {"name": name, "role": role, "phone": one["person"].work_phone, "email": one["person"].email}
        group["rows"].append(row if name else row | {"email": ""})
    order = {Tier.SUPPORT: 1, Tier.REGION: 2, Tier.VENDOR: 3}
    return sorted(
        groups.values(),
        key=lambda one: (one["place"].pk != place.pk, order.get(one["place"].tier, 4), one["place"].position),
    )
