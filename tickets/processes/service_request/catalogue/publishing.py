"""How a catalogue item changes: a draft is written, looked at as the orderer will see it, and published whole.

Joint items are the support organisation's (`catalogue.edit`), a region's own are that region's
(`catalogue.edit_regional`). The rules of every kind of version, and what is raised: sla.publishing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from regions.models import ServiceComponent
from regions.money import LARGEST, in_kronor
from regions.sharing import CENT
from roles.actor import Actor
from roles.changing import NotAllowed, Refused
from sla import publishing
from tickets.processes.service_request.bulk import figures
from tickets.processes.service_request.catalogue.models import (
    CatalogueGroup,
    CatalogueItem,
    CatalogueRetirement,
    CatalogueVersion,
    Fulfiller,
    PricePer,
)
from tickets.processes.service_request.catalogue.questions import Question, questions_of, schema_of, wrong_with

JOINT, REGIONAL = "catalogue.edit", "catalogue.edit_regional"
State = CatalogueVersion.State
PLAIN = (
    "title_sv", "title_en", "lead_sv", "lead_en", "price", "price_per", "in_contract", "fulfiller", "lead_days",
    "preapproved_by", "preapproved_at", "preapproved_until", "preapproved_reason", "is_bulk", "bulk_load",
    "expert_field", "valid_from", "reason",
)  # fmt: skip
DEAREST = Decimal("99999999.99")  # what the column holds
PREAPPROVAL = ("preapproved_by", "preapproved_at", "preapproved_until", "preapproved_reason")


@dataclass(frozen=True)
class Wanted:
    """What a version is to say."""

    valid_from: date
    title_sv: str
    title_en: str
    lead_sv: str
    lead_en: str
    fulfiller: str
    lead_days: int
    questions: list[Question] = field(default_factory=list)
    service: ServiceComponent | None = None
    price: Decimal | None = None
    price_per: str = PricePer.ORDER
    in_contract: bool = True
    preapproved_by: str = ""
    preapproved_at: date | None = None
    preapproved_until: date | None = None
    preapproved_reason: str = ""
    is_bulk: bool = False
    bulk_load: bool = False
    expert_field: str = ""
    reason: str = ""


def wanted_of(row: CatalogueVersion) -> Wanted:
    """What a version says."""
    said = {name: getattr(row, name) for name in PLAIN}
    return Wanted(questions=questions_of(row.form), service=row.service, **said)


def as_kept(wanted: Wanted) -> Wanted:
    """The same, its questions as they are read again: bounds that were not given are the usual ones."""
    return replace(wanted, questions=questions_of(schema_of(wanted.questions)))


def right_at(actor: Actor, region_id: int | None) -> str:
    """The capability by which the actor edits the items of this region, or the joint ones; "" where none does."""
    wanted = JOINT if region_id is None else REGIONAL
    for hat in actor.hats:
        if wanted in hat.capabilities and (region_id is None or hat.organisation.pk == region_id):
            return wanted
    return ""


def may_edit(actor: Actor, item: CatalogueItem) -> bool:
    return bool(right_at(actor, item.region_id))


def edited_places(actor: Actor) -> list[int | None]:
    """Whose items the actor edits: None for the joint ones, else a region's id."""
    regions = [hat.organisation.pk for hat in actor.hats if REGIONAL in hat.capabilities]
    return [*([None] if right_at(actor, None) else []), *dict.fromkeys(regions)]


def faults(wanted: Wanted) -> dict[str, str]:
    """What is wrong with a version, by field; that its first day has passed is judged where it is published."""
    found = {name: text for name, text in _wrong_parts(wanted) if text}
    wrong = list(wrong_with(wanted.questions))
    if wrong:
        found["questions"] = " ".join(publishing.in_row(place, text) for place, _part, text in wrong)
    return found


def _wrong_parts(wanted: Wanted):
    needed = _("Write this in both languages.")
    yield "title", "" if wanted.title_sv.strip() and wanted.title_en.strip() else needed
    yield "lead", "" if wanted.lead_sv.strip() and wanted.lead_en.strip() else needed
    yield "valid_from", publishing.too_far(wanted.valid_from)
    if wanted.fulfiller not in Fulfiller.values:
        yield "fulfiller", _("Choose who delivers.")
    yield "price", _wrong_price(wanted.price)
    if wanted.price_per == PricePer.ROW and not wanted.is_bulk:
        yield "price_per", _("Only an item that is ordered in rows has a price a row.")
    if wanted.bulk_load and not wanted.is_bulk:
        yield "bulk_load", _("Loading in bulk is ordered in rows. Tick that, too.")
    if wanted.is_bulk and not wanted.questions:
        yield "questions", _("Rows need columns. Add at least one question.")
    yield from _wrong_preapproval(wanted)


def _wrong_price(price: Decimal | int | None) -> str:
    if price is None:
        return ""
    price = Decimal(price)
    if price.is_finite() and price > DEAREST:
        return _("Write at most %(most)s.") % {"most": in_kronor(DEAREST)}
    is_amount = price.is_finite() and price >= 0 and price == price.quantize(CENT)
    return "" if is_amount else _("Write a price of 0 or more with at most two decimals, or leave it out.")


def _wrong_total(wanted: Wanted) -> str:
    """Of a price a row: what an order of as many rows as there may be would come to."""
    most = figures.rows_most()
    if wanted.price is None or wanted.price_per != PricePer.ROW or wanted.price * most <= LARGEST:
        return ""
    text = _("An order of %(rows)d rows would come to more than %(most)s. Lower the price of a row.")
    return text % {"rows": most, "most": in_kronor(LARGEST)}


