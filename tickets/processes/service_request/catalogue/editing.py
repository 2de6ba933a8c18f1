"""Editing the catalogue: the items, the versions of one, a draft with what it changes, and taking an item off it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regions import directory
from roles.changing import Refused
from roles.web.answers import say_why
from sla import publishing as versions
from sla.web import drafts
from tickets.processes.service_request.catalogue import differences, edited, publishing, schema, wording
from tickets.processes.service_request.catalogue.models import CatalogueItem, CatalogueVersion
from tickets.processes.service_request.catalogue.writing import write, write_new

State = CatalogueVersion.State


@require_GET
def items(request):
    """Every item that the reader edits, also those taken off, with what waits to be published."""
    places = publishing.edited_places(request.actor)
    edited.demand(bool(places))
    rows = CatalogueItem.objects.filter(collaboration=directory.collaboration()).select_related("group", "region")
    found = {
        row.pk: _row(row) for row in rows.order_by("group__position", "position", "slug") if row.region_id in places
    }
    today = timezone.localdate()
    for version in CatalogueVersion.objects.filter(item_id__in=found).order_by("valid_from", "number"):
        row = found[version.item_id]
        row["title"] = row["title"] or version.title
        if version.state == State.DRAFT:
            row["draft"] = version
        elif version.valid_from <= today:
            row["now"], row["title"] = version, version.title
        else:
            row["later"] = version
    context = {"rows": list(found.values()), "places": [_place(one) for one in places]}
    return render(request, "tickets/service_request/editor.html", context)


def _row(item: CatalogueItem) -> dict:
    return {"item": item, "title": "", "now": None, "later": None, "draft": None}


def _place(region_id: int | None) -> str:
    return directory.organisation(region_id).name if region_id else _("all, jointly")


@require_GET
def one_item(request, item: str):
    """One item: its versions, its drafts, and whether it is on offer."""
    found = edited.item_to_edit(request, item)
    rows = list(found.versions.select_related("service", "published_by", "made_by"))
    published = [one for one in rows if one.state == State.PUBLISHED]
    today = timezone.localdate()
    now = max((one for one in published if one.valid_from <= today), key=_rank, default=None)
    context = {
        "item": found,
        "title": (now or rows[-1]).title,
        "now": now,
        "place": _place(found.region_id),
        "versions": [
            {"row": one, "is_now": one is now, "is_later": one.valid_from > today, "facts": _said(one),
             "questions": [differences.in_words(asked) for asked in schema.asked_by(one)]}
            for one in sorted(published, key=_rank, reverse=True)
        ],
        "drafts": [one for one in rows if one.state == State.DRAFT],
        "retirements": list(found.retirements.select_related("by")),
    }  # fmt: skip
    return render(request, "tickets/service_request/editor_item.html", context)


def _rank(version: CatalogueVersion) -> tuple:
    return version.valid_from, version.number


def _said(version: CatalogueVersion) -> list[tuple[str, str]]:
    found = [
        (_("What it costs"), wording.price_of(version)),
        (_("Delivered within"), wording.lead_of(version)),
        (_("Carried out by"), wording.fulfiller_of(version.fulfiller)),
    ]
    if version.preapproved_until:
        found.append((_("Approved in advance"), f"{wording.preapproval_of(version)} {version.preapproved_reason}"))
    if version.expert_field:
        found.append((_("Looked at by"), wording.expert_of(version)))
    return found


@require_GET
def draft(request, item: str, draft: int):
    """What the draft changes, the form as the orderer will see it, and the buttons."""
    found = edited.item_to_edit(request, item)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=edited.home(found))
    before = _before(found, row)
    form = schema.form_for(row)()
    context = {
        "item": found,
        "row": row,
        "before": before,
        "facts": differences.of_facts(before, row),
        "questions": differences.of_questions(before, row),
        "said": _said(row),
        "form": form,
        "asked": [form[one.name] for one in schema.asked_by(row)],
        "is_past": row.valid_from < timezone.localdate(),
        "based_on": versions.latest(row),
        "read_at": row.changed_at.isoformat(),
    }
    return render(request, "tickets/service_request/editor_draft.html", context)


def _before(found: CatalogueItem, row: CatalogueVersion) -> CatalogueVersion | None:
    """The version that the draft takes over from."""
    rows = found.versions.filter(state=State.PUBLISHED, valid_from__lte=row.valid_from)
    return rows.select_related("service").order_by("-valid_from", "-number").first()


@require_POST
def publish(request, item: str, draft: int):
    found = edited.item_to_edit(request, item)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=edited.home(found))
    page = reverse("tickets:catalogue_draft", args=[found.slug, row.pk])
    return drafts.publish(request, row, publishing.publish, page=page, home=edited.home(found))


@require_POST
def discard(request, item: str, draft: int):
    found = edited.item_to_edit(request, item)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=edited.home(found))
    is_first = not found.versions.filter(state=State.PUBLISHED).exists()
    return drafts.discard(
        request, row, publishing.discard, home=reverse("tickets:catalogue_edit") if is_first else edited.home(found)
    )


@require_POST
def retire(request, item: str):
    """Take the item off the catalogue, or put it back."""
    found = edited.item_to_edit(request, item)
    act = publishing.bring_back if found.retired_at else publishing.retire
    try:
        act(request.actor, found, reason=request.POST.get("reason", ""), at=timezone.now())
    except Refused as refused:
        say_why(request, refused)
    else:
        text = _("It is on offer again.") if found.retired_at else _("It is taken off. Orders of it go on.")
        messages.success(request, text)
    return redirect(edited.home(found))


def _draft_of(found: CatalogueItem, pk: int) -> CatalogueVersion | None:
    rows = found.versions.filter(state=State.DRAFT, pk=pk)
    return rows.select_related("item", "service", "made_by").first()


urlpatterns = [
    path("katalog/", items, name="catalogue_edit"),
    path("katalog/ny/", write_new, name="catalogue_new"),
    path("katalog/<slug:item>/", one_item, name="catalogue_item"),
    path("katalog/<slug:item>/ny-version/", write, name="catalogue_version_new"),
    path("katalog/<slug:item>/av-eller-till/", retire, name="catalogue_retire"),
    path("katalog/<slug:item>/utkast/<int:draft>/", draft, name="catalogue_draft"),
    path("katalog/<slug:item>/utkast/<int:draft>/andra/", write, name="catalogue_draft_edit"),
    path("katalog/<slug:item>/utkast/<int:draft>/publicera/", publish, name="catalogue_draft_publish"),
    path("katalog/<slug:item>/utkast/<int:draft>/kasta/", discard, name="catalogue_draft_discard"),
]
