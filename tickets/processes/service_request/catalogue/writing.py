"""The form of a version of an item, a new one or a draft again. Nothing is on offer before it is published."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from regions import directory
from roles.changing import Refused
from sla.publishing import ChangedMeanwhile
from sla.web import drafts
from sla.web.conflicts import Differing, shown_again
from tickets.processes.service_request.catalogue import edited, publishing
from tickets.processes.service_request.catalogue.editor_form import (
    Questions,
    VersionForm,
    name_of,
    rearranged,
    written,
)
from tickets.processes.service_request.catalogue.models import CatalogueGroup, CatalogueItem, CatalogueVersion

State = CatalogueVersion.State
JOINT_PLACE = "joint"


class ItemForm(forms.Form):
    """What a new item is beside its first version: where it stands, and whose it is."""

    use_required_attribute = False

    group = forms.ChoiceField(label=gettext_lazy("Where in the catalogue"))
    place = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, places):
        super().__init__(data, label_suffix="", initial={"place": _place_key(places[0])})
        groups = CatalogueGroup.objects.filter(collaboration=directory.collaboration())
        self.groups = {str(one.pk): one for one in groups}
        self.fields["group"].choices = [(key, one.label) for key, one in self.groups.items()]
        self.fields["place"].choices = [(_place_key(one), _place_words(one)) for one in places]
        if len(places) < 2:
            self.fields["place"].widget = forms.HiddenInput()

    @property
    def region_id(self) -> int | None:
        place = self.cleaned_data["place"]
        return None if place == JOINT_PLACE else int(place)


def _place_key(region_id: int | None) -> str:
    return JOINT_PLACE if region_id is None else str(region_id)


def _place_words(region_id: int | None) -> str:
    return directory.organisation(region_id).name if region_id else _("All regions, jointly")


@require_http_methods(["GET", "POST"])
def write_new(request):
    """A new item with its first draft."""
    places = publishing.edited_places(request.actor)
    edited.demand(bool(places))
    page = _Page(request, item=None, row=None)
    page.item_form = ItemForm(page.data, places=places)
    return page.answer()


write_new.resumable = gettext_lazy("New item in the catalogue")


@require_http_methods(["GET", "POST"])
def write(request, item: str, draft: int | None = None):
    """A new version, or a draft again."""
    found = edited.item_to_edit(request, item)
    row = found.versions.filter(state=State.DRAFT, pk=draft).first() if draft is not None else None
    if draft is not None and row is None:
        return drafts.gone(request, home=edited.home(found))
    return _Page(request, item=found, row=row).answer()


write.resumable = gettext_lazy("New version of an item in the catalogue")


class _Page:
    """One request of the form. POST: `go` says whether a question is added or moved, or the draft is kept."""

    def __init__(self, request, *, item: CatalogueItem | None, row: CatalogueVersion | None):
        self.request, self.item, self.row = request, item, row
        self.item_form: ItemForm | None = None
        self.go = request.POST.get("go", "")
        self.data = request.POST if request.method == "POST" else None
        if self.data is not None and self.go:
            self.data = rearranged(self.data, self.go)
        latest = self._latest()
        self.form = VersionForm(self.data, initial=self._initial(latest))
        self.questions = Questions.of_version(row or latest) if self.data is None else Questions.posted(self.data)
        self.differing: list[Differing] = []

    def _latest(self) -> CatalogueVersion | None:
        if self.item is None:
            return None
        return self.item.versions.filter(state=State.PUBLISHED).order_by("-valid_from", "-number").first()

    def _initial(self, latest: CatalogueVersion | None) -> dict:
        if self.row is not None:
            return written(self.row) | {"reason": self.row.reason, "read_at": self.row.changed_at.isoformat()}
        tomorrow = timezone.localdate() + timedelta(days=1)
        if latest is not None:
            return written(latest) | {"valid_from": tomorrow}
        return {"valid_from": tomorrow, "price_per": "order", "in_contract": True, "fulfiller": "support"}

    def answer(self):
        if self.data is None or self.request.resumed or self.go:
            return self.show(200)
        is_valid = all([one.is_valid() for one in (self.form, self.questions, self.item_form) if one is not None])
        if not is_valid:
            return self.show(422)
        try:
            kept = self._keep()
        except ChangedMeanwhile as changed:
            self._beside(changed)
            return self.show(409)
        except Refused as refused:
            self.form.add_reasons(refused)
            return self.show(422)
        return redirect("tickets:catalogue_draft", item=kept.item.slug, draft=kept.pk)

    def _keep(self) -> CatalogueVersion:
        wanted = self.form.wanted(self.questions.questions())
        if self.item is not None:
            read_at = self.form.cleaned_data["read_at"]
            return publishing.draft(self.request.actor, self.item, wanted, row=self.row, read_at=read_at)
        form = self.item_form
        return publishing.begin(
            self.request.actor,
            group=form.groups[form.cleaned_data["group"]],
            slug=_free_slug(wanted.title_en),
            region_id=form.region_id,
            wanted=wanted,
        )

    def _beside(self, changed: ChangedMeanwhile) -> None:
        """What the draft says now, beside what was written; sent again it takes the draft's place."""
        theirs = Questions.of_version(changed.row)
        mine = self.questions.summary()
        self.differing = shown_again(self.form, changed, written(changed.row) | {"reason": changed.row.reason})
        if theirs.summary() != mine:
            self.differing.append(Differing(_("Questions"), theirs.summary(), mine))
        self.row = changed.row

    def show(self, status: int):
        context = {
            "item": self.item,
            "row": self.row,
            "form": self.form,
            "item_form": self.item_form,
            "questions": self.questions,
            "differing": self.differing,
        }
        return render(self.request, "tickets/service_request/editor_form.html", context, status=status)


def _free_slug(title: str) -> str:
    """A short name for the address, of the English name; with a number where it is taken."""
    base = name_of(title, "-")
    taken = set(CatalogueItem.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken.add("ny")
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1000))) if name not in taken)
