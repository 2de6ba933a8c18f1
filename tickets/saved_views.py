"""Named sets of filters: who reads which, who may change them, with whom they may be shared, which opens first.

A view holds filters and no ticket: whoever opens one sees what she may read, counts included, and "me" is she.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from engine.personal_data import certain, detect_identifiers, refusal
from engine.validate import storable
from regions import directory
from regions.models import Organisation
from roles.actor import Actor
from roles.models import Role
from tickets import counting, paging
from tickets import filters as query_language
from tickets.models import FirstView, SavedView

SHARES = "ticket.manage"  # who leads the work of an organisation sets up its views
LONGEST_NAME = 60
MOST = 50  # of one person


@dataclass(frozen=True)
class Circle:
    """With whom a view is shared: everybody at an organisation, a role there, or a role wherever it is worn."""

    organisation: Organisation | None = None
    role: Role | None = None

    @property
    def key(self) -> str:
        """ "slug of the organisation:slug of the role", as forms and the API write it; "" for nobody."""
        if self.organisation is None and self.role is None:
            return ""
        return f"{self.organisation.slug if self.organisation else ''}:{self.role.slug if self.role else ''}"


PRIVATE = Circle()


# --- Reading ---


def readable_by(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views and those shared with her, by name. The only read there is.

    Who looks through her eyes does not see what she shares with nobody.
    """
    shared = Q()
    for place, role in {(hat.organisation.pk, hat.role) for hat in actor.hats}:
        here = Q(organisation_id=place) & (Q(role=None) | Q(role__slug=role))
        shared |= here | Q(organisation=None, role__slug=role)
    rows = SavedView.objects.filter(Q(owner_id=actor.person_id) | shared, deleted_at=None)
    if actor.viewer is not None:
        rows = rows.exclude(organisation=None, role=None)
    return rows.select_related("owner", "role", "organisation").order_by("name", "pk")


def named(actor: Actor, *, most: int) -> list[tuple[str, dict[str, str]]]:
    """Name and filters of the first of them; one query."""
    return list(readable_by(actor).values_list("name", "filters")[:most])


def may_change(view: SavedView, actor: Actor) -> bool:
    """Its owner, and who leads the work of the organisation that it is shared with."""
    return view.owner_id == actor.person_id or _leads(actor, view.organisation_id)


def first_of(actor: Actor) -> SavedView | None:
    """The view that the person has chosen to open first, while she may read it."""
    return readable_by(actor).filter(pk__in=FirstView.objects.filter(user_id=actor.person_id).values("view_id")).first()


def counts(each: Sequence[Mapping[str, str]], actor: Actor) -> list[int | None]:
    """How many tickets each list holds for the actor, counted to a hundred.

    None for one whose filters are no longer any (a service that is gone).
    """
    try:
        return list(counting.counted_each(each, actor))
    except Refused:
        usable = [one for one in each if _is_usable(one, actor)]
        found = iter(counting.counted_each(usable, actor))
        return [next(found) if one in usable else None for one in each]


def _is_usable(parameters: Mapping[str, str], actor: Actor) -> bool:
    try:
        query_language.keep(parameters, actor)
    except Refused:
        return False
    return True


def circles(actor: Actor) -> list[Circle]:
    """With whom the actor may share: her organisation and its roles; the support organisation with a role anywhere."""
    found: list[Circle] = []
    roles = list(Role.objects.order_by("level", "number", "slug"))
    for hat in actor.hats:
        if SHARES not in hat.capabilities or any(one.organisation == hat.organisation for one in found):
            continue
        found.append(Circle(hat.organisation))
        found += [Circle(hat.organisation, role) for role in roles if role.level == hat.tier]
        if hat.tier == "support":
            found += [Circle(None, role) for role in roles if role.level == "region"]
    return found


def _leads(actor: Actor, organisation_id: int | None) -> bool:
    return any(SHARES in hat.capabilities and hat.organisation.pk == organisation_id for hat in actor.hats)


