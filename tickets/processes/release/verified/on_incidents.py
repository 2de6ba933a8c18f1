"""What an incident goes through when a release that may have mended it was verified there: "kvarstår felet?"."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from engine.step import SYSTEM_MAY, Who, step
from tickets import codes
from tickets.models import Ticket

CUSTOMER = ("region", "support")
REPORTER = Who("ticket.own", "reporter", tiers=CUSTOMER)
HOLDER = Who("ticket.work", "holder", tiers=CUSTOMER)
UNSOLVED = ("new", "triage", "assigned", "in_progress", "on_hold")
CAUSE = "due:release_verified:"
ALWAYS = codes.Audience.CUSTOMER  # the vendor may read the incident and not the release


def fault_is_asked_about(context: Context) -> Reason | None:
    """A step that an incident nobody asked about never takes is not offered at all."""
    detail = context.subject.detail()
    if detail.fault_asked_at is None or detail.fault_remains is not None:
        return Reason("other_type", _("Nobody has asked whether the fault remains."))
    return None


def ask(context: Context) -> None:
    """The release that the due row names. Raises NotPossible where it is not read by all who are asked."""
    release = _named_by(context.cause)
    if release is None or release.visibility != codes.Visibility.JOINT:
        raise NotPossible(Reason("release_gone", _("The release is not there any more.")))
    detail = context.subject.detail()
    detail.asked_release, detail.fault_asked_at, detail.fault_remains = release, context.at, None
    context.subject.detail_changed = True
    context.notes["release"] = {"ticket": release.pk, "for": ALWAYS}
    context.tell("reporter")
    context.tell("holder")


def _named_by(cause: str):
    pk = cause.removeprefix(CAUSE)
    if not cause.startswith(CAUSE) or not pk.isdecimal():
        return None
    return Ticket.objects.unscoped("named by the due row").filter(pk=int(pk), process="release").first()


def answer(remains: bool):
    """The effect of an answer: kept beside the question, and told to whoever holds the incident."""

    def answered(context: Context) -> None:
        detail = context.subject.detail()
        detail.fault_remains = remains
        context.subject.detail_changed = True
        context.notes["fault_remains"] = {"old": None, "new": remains, "for": ALWAYS}
        context.notes["release"] = {"ticket": detail.asked_release_id, "for": ALWAYS}
        context.tell("holder")

    return answered


class MayBeMended:
    """Mixed into the workflow of incidents. None of the steps changes the state: the ordinary one resolves it."""

    # fmt: off
    @step(UNSOLVED, None, _("Asked whether the fault remains"),
          by=(SYSTEM_MAY,),
          does=(ask,),
          audience=ALWAYS, quiet=True)
    def ask_if_fault_remains(self): "A release that may have mended it is verified in the region."

    @step(UNSOLVED, None, _("The fault remains"),
          by=(REPORTER, HOLDER),
          guards=(fault_is_asked_about,),
          does=(answer(True),),
          audience=ALWAYS, quiet=True)
    def fault_remains(self): "The case stays open, and it is noted that the release did not mend it."

    @step(UNSOLVED, None, _("The fault is gone"),
          by=(REPORTER, HOLDER),
          guards=(fault_is_asked_about,),
          does=(answer(False),),
          audience=ALWAYS, quiet=True)
    def fault_is_gone(self): "Whoever holds the case resolves it, with the release as the solution."
    # fmt: on
