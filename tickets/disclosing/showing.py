"""The row of a case's page that says what it is as a public record."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from tickets import codes
from tickets.disclosing.reading import hands_out
from tickets.models import DiaryNumber, Disclosure
from tickets.web import possible, showing

STEPS = ("mark_secrecy", "note_diary", "disclose")


def preview_url(subject, step: str) -> str:
    """Where the form of this step shows what would be handed out; "" for every other step."""
    is_it = subject.kind == "ticket" and step == "disclose"
    return reverse("tickets:disclosure_preview", args=[subject.number]) if is_it else ""


def kept_along(actor) -> dict:
    """What the case is registered under and what of it was disclosed, asked along with its row (`ticket_called`)."""
    if not actor.is_customer_side:
        return {}
    numbers = DiaryNumber.objects.visible_to(actor).filter(ticket_id=OuterRef("pk")).order_by("organisation_id")
    given = Disclosure.objects.visible_to(actor).filter(ticket_id=OuterRef("pk")).order_by("number")
    number = JSONObject(organisation="organisation_id", number="number")
    return {
        "diary": ArraySubquery(numbers.values(json=number)),
        "disclosures": ArraySubquery(
            given.values(json=JSONObject(number="number", decision="decision", at="at", by="organisation_id"))
        ),
    }


def panel(ticket, actor, words, actions) -> dict | None:
    """The row "Public record" beside a case; None for those who read none of it and can do nothing."""
    ways = [(name, possible.step_url(ticket, name)) for name in STEPS if actions.can(name)]
    diary, given = getattr(ticket, "diary", []), getattr(ticket, "disclosures", [])
    provision = words.get("secrecy_provision")
    is_marked = ticket.secrecy_mark == codes.Secrecy.POSSIBLE and hasattr(ticket, "diary")
    if not (ways or diary or given or is_marked):
        return None
    return {
        "ways": dict(ways),
        "is_marked": is_marked,
        "provision": provision.body if provision else "",
        "diary": [(one["number"], showing.short_name(one["organisation"])) for one in diary],
        "given": [
            {
                "decision": codes.Disclosed(one["decision"]).label,
                "at": parse_datetime(one["at"]),
                "url": reverse("tickets:disclosure", args=[ticket.number, one["number"]])
                if hands_out(actor, one["by"])
                else "",
            }
            for one in given
        ],
    }
