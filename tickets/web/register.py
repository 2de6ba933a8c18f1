"""Registering a case in at most three short pages: an incident in three, most others in one.

What was typed on one page travels hidden in the next: nothing is kept on the server before the registration,
so the back button, a second press and a log-in in the middle lose nothing and leave nothing behind.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engine.errors import Busy, Refused
from engine.validate import STATEMENT
from regions import directory
from tickets.web import birth, masking
from tickets.web.register_form import MORE, PAGES, REGISTRATIONS, STATEMENTS, RegisterForm, first_values
from tickets.web.review import answers, readers
from tickets.web.similar import NOTHING, similar_to


@require_http_methods(["GET", "POST"])
def register(request, process: str = "incident"):
    """The pages of a registration. POST: `page` is the page that was sent, `go` where to."""
    return _Registration(request, process).answer()


def _called(process: str = "incident") -> str:
    return str(REGISTRATIONS[process].title)


register.resumable = _called


@require_POST
def similar(request):
    """The hint under the title, asked for while it is written. The title comes in the body, never in an address."""
    birth.hats_to_register("incident", request.actor)
    title, version = request.POST.get("title", "")[:160], request.POST.get("version", "")[:40]
    found = similar_to(title, request.actor, service_id=_number(request.POST, "service"), version=version)
    return render(request, "tickets/register_similar.html", {"similar": found})


class _Registration:
    """One request of the form."""

    def __init__(self, request, process: str):
        self.request, self.process = request, process
        self.actor = request.actor
        self.hats = birth.hats_to_register(process, self.actor)
        self.pages = PAGES[process]
        self.how = REGISTRATIONS[process]
        self.has_review = len(self.pages) > 1
        self.last = len(self.pages) + self.has_review
        self.page = min(max(_number(request.POST, "page") or 1, 1), self.last)
        self.already = None
        number = _number(request.POST, "draft") or _number(request.GET, "draft")
        self.draft = birth.draft(process, self.actor, number) if number else None

    def answer(self) -> HttpResponse:
        if self.request.method == "GET":
            return self.show(self.empty_form(), 1)
        form = RegisterForm(self.posted(), process=self.process, hats=self.hats)
        go = self.request.POST.get("go", "next")
        if self.request.resumed or masking.is_asked(self.request):
            return self.show(form, self.page)
        if go == "back" or go.isdecimal():
            wanted = self.page - 1 if go == "back" else int(go)
            return self.show(form, min(max(wanted, 1), self.last))
        return self.forward(form)

    def forward(self, form) -> HttpResponse:
        """On to the next page when nothing is wrong so far; from the last one to the registered case."""
        is_last = self.page == self.last
        reasons = birth.faults(self.process, self.actor, form.hat, form.values())
        so_far = reasons if is_last else [why for why in reasons if self.page_of(why.field) <= self.page]
        if so_far:
            return self.refuse(form, so_far)
        if not is_last:
            return self.show(form, self.page + 1)
        once = self.request.POST.get("once") or str(uuid4())
        try:
            ticket = birth.register(self.process, self.actor, form.hat, form.values(), once=once, draft=self.draft)
        except Refused as refused:
            return self.refuse(form, refused.reasons)
        except birth.AlreadyRegistered as before:
            self.already = before.ticket
            return self.show(form, self.page, status=409)
        except Busy as busy:
            form.add_error(None, str(busy.reasons[0]))
            return self.show(form, self.page, status=503)
        return self.receipt(ticket)

    def receipt(self, ticket) -> HttpResponse:
        holder = directory.organisation(ticket.holder_id).name
        text = _("%(number)s is registered. %(holder)s assesses it next, and you are told when something happens.")
        messages.success(self.request, text % {"number": ticket.number, "holder": holder})
        return redirect("tickets:detail", number=ticket.number)

    def refuse(self, form, reasons) -> HttpResponse:
        """The first page with something to correct, everything typed still there, and nothing stored anywhere."""
        page = min(self.page_of(why.field) for why in reasons)
        shown = [why for why in reasons if self.page_of(why.field) == page]
        form.say(shown)
        asks = any(why.code == "possible_personal_number" for why in shown)
        certain = {why.field for why in shown if why.code == "personal_number"}
        response = self.show(form, min(page, self.last), status=422, asks_statement=asks, certain=certain)
        add_never_cache_headers(response)
        return response

    def page_of(self, field: str) -> int:
        """The page a field stands on; what belongs to no field is said on the last page."""
        for number, names in enumerate(zip(PAGES[self.process], MORE[self.process], strict=True), start=1):
            if field in names[0] or field in names[1]:
                return number
        return self.page if field in STATEMENTS else len(self.pages)

    def posted(self):
        """What was sent; with `go=mask` without what certainly is a personal number."""
        post = self.request.POST
        return masking.cleaned(post) if masking.is_asked(self.request) else post

    def empty_form(self) -> RegisterForm:
        service = birth.last_service(self.actor)
        initial = first_values(self.process, self.actor, hat=self.hats[0], service_id=service)
        if self.draft is not None:
            initial |= {"title": self.draft.title, "service": str(self.draft.service_id or service or "")}
        if self.how.prefilled:
            initial |= self.how.prefilled(self.request)
        return RegisterForm(process=self.process, hats=self.hats, initial=initial)

    def show(self, form, page: int, *, status: int = 200, asks_statement: bool = False, certain=()) -> HttpResponse:
        is_review = self.has_review and page == self.last
        names = () if is_review else (*self.pages[page - 1], *MORE[self.process][page - 1])
        beside = (*names, *(STATEMENTS if not is_review else ()), *(("hat",) if page == 1 else ()))
        more = MORE[self.process][page - 1] if not is_review else ()
        context = {
            "form": form,
            "page": page,
            "last": self.last,
            "process": self.process,
            "how": self.how,
            "is_review": is_review,
            "page_template": self.template(page, is_review),
            "wizard": self.wizard(page),
            "carried": form.carried(beside=beside),
            "asks_statement": not is_review and (asks_statement or bool(form[STATEMENT].value())),
            "certain": certain,
            "more_open": any(form[name].errors for name in more),
            "owner": birth.owner_of(form.hat),
            "already": self.already,
            "new_once": uuid4() if self.already else "",
            "similar": self.similar(form, page),
            "answers": answers(form) if is_review else (),
            "draft": self.draft,
            "readers": readers(form, birth.owner_of(form.hat)),
        }
        return render(self.request, "tickets/register.html", context, status=status)

    def template(self, page: int, is_review: bool) -> str:
        return "tickets/register_review.html" if is_review else self.how.templates[page - 1]

    def similar(self, form, page: int):
        """The hint on the page of the title, and on the next for those whose browser did not ask for it before."""
        seen = self.request.POST.get("similar_seen")
        if not self.how.looks_for_similar or not form.is_bound or page > 2 or (page == 2 and seen):
            return NOTHING
        title, service = str(form["title"].value() or ""), _number(form.data, "service")
        if self.how.similar:
            return self.how.similar(title[:160], self.actor)
        version = str(form["version"].value() or "") if "version" in form.fields else ""
        return similar_to(title[:160], self.actor, service_id=service, version=version[:40])

    def wizard(self, page: int) -> list[dict]:
        labels = (_("What happens"), _("Who is affected"), _("Read through and register"))
        if not self.has_review:
            return []
        status = {True: "done", False: "todo"}
        return [
            {"label": label, "status": "current" if number == page else status[number < page], "number": number}
            for number, label in enumerate(labels, start=1)
        ]


def _number(data, name: str) -> int | None:
    given = data.get(name, "")
    return int(given) if given.isdecimal() else None
