"""The demo's solidarity ledger, entered by people of the demo."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml
from django.utils import timezone

from regions import directory
from roles.actor import actor_for
from roles.models import Role, User
from tickets.models import SolidarityRow
from tickets.solidarity import entering


def make_ledger(folder: Path, people: dict[str, User], *, now: datetime) -> None:
    """Enter what the file says, once: where there is a row already nothing is done."""
    if SolidarityRow.objects.exists():
        return
    said = yaml.safe_load((folder / "solidarity.yaml").read_text(encoding="utf-8"))
    roles = {role.slug: role for role in Role.objects.all()}
    for one in said["effort"]:
        entering.add_effort(
            actor_for(people[one["by"]], at=now),
            region=directory.by_slug(one["region"]),
            process=one["process"],
            role=roles[one["role"]],
            hours=Decimal(one["hours"]),
            month=_month(now, one["back"]),
            used_by=_regions(one),
            at=now,
        )
    for one in said["costs"]:
        entering.add_cost(
            actor_for(people[one["by"]], at=now),
            label=one["label"],
            amount=Decimal(one["amount"]),
            month=_month(now, one["back"]),
            key=one["key"],
            shares={directory.by_slug(slug): share for slug, share in one.get("shares", {}).items()},
            used_by=_regions(one),
            at=now,
        )


def _regions(one: dict) -> list:
    return [directory.by_slug(slug) for slug in one.get("used_by", ())]


def _month(now: datetime, back: int) -> date:
    today = timezone.localdate(now)
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
