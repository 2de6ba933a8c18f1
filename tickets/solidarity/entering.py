"""Entering effort and costs, and taking back what was entered wrongly. Each opens its transaction.

Raises `changing.NotAllowed` where the actor may not, and `changing.Refused` with a sentence a field.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.inputs import Input
from engine.once import Once, claim, settle
from engine.personal_data import certain, detect_identifiers, refusal
from engine.validate import RESOLVERS
from regions import directory
from regions.allocation import Key, NoFigures, Part, by_key, figures, off_by
from regions.kinds import Tier
from regions.models import Organisation
from regions.sharing import divided
from roles.actor import Actor, Hat
from roles.changing import NotAllowed, Refused
from roles.models import Role, User
from tickets.models import SolidarityRow, SolidarityShare
from tickets.solidarity.periods import end_of
from tickets.solidarity.reading import ENTER, processes

Kind, Side = SolidarityRow.Kind, SolidarityShare.Part
MOST_HOURS = Decimal("99999.99")
MOST_LETTERS = 120
_SHARES = Input("shares", "shares", "")


def hat_for_effort(actor: Actor, region: Organisation | None) -> Hat | None:
    """The hat under which the actor enters effort of the region: a region its own, the support organisation all."""
    hats = [hat for hat in _hats(actor) if hat.tier == Tier.SUPPORT or region is None or hat.organisation == region]
    return hats[0] if hats else None


def hat_for_costs(actor: Actor) -> Hat | None:
    """Joint costs are entered by the support organisation."""
    return next((hat for hat in _hats(actor) if hat.tier == Tier.SUPPORT), None)


def _hats(actor: Actor) -> list[Hat]:
    return [hat for hat in actor.hats if ENTER in hat.capabilities] if actor.viewer is None else []


def regions_of(actor: Actor) -> list[Organisation]:
    """Whose effort the actor may enter."""
    return [region for region in directory.regions() if hat_for_effort(actor, region) is not None]


def roles():
    """Those whose time counts as effort: of the regions and the support organisation."""
    return Role.objects.filter(level__in=(Tier.REGION, Tier.SUPPORT))


def shares_said(said: dict) -> dict[Organisation, int]:
    """Hundredths of a per cent by region, of per cent by slug. Raises Unusable with a sentence."""
    return {part.region: part.share for part in RESOLVERS["shares"](said, _SHARES, None)}


def entered(enter: Callable[..., SolidarityRow], actor: Actor, *, once: Once | None, at: datetime, **facts):
    """The id of the row that `enter` makes, and whether the same call had made it before."""
    with transaction.atomic():
        done = claim(once) if once else None
        if done is not None:
            return done.outcome["row"], True
        row = enter(actor, at=at, **facts)
        if once:
            settle(once, {"row": row.pk})
    return row.pk, False


def add_effort(
    actor: Actor,
    *,
    region: Organisation,
    process: str,
    role: Role | None,
    hours: Decimal,
    month: date,
    used_by: list[Organisation],
    at: datetime,
) -> SolidarityRow:
    """Hours that `region` gave in the month of that day, for the regions in `used_by` (all where empty)."""
    hat = hat_for_effort(actor, region)
    _demand(hat)
    faults = _month_faults(month, at) | _used_faults(used_by)
    if region not in directory.regions():
        faults["region"] = _("Choose a region that takes part.")
    if process not in dict(processes()):
        faults["process"] = _("Choose one of the processes.")
    if role is not None and role not in roles():
        faults["role"] = _("Choose a role of a region or of the support organisation.")
    if not 0 < hours <= MOST_HOURS:
        faults["hours"] = _("Write hours above zero, with at most two decimals.")
    if faults:
        raise Refused(**faults)
    row = _row(actor, hat, Kind.EFFORT, month, at, organisation=region, process=process, role=role, hours=hours)
    return _keep(row, {Side.USED: _used(used_by)})


def add_cost(
    actor: Actor,
    *,
    label: str,
    amount: Decimal,
    month: date,
    key: str,
    shares: dict[Organisation, int],
    used_by: list[Organisation],
    at: datetime,
) -> SolidarityRow:
    """A cost that the regions bore by `key`; `shares` (hundredths of a per cent) are for shares of one's own."""
    hat = hat_for_costs(actor)
    _demand(hat)
    faults = _month_faults(month, at) | _label_faults(label) | _used_faults(used_by)
    if key not in Key.values:
        faults["key"] = _("Choose one of the keys.")
    if amount <= 0:
        faults["amount"] = _("Write an amount above zero.")
    if faults:
        raise Refused(**faults)
    parts = _borne(key, shares, used_by, min(end_of(month), timezone.localdate(at)))
    said = {"label": " ".join(label.split()), "amount": amount, "key": key, "figures": figures(parts)}
    row = _row(actor, hat, Kind.COST, month, at, **said)
    return _keep(row, {Side.BORNE: parts, Side.USED: _used(used_by)})


