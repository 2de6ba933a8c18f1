"""The page of an item: what it is, and its form for those who order. What was typed is never lost.

An order that came back with a question, or that was begun elsewhere, is written on here as well (`draft`); one that
has ended is ordered again from what was answered then (`copy`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engine.errors import Busy, KeyReused, NotPossible, Refused, Stale
from engine.once import Once, fingerprint
from engine.perform import perform
from tickets import selectors
from tickets.models import Ticket
from tickets.processes.service_request.catalogue import reading, schema, wording
from tickets.processes.service_request.catalogue.order_form import ROWS, Ordering
from tickets.processes.service_request.catalogue.shop import PROCESS, chosen, who_orders
from tickets.processes.service_request.states import END
from tickets.processes.service_request.subject import as_answers
from tickets.selectors import as_process
from tickets.web import birth

ORDER = "order"


@dataclass(frozen=True)
class Asked:
    """What a part of the page is about: the version, who orders, what is answered so far, and faults of its rows."""

    version: object
    actor: object
    answers: dict
    row_faults: tuple


# By the name that its template has it under: what a neighbour shows on the page of an item, None for nothing.
PARTS: dict[str, Callable[[Asked], object]] = {}


@never_cache
@require_http_methods(["GET", "POST"])
def order(request, item: str):
    """The item's page. POST: the order, and where it is refused the same page with everything kept."""
    return _Page(request, item).answer()


def _called(item: str) -> str:
    version = reading.called(item, None, timezone.now())
    return _("Order: %(item)s") % {"item": version.title} if version else _("Order")


order.resumable = _called