def _wrong_preapproval(wanted: Wanted):
    given = [name for name in PREAPPROVAL if getattr(wanted, name)]
    if given and len(given) < len(PREAPPROVAL):
        yield "preapproved_by", _("Say who approved the item beforehand, from and until which day, and why.")
    elif given and wanted.preapproved_until < wanted.preapproved_at:
        yield "preapproved_until", _("The approval ends before it begins. Change one of the two days.")
    elif given and wanted.expert_field:
        yield (
            "preapproved_by",
            _("What an expert group is to judge cannot be approved beforehand. Remove one of the two."),
        )
    elif given and not wanted.in_contract:
        yield "preapproved_by", _("What lies outside the contract is quoted first. Remove the approval beforehand.")


def begin(actor: Actor, *, group: CatalogueGroup, slug: str, region_id: int | None, wanted: Wanted) -> CatalogueVersion:
    """A new item, last of its group, with its first draft: nobody can order it before that is published.

    Opens the transaction.
    """
    if not right_at(actor, region_id):
        raise NotAllowed
    _refuse(wanted)
    with transaction.atomic():
        active = directory.collaboration()
        if CatalogueItem.objects.filter(collaboration=active, slug=slug).exists():
            raise Refused(slug=_("Another item has this short name. Choose another."))
        last = CatalogueItem.objects.filter(group=group).aggregate(last=Max("position"))["last"] or 0
        item = CatalogueItem.objects.create(
            collaboration=active, slug=slug, group=group, region_id=region_id, position=last + 1
        )
        return _write(item, wanted, made_by=actor.user)


def draft(
    actor: Actor, item: CatalogueItem, wanted: Wanted, *, row: CatalogueVersion | None = None, read_at: str = ""
) -> CatalogueVersion:
    """Keep a draft, new or in the place of `row`, whose `changed_at` (ISO) the actor has read. Opens the transaction.

    Raises publishing.ChangedMeanwhile where somebody else has written in it since.
    """
    _demand(actor, item)
    _refuse(wanted)
    with transaction.atomic():
        if row is not None:
            row = publishing.draft_to_write(row, read_at=read_at)
        return _write(item, wanted, row=row, made_by=row.made_by if row else actor.user)


def publish(actor: Actor, row: CatalogueVersion, *, based_on: int, read_at: str) -> CatalogueVersion:
    """Let the draft take over on its first day, as sla.publishing.publish."""
    _demand(actor, row.item)
    capability = right_at(actor, row.item.region_id)
    return publishing.publish(actor, row, capability=capability, based_on=based_on, read_at=read_at)


def publish_loaded(item: CatalogueItem, wanted: Wanted) -> CatalogueVersion:
    """A version of the data files, checked by the loader. Needs a transaction."""
    row = _write(item, wanted)
    publishing.lock_owner(row)
    return publishing.settle(row)


def discard(actor: Actor, row: CatalogueVersion) -> None:
    """Throw the draft away. Opens the transaction."""
    _demand(actor, row.item)
    publishing.discard(actor, row, capability=right_at(actor, row.item.region_id))


def retire(actor: Actor, item: CatalogueItem, *, reason: str, at: datetime) -> None:
    """Take the item off the catalogue. Orders of it go on. Opens the transaction."""
    _set_retired(actor, item, retired=True, reason=reason, at=at)


def bring_back(actor: Actor, item: CatalogueItem, *, reason: str, at: datetime) -> None:
    """Offer the item again, in the version that counts. Opens the transaction."""
    _set_retired(actor, item, retired=False, reason=reason, at=at)


def _set_retired(actor: Actor, item: CatalogueItem, *, retired: bool, reason: str, at: datetime) -> None:
    _demand(actor, item)
    reason = reason.strip()
    if not reason:
        raise Refused(reason=_("Say why, in a sentence. Those who ordered it before may ask."))
    if len(reason) > CatalogueRetirement._meta.get_field("reason").max_length:
        raise Refused(reason=_("Shorten the reason to 300 characters."))
    with transaction.atomic():
        item = CatalogueItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if (item.retired_at is not None) == retired:
            raise Refused(_=_("Somebody else has done this meanwhile. Nothing was changed."))
        item.retired_at = at if retired else None
        item.save(update_fields=["retired_at"])
        done_as = publishing.right_of(actor, right_at(actor, item.region_id))
        CatalogueRetirement.objects.create(
            item=item, retired=retired, at=at, by=actor.user, done_as=done_as, reason=reason
        )
    directory.clear()


def _demand(actor: Actor, item: CatalogueItem) -> None:
    if not may_edit(actor, item):
        raise NotAllowed


def _refuse(wanted: Wanted) -> None:
    reasons = faults(wanted)
    if "price" not in reasons and (text := _wrong_total(wanted)):
        reasons["price"] = text
    if wanted.valid_from < timezone.localdate():
        reasons["valid_from"] = publishing.too_early()
    if reasons:
        raise Refused(**reasons)


def _write(item: CatalogueItem, wanted: Wanted, *, row: CatalogueVersion | None = None, made_by=None):
    row = row or CatalogueVersion(item=item, made_by=made_by)
    for name in PLAIN:
        setattr(row, name, getattr(wanted, name))
    row.service, row.form = wanted.service, schema_of(wanted.questions)
    row.changed_at = timezone.now()
    row.save()
    return row