# --- Changing ---


def save(name: str, parameters: Mapping[str, str], circle_key: str, *, actor: Actor, at: datetime) -> SavedView:
    """A new view of the actor's person. Raises Refused."""
    if SavedView.objects.filter(owner_id=actor.person_id, deleted_at=None).count() >= MOST:
        raise Refused(Reason("too_many", _("You have %(most)d views. Remove one first.") % {"most": MOST}))
    view = SavedView(owner_id=actor.person_id, created_at=at)
    return _write(view, actor, at, name=name, parameters=parameters, circle_key=circle_key)


def change(view: SavedView, *, actor: Actor, at: datetime, name=None, parameters=None, circle_key=None) -> SavedView:
    """What is None stays as it is. Raises Refused; who may do it is `may_change`."""
    return _write(view, actor, at, name=name, parameters=parameters, circle_key=circle_key)


def remove(view: SavedView, *, at: datetime | None) -> None:
    """Take the view away from everybody; with `at` None bring it back. Raises Refused where its name is taken now."""
    view.deleted_at = at
    _store(view)


def removed_by(actor: Actor) -> QuerySet[SavedView]:
    """What the actor may bring back: her own, and those of organisations whose work she leads."""
    led = [hat.organisation.pk for hat in actor.hats if SHARES in hat.capabilities]
    return SavedView.objects.filter(Q(owner_id=actor.person_id) | Q(organisation_id__in=led), deleted_at__isnull=False)


def open_first(view: SavedView | None, actor: Actor) -> None:
    """Let the view open first for the actor's person; None: the usual one of her side."""
    if view is None:
        FirstView.objects.filter(user_id=actor.person_id).delete()
    else:
        FirstView.objects.update_or_create(user_id=actor.person_id, defaults={"view": view})


def _write(view: SavedView, actor: Actor, at: datetime, *, name, parameters, circle_key) -> SavedView:
    faults: list[Reason] = []
    if name is not None:
        view.name = " ".join(storable(name).split())
        if found := certain(detect_identifiers(view.name)):
            faults.append(Reason("personal_number", refusal(_("Name"), found), "name"))
        if not 0 < len(view.name) <= LONGEST_NAME:
            text = _("Write a name of at most %(most)d characters.") % {"most": LONGEST_NAME}
            faults.append(Reason("bad_name", text, "name"))
    if parameters is not None:
        view.filters, found = _checked(parameters, actor)
        faults += found
    if circle_key is not None and circle_key != circle_of(view).key:
        circle = next((one for one in (PRIVATE, *circles(actor)) if one.key == circle_key), None)
        if circle is None:
            faults.append(
                Reason("may_not_share", _("You may not share a view with them. Choose others."), "shared_with")
            )
        else:
            view.organisation, view.role = circle.organisation, circle.role
    if faults:
        raise Refused(*faults)
    view.updated_at = at
    return _store(view)


def circle_of(view: SavedView) -> Circle:
    """With whom it is shared now."""
    return Circle(directory.organisation(view.organisation_id), view.role)


def _checked(parameters: Mapping[str, str], actor: Actor) -> tuple[dict[str, str], list[Reason]]:
    """The filters and the order, and what is wrong with them."""
    known = (*query_language.FILTERS, "sort")
    text = _("There is no such parameter here.")
    faults = [Reason("unknown_parameter", text, name) for name in parameters if name not in known]
    given = {name: value for name in known if (value := storable(str(parameters.get(name, ""))).strip())}
    order = given.get("sort", paging.DEFAULT_ORDER)
    for check in (lambda: query_language.keep(given, actor), lambda: paging.order_called(order)):
        try:
            check()
        except Refused as refused:
            faults += refused.reasons
    return given, faults


def _store(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if "saved_view_name_once_a_person" not in str(error):
            raise
        text = _("You have a view of this name already. Choose another name.")
        raise Refused(Reason("name_taken", text, "name")) from error
    return view