class _Page:
    """One request of an item's page."""

    def __init__(self, request, slug: str):
        self.request, self.actor, self.at = request, request.actor, timezone.now()
        self.version = reading.called(slug, None, self.at)
        self.draft = self._begun("draft", {"state": "draft"})
        self.copied = self._begun("copy", {"state__in": END})
        places = [one for one in reading.places_of(self.actor) if self._is_offered(one)]
        if not places:
            raise Http404
        self.hats = self._hats()
        wanted = request.GET.get("for", "")
        self.place = chosen(places, wanted, self.actor)
        if (
            self.hats
            and self.place.pk not in {reading.place_of(hat.organisation).pk for hat in self.hats}
            and not wanted
        ):
            self.place = reading.place_of(self.hats[0].organisation)
        self.hats.sort(key=lambda hat: reading.place_of(hat.organisation).pk != self.place.pk)
        self.ordering = None

    def _is_offered(self, place) -> bool:
        """A draft is shown whatever is on offer by now: its words are the reader's, and ordering it says why not."""
        if self.draft is not None:
            return True
        return self.version is not None and reading.is_offered(self.version, reading.region_id_of(place), self.at)

    def _hats(self) -> list:
        """The hats that order this item; the one that the draft was begun under where there is a draft."""
        try:
            hats = birth.hats_to_register(PROCESS, self.actor)
        except PermissionDenied:
            return []
        hats = [hat for hat in hats if self._is_offered(reading.place_of(hat.organisation))]
        if self.draft is not None:
            return [hat for hat in hats if hat.organisation.pk == self.draft.reporter_organisation_id]
        return hats

    def _begun(self, name: str, narrows: dict):
        """The reader's own order that the address or the form names."""
        given = self.request.POST.get(name, "") if name == "draft" else ""
        given = given or self.request.GET.get(name, "")
        if not (given.isdecimal() and len(given) < 12):
            return None
        rows = Ticket.objects.visible_to(self.actor).filter(process=PROCESS, **narrows)
        row = rows.filter(pk=int(given), reporter_id=self.actor.person_id).first()
        found = as_process(row) if row is not None else None
        ordered = found.ordered() if found is not None else None
        is_of_item = ordered is not None and self.version is not None and ordered.item_id == self.version.item_id
        return found if is_of_item else None

    # --- Answering ---

    def answer(self):
        if not self.hats:
            return self.show(status=403 if self.request.method == "POST" else 200)
        self.ordering = self._made()
        if self.request.method == "GET" or self.request.resumed:
            return self.show()
        if self.ordering.form.text("item") != self.called:
            return self._changed_form()
        if self.draft is not None and self.ordering.form.text("read_version") != str(self.draft.version):
            return self._conflict()
        return self._send()

    @property
    def called(self) -> str:
        """The version as a program names it."""
        return f"{self.version.item.slug}:{self.version.number}"

    def _made(self) -> Ordering:
        first, answers = {"item": self.called, "hat": str(self.hats[0].assignment_id)}, {}
        source = self.draft or self.copied
        if source is not None:
            detail = source.detail()
            first |= {"ordered_for": detail.ordered_for, "cost_centre": detail.cost_centre}
            answers = schema.fitting(self.version, self._answers(source))
        if self.draft is not None:
            first |= {"draft": str(self.draft.pk), "read_version": str(self.draft.version)}
        elif self.copied is not None:
            first["copied_from"] = self.copied.number
        return Ordering(self.request, self.version, self.hats, initial=first, answers=answers)

    def _answers(self, ticket) -> dict:
        words = {text.field: text.body for text in selectors.all_texts(ticket, self.actor) if not text.redacted}
        return as_answers(words.get("answers", ""))

    def _send(self):
        values, hat = self.ordering.values(), self.ordering.form.chosen_hat
        if self.draft is None and (reasons := birth.faults(PROCESS, self.actor, hat, values)):
            return self._refuse(reasons)
        once = self.request.POST.get("once", "")
        try:
            ticket = self._order_draft(values, hat, once) if self.draft else self._order(values, hat, once)
        except Refused as refused:
            return self._refuse(refused.reasons)
        except Stale:
            return self._conflict()
        except (birth.AlreadyRegistered, KeyReused) as before:
            return self.show(status=409, already=getattr(before, "ticket", None), new_once=uuid4())
        except NotPossible as why:
            return self._refuse(why.reasons, status=409)
        except Busy as busy:
            return self._refuse(busy.reasons, status=503)
        return self._receipt(ticket)

    def _order(self, values: dict, hat, once: str):
        return birth.register(PROCESS, self.actor, hat, values, once=once or str(uuid4()))

    def _order_draft(self, values: dict, hat, once: str):
        """An order that came back keeps its number; one that was never sent gets its first."""
        key = Once(f"user:{self.request.user.pk}", once, fingerprint(self.draft.pk, values)) if once else None
        read = int(self.ordering.form.text("read_version"))
        facts = {"actor": self.actor, "via": "web", "hat": hat.assignment_id, "once": key}
        perform(Ticket, self.draft.pk, ORDER, version=read, data=values, **facts)
        return Ticket.objects.visible_to(self.actor).get(pk=self.draft.pk)

    def _receipt(self, ticket):
        text = _("%(number)s is ordered. You are told when something happens, and it stands among your orders.")
        messages.success(self.request, text % {"number": ticket.number})
        return redirect("tickets:detail", number=ticket.number)

    # --- When it is refused ---

    def _refuse(self, reasons, *, status: int = 422):
        self.ordering.say(reasons)
        response = self.show(status=status, row_faults=[why for why in reasons if why.field.partition(".")[0] == ROWS])
        add_never_cache_headers(response)
        return response

    def _changed_form(self):
        """A new version has been published since the form was opened: its questions, with what still answers them."""
        data = self.request.POST.copy()
        asked = {f"answers.{one.name}" for one in schema.asked_by(self.version)}
        gone = [
            (name.partition(".")[2], value)
            for name, value in data.items()
            if name.startswith("answers.") and name not in asked
        ]
        old = reading.called(self.version.item.slug, _number_in(data["item"], self.version), self.at)
        data["item"] = self.called
        self.request.POST = data
        self.ordering = self._made()
        words = {one.name: str(one.label) for one in schema.asked_by(old)} if old else {}
        dropped = [(words.get(name, name), value) for name, value in gone if value.strip()]
        return self.show(status=409, new_form=True, dropped=dropped)

    def _conflict(self):
        """The order has been changed since: what stands there now beside what was written here; sent again it wins."""
        data = self.request.POST.copy()
        data["read_version"] = str(self.draft.version)
        self.request.POST = data
        theirs = self._answers(self.draft)
        self.ordering = self._made()
        mine = self.ordering.answers.values()
        differing = [
            {
                "label": str(one.label),
                "theirs": _words(self.version, one, theirs),
                "mine": _words(self.version, one, mine),
            }
            for one in schema.asked_by(self.version)
            if theirs.get(one.name) != mine.get(one.name)
        ]
        return self.show(status=409, conflict=True, differing=differing)

    # --- The page ---

    def show(self, *, status: int = 200, **more):
        context = {
            "version": self.version,
            "told": wording.told(self.version, self.place, self.actor, self.at),
            "place": self.place,
            "ordering": self.ordering,
            "draft": self.draft,
            "copied": self.copied,
            "who_orders": [] if self.ordering else who_orders(self.place, self.at),
            "questions": [] if self.ordering else schema.asked_by(self.version),
            "asked": [self.ordering.answers[one.name] for one in self._shown()] if self.ordering else [],
            "readers": self._readers(),
            **self._parts(more.pop("row_faults", ())),
            **more,
        }
        return render(self.request, "tickets/service_request/order.html", context, status=status)

    def _shown(self) -> list:
        """The questions on the page; those of an item in rows are the columns of its file."""
        return [] if self.version.is_bulk else schema.asked_by(self.version)

    def _parts(self, row_faults) -> dict:
        """What the neighbours show on the page, where the item calls for it."""
        if self.ordering is None:
            return {}
        asked = Asked(self.version, self.actor, self.ordering.answers.values(), tuple(row_faults))
        return {name: make(asked) for name, make in PARTS.items()}

    def _readers(self) -> str:
        text = _("Read by you, by those at %(place)s who approve, and by those who assess it and carry it out.")
        return text % {"place": self.place.name}


def _number_in(called: str, version) -> int:
    """The number of the version that a form was made of; 0, which none has, where it is not of this item."""
    slug, _colon, number = called.partition(":")
    return int(number) if slug == version.item.slug and number.isdecimal() and len(number) < 6 else 0


def _words(version, question, answers: dict) -> str:
    named = {question.name: answers[question.name]} if question.name in answers else {}
    return "; ".join(value for _label, value in schema.shown(version, named)) or "–"