def _borne(key: str, shares: dict[Organisation, int], used_by: list[Organisation], day: date) -> list[Part]:
    """What each region bears by the key, on the figures of that day. Raises Refused."""
    if key == Key.CUSTOM:
        parts = [Part(region, share) for region, share in shares.items() if share]
        if off := off_by([part.share for part in parts]):
            raise Refused(shares=off)
        return parts
    if key == Key.ORDERER and len(used_by) != 1:
        raise Refused(used_by=_("Choose the one region that ordered it."))
    try:
        return by_key(key, used_by if key == Key.ORDERER else list(directory.regions()), day)
    except NoFigures as missing:
        names = ", ".join(one.name for one in missing.regions)
        text = _("There are no figures for %(regions)s. Choose another key.")
        raise Refused(key=text % {"regions": names}) from missing


def withdraw(actor: Actor, pk: int, *, at: datetime) -> SolidarityRow:
    """Take back a row that was entered wrongly; it stays, and counts no more."""
    with transaction.atomic():
        row = SolidarityRow.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotAllowed
        hat = hat_for_costs(actor) if row.kind == Kind.COST else hat_for_effort(actor, row.organisation)
        _demand(hat)
        if row.withdrawn_at is not None:
            raise Refused(_=_("Somebody has taken the row back already."))
        row.withdrawn_at, row.withdrawn_by = at, actor.user
        row.withdrawn_as = f"{hat.label}, {hat.organisation.name}"[:240]
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_as"])
    return row


def _demand(hat: Hat | None) -> None:
    if hat is None:
        raise NotAllowed


def _month_faults(month: date, at: datetime) -> dict[str, str]:
    if not date(2020, 1, 1) <= month <= timezone.localdate(at):
        return {"month": _("Choose a month that has begun, from 2020 on.")}
    return {}


def _used_faults(used_by: list[Organisation]) -> dict[str, str]:
    if len({one.pk for one in used_by}) < len(used_by) or set(used_by) - set(directory.regions()):
        return {"used_by": _("Choose regions that take part, each once.")}
    return {}


def _label_faults(label: str) -> dict[str, str]:
    """No person's number, and no name of anybody with an account: the ledger is about organisations."""
    if found := certain(detect_identifiers(label)):
        return {"label": refusal(_("What the cost is for"), found)}
    if len(label) > MOST_LETTERS or not label.isprintable():
        return {"label": _("Write it in one line of at most %(count)d characters.") % {"count": MOST_LETTERS}}
    said = " ".join(label.lower().split())
    names = User.objects.filter(kind="person").exclude(family_name="").values_list("given_name", "family_name")
    if any(f"{given} {family}".lower() in said for given, family in names):
        return {"label": _("Name no person here: write what the cost is for.")}
    return {} if said else {"label": _("Write what the cost is for.")}


def _row(actor: Actor, hat: Hat, kind: str, month: date, at: datetime, **facts) -> SolidarityRow:
    return SolidarityRow(
        kind=kind,
        month=month.replace(day=1),
        entered_by=actor.user,
        entered_as=f"{hat.label}, {hat.organisation.name}"[:240],
        entered_for=hat.organisation,
        entered_at=at,
        **facts,
    )


def _used(used_by: list[Organisation]) -> list[Part]:
    regions = used_by or list(directory.regions())
    return [Part(region, share) for region, share in zip(regions, divided([1] * len(regions)), strict=True)]


def _keep(row: SolidarityRow, parts: dict[str, list[Part]]) -> SolidarityRow:
    with transaction.atomic():
        row.save(force_insert=True)
        SolidarityShare.objects.bulk_create(
            SolidarityShare(row=row, part=side, region=part.region, share=part.share)
            for side, found in parts.items()
            for part in found
        )
    return row
