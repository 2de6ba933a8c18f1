"""The pages of deviations: the register with its counts, how one is registered, and what the page of one shows."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from regions import directory
from roles import titles
from tickets.deviations import reading
from tickets.deviations.codes import Kind
from tickets.deviations.figures import PROCESS
from tickets.deviations.workflow import STATED
from tickets.models import Ticket
from tickets.web import listing, menu, panels, possible, register, register_form, sentence, showing
from tickets.web.phrases import PHRASES

REGISTERS = "deviation.register"

# --- The register ---


REGISTER = listing.Register(
    address="tickets:deviations",
    title=gettext_lazy("Deviations from what is joint"),
    views=(
        ("", pgettext_lazy("deviations", "In force")),
        ("due", pgettext_lazy("deviations", "To be reviewed")),
        ("ended", pgettext_lazy("deviations", "Ended")),
        ("all", pgettext_lazy("deviations", "All")),
    ),
    words=gettext_lazy("Words of the title, or number"),
    choices=(
        listing.REGION,
        listing.Choice("kind", gettext_lazy("Kind"), pgettext_lazy("kinds", "All"), lambda: Kind.choices),
    ),
    none_fits=gettext_lazy("No deviation fits"),
    everything=gettext_lazy("All deviations"),
    file="tickets:deviations_file",
)


@require_GET
def deviations(request):
    """What each region does in another way than the others: how many, since when, and until when."""
    page = REGISTER.page(request, reading.listed)
    return page.answer(
        "tickets/deviations/list.html",
        [_row(one) for one in page.found.rows],
        tallies=[_tally(one) for one in reading.counts(request.actor)],
        back=reading.BACK,
        may_write=request.actor.can(REGISTERS),
    )


def _row(one: reading.Row) -> dict:
    return {
        "one": one,
        "region": one.region.short_name or one.region.name,
        "is_overdue": reading.is_to_be_reviewed(one.ticket, one.detail),
        "state": showing.State(one.ticket.state_label(), one.ticket.state, showing.category_of(one.ticket)),
    }


def _tally(one: reading.Tally) -> dict:
    return {
        "one": one,
        "name": (one.region.short_name or one.region.name) if one.region else "",
        "url": REGISTER.url({"region": one.region.slug} if one.region else {}),
        "kinds": ", ".join(f"{label} {count}" for label, count in _kinds(one) if count),
        "trend": f"+{one.change}" if one.change > 0 else f"−{-one.change}" if one.change else "0",
    }


def _kinds(one: reading.Tally):
    return ((label, count) for (_code, label), count in zip(Kind.choices, one.by_kind, strict=True))


@require_GET
def deviations_file(request):
    """What the filters keep as CSV, as far as the reader reads it."""
    header = [_("Number"), _("Region"), _("Title"), _("Kind"), _("State"), _("Since"), _("Last day")]
    header += [_("Renewed"), _("Granted by"), _("Why"), _("What it costs to keep"), _("Release"), _("Ended")]
    return REGISTER.as_file(request, reading.listed, "avvikelser", header, _line)


def _line(one: reading.Row) -> list:
    return [
        one.ticket.number,
        one.region.name,
        one.ticket.title,
        one.detail.get_kind_display(),
        one.ticket.state_label(),
        one.ticket.registered_at.date().isoformat(),
        one.detail.expires_on or "",
        one.detail.renewals,
        titles.as_kept(one.detail.granted_by),
        one.reason,
        one.cost,
        one.release.number if one.release else "",
        one.ticket.closed_at.date().isoformat() if one.ticket.closed_at else "",
    ]


# --- Registering one ---

register_form.add(
    PROCESS,
    register_form.Registration(
        gettext_lazy("New deviation"),
        ("tickets/deviations/register.html",),
        frozenset(STATED),
        "tickets:register_deviation",
        gettext_lazy("Joint and alike is the rule. Say what your region does in another way, why, and for how long."),
        helps={"title": gettext_lazy("What your region does in another way, in one line.")},
    ),
    pages=((*STATED, "service"),),
)


# --- The page of one ---


def panel(read, actions) -> dict:
    """Why, what it costs, until when, and who granted it."""
    ticket, detail = read.ticket, read.ticket.detail()
    release = None
    if detail.release_id:
        release = Ticket.objects.visible_to(read.actor).filter(pk=detail.release_id).first()
    return {
        "template": "tickets/deviations/panel.html",
        "region": directory.organisation(ticket.origin_id),
        "kind": detail.get_kind_display(),
        "reason": read.words.get("deviation_reason"),
        "cost": read.words.get("deviation_cost"),
        "expires_on": detail.expires_on,
        "is_overdue": reading.is_to_be_reviewed(ticket, detail),
        "granted_by": detail.granted_by,
        "renewals": detail.renewals,
        "release": release,
    }


urlpatterns = [
    path("avvikelser/", deviations, name="deviations"),
    path("avvikelser/fil/", deviations_file, name="deviations_file"),
    path("arenden/ny/avvikelse/", register.register, {"process": PROCESS}, name="register_deviation"),
]
panels.add(PROCESS, panel)
possible.place(PROCESS, seldom={"narrow", "make_confidential"})
menu.add(
    menu.COLLABORATION,
    menu.Entry(("tickets:deviations",), pgettext_lazy("menu", "Deviations"), "list", customer_side=True),
    after="tickets:overview",
)
PHRASES.update(
    {
        (PROCESS, "register"): (gettext_lazy("registered the deviation."), "plus"),
        (PROCESS, "open"): (gettext_lazy("noted that the region goes its own way in a release."), "plus"),
        (PROCESS, "renew"): (gettext_lazy("renewed the deviation."), "check"),
        (PROCESS, "end"): (gettext_lazy("ended the deviation."), "st-closed"),
        (PROCESS, "remind"): (gettext_lazy("reminded: its last day is near."), "clock"),
        (PROCESS, "fall_due"): (gettext_lazy("noted that its last day has passed."), "clock"),
    }
)
sentence.SENTENCES.update(
    {
        (PROCESS, "in_force"): gettext_lazy("The region does this in another way than the others, until the last day."),
        (PROCESS, "due"): gettext_lazy("Its last day has passed: the region renews it, or ends it."),
        (PROCESS, "ended"): gettext_lazy("It ended on %(day)s: the region does as the others again."),
    }
)
