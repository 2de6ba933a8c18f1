"""The pages of standard change templates: the list, how one is drafted, and what the page of one shows."""

from __future__ import annotations

from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from regions import directory
from tickets import selectors
from tickets.processes import plan_inputs
from tickets.processes.change_template import reading
from tickets.processes.change_template.figures import PROCESS
from tickets.processes.change_template.workflow import CONTENT, MORE, PLANS, ChangeTemplate
from tickets.processes.touching import services_of
from tickets.web import forms, listing, menu, panels, possible, register, register_form, sentence
from tickets.web.phrases import PHRASES

PROPOSES = "template.propose"

# --- The list ---


REGISTER = listing.Register(
    address="tickets:change_templates",
    title=gettext_lazy("Standard change templates"),
    views=(
        ("", pgettext_lazy("change templates", "Approved")),
        ("suspended", pgettext_lazy("change templates", "Suspended")),
        ("proposed", pgettext_lazy("change templates", "Proposed")),
        ("draft", gettext_lazy("Being written")),
        ("retired", pgettext_lazy("change templates", "Retired")),
    ),
    words=gettext_lazy("Words of the title, or number"),
    choices=(listing.SERVICE,),
    none_fits=gettext_lazy("No template fits"),
    everything=gettext_lazy("All templates"),
)


@require_GET
def templates(request):
    """What is approved beforehand, and for how long; by words, service and state."""
    page, may_start = REGISTER.page(request, reading.listed), request.actor.can("change.submit")
    rows = [_row(one, may_start=may_start) for one in page.found.rows]
    return page.answer("tickets/change_template/list.html", rows, may_write=request.actor.can(PROPOSES))


def _row(one: reading.Row, *, may_start: bool) -> dict:
    return {
        "one": one,
        "services": ", ".join(service.name for service in one.services),
        "has_run_out": one.valid_until is not None and one.valid_until < timezone.localdate(),
        "start_url": start_url(one.ticket) if may_start and one.ticket.state == "approved" else "",
    }


def start_url(ticket) -> str:
    """The form of a new change made from the template; "" where no changes are registered here."""
    try:
        return f"{reverse('tickets:register_change')}?{urlencode({'template': ticket.number})}"
    except NoReverseMatch:
        return ""


# --- Drafting one ---

register_form.add(
    ChangeTemplate.slug,
    register_form.Registration(
        gettext_lazy("New standard change template"),
        ("tickets/change_template/register.html",),
        frozenset({"title"}),
        "tickets:register_change_template",
        gettext_lazy("For a change that is made often, in the same way and with little risk."),
        helps={"title": gettext_lazy("What is changed, in one line, as whoever looks for it would say it.")},
    ),
    pages=(("title", *CONTENT, *MORE),),
)


def _words_before(name: str):
    """What the ticket says already is where a new version begins."""

    def newest(setting):
        found = [one for one in selectors.all_texts(setting.ticket, setting.actor) if one.field == name]
        return found[-1].body if found and not found[-1].redacted else None

    return newest


for _one in plan_inputs.FIELDS:
    if _one.name in PLANS:
        forms.USUAL.setdefault(_one.name, _words_before(_one.name))
forms.USUAL["parameter_limits"] = _words_before("parameter_limits")
forms.USUAL.setdefault("services", lambda setting: [one.slug for one in services_of(setting.ticket)])


# --- The page of one ---


def panel(read, actions) -> dict:
    """What is approved: how it is done, what may differ, until when, and how the changes made from it went."""
    ticket, detail = read.ticket, read.ticket.detail()
    versions, success = reading.versions_of(ticket, read.actor)
    labels = {one.name: one.label for one in plan_inputs.FIELDS}
    limits = read.words.get("parameter_limits")
    return {
        "template": "tickets/change_template/panel.html",
        "services": services_of(ticket),
        "plans": [{"label": labels[name], "words": read.words[name]} for name in PLANS if name in read.words],
        "limits": reading.limits_in(limits.body) if limits and not limits.redacted else [],
        "valid_until": detail.valid_until,
        "has_run_out": detail.valid_until is not None and detail.valid_until < timezone.localdate(),
        "vendor": directory.vendor().short_name if detail.vendor_works else "",
        "versions": versions,
        "success": success,
        "uses": reading.uses_of(ticket, read.actor) if success.ended else [],
        "is_approved": ticket.state == "approved",
        "start_url": start_url(ticket) if ticket.state == "approved" and read.actor.can("change.submit") else "",
    }


urlpatterns = [
    path("andringar/mallar/", templates, name="change_templates"),
    path("arenden/ny/andringsmall/", register.register, {"process": PROCESS}, name="register_change_template"),
]
panels.BEFORE[PROCESS] = reading.read_before
panels.add(PROCESS, panel)
possible.place(PROCESS, seldom={"retire"})
menu.add(
    menu.WORK,
    menu.Entry(("tickets:change_templates",), pgettext_lazy("menu", "Change templates"), "change"),
    after="tickets:known_errors",
)
PHRASES.update(
    {
        (PROCESS, "open"): (gettext_lazy("drafted the template."), "plus"),
        (PROCESS, "propose"): (gettext_lazy("proposed the template."), "arrow"),
        (PROCESS, "return"): (gettext_lazy("sent the template back."), "undo"),
        (PROCESS, "approve"): (gettext_lazy("approved the template."), "check"),
        (PROCESS, "renew"): (gettext_lazy("renewed the template."), "check"),
        (PROCESS, "suspend"): (gettext_lazy("suspended the template."), "pause"),
        (PROCESS, "run_out"): (gettext_lazy("suspended the template: its validity has run out."), "pause"),
        (PROCESS, "remind"): (gettext_lazy("reminded: its validity is about to run out."), "clock"),
        (PROCESS, "reinstate"): (gettext_lazy("reinstated the template."), "check"),
        (PROCESS, "retire"): (gettext_lazy("retired the template."), "st-closed"),
        (PROCESS, "count_outcome"): (gettext_lazy("counted how a change made from it went."), "list"),
    }
)
sentence.SENTENCES.update(
    {
        (PROCESS, "draft"): gettext_lazy("This is a draft: no change is made from it before it is approved."),
        (PROCESS, "proposed"): gettext_lazy("It is proposed, and waits for the decision of the change advisory board."),
        (PROCESS, "approved"): gettext_lazy("Changes are made from it without a new decision, until its last day."),
        (PROCESS, "suspended"): gettext_lazy("It is suspended: no change can be made from it for now."),
        (PROCESS, "retired"): gettext_lazy("It was retired on %(day)s."),
    }
)
