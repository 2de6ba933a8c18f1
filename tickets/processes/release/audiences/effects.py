"""What writing and publishing release notes brings about."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.context import Context
from engine.errors import Reason
from tickets import codes as ticket_codes
from tickets.processes.release.audiences import words
from tickets.processes.release.audiences.codes import DRAFT, FIELDS, Reader, circle_of, field_of

PUBLISH = "publish_notes"
TRAINING, COMMUNICATION = 0, 1  # the place of each among the tasks that a region got when notes were first published
COMMUNICATORS, REGIONAL_TRAINERS = "release_communicators", "release_regional_trainers"
STAYS_OUT = ("opted_out",)


def something_written(context: Context) -> Reason | None:
    if not any(context.has(name) for name in FIELDS):
        return Reason("notes_missing", gettext_lazy("Write for one audience at least."), field_of(Reader.CLINIC))
    return None


def notes_wait(context: Context) -> Reason | None:
    if not words.waiting(context.subject, context.actor):
        text = gettext_lazy("There is nothing new to publish. Write release notes first.")
        return Reason("nothing_to_publish", text)
    return None


def keep_draft(context: Context) -> None:
    """Read in the support organisation alone."""
    context.audience = DRAFT


def publish(context: Context) -> None:
    """Every draft that is newer than what is out, as it stands; each region gets its two tasks the first time."""
    ticket = context.subject
    drafts = words.waiting(ticket, context.actor)
    for reader, draft in drafts.items():
        context.write(field_of(reader), draft.body, audience=circle_of(reader))
    context.notes["published"] = {
        "old": None,
        "new": [str(one) for one in drafts],
        "for": ticket_codes.Audience.CUSTOMER,
    }
    if not _published_before(ticket):
        _ask_the_regions(context)
    context.tell("all_regions")
    context.tell(REGIONAL_TRAINERS)
    context.tell(COMMUNICATORS)
    if Reader.VENDOR in drafts and ticket.vendor_id:
        context.tell("vendor")


def _published_before(ticket) -> bool:
    return _publications(ticket).exists()


def _publications(ticket):
    from tickets.models import Event

    return Event.objects.unscoped("its own history").filter(ticket_id=ticket.pk, step=PUBLISH)


def _ask_the_regions(context: Context) -> None:
    """Training first, communication second: each is done when the region confirms it in its row."""
    from tickets.models import Task

    version = context.subject.detail().release_version
    with translation.override(settings.LANGUAGE_CODE):
        titles = [_("%(region)s: train the users before %(version)s"), _("%(region)s: tell the users of %(version)s")]
    for region in _taking_part(context.subject):
        for text in titles:
            title = text % {"region": region.short_name or region.name, "version": version}
            context.add(
                lambda event, texts, region=region, title=title[:160]: Task(
                    ticket=event.ticket, event_seq=event.seq, title=title, organisation=region
                )
            )


def _taking_part(ticket) -> list:
    from tickets.models import RegionDeployment

    rows = RegionDeployment.objects.unscoped("a rule of the release itself").filter(ticket_id=ticket.pk)
    rows = rows.exclude(state__in=STAYS_OUT).select_related("region").order_by("region__position")
    return [row.region for row in rows]


def trained(context: Context) -> None:
    """Effect of the row's step: the region's users are trained, so its task is done."""
    context.then.append(lambda finished: _finish(finished, TRAINING))


def told(context: Context) -> None:
    context.then.append(lambda finished: _finish(finished, COMMUNICATION))


def _finish(finished: Context, which: int) -> None:
    from tickets.models import Task

    row = finished.subject
    tasks = Task.objects.unscoped("the region's own").filter(ticket_id=row.ticket_id, organisation_id=row.region_id)
    tasks = list(tasks.filter(event_seq__in=_publications(row.ticket).values("seq")).order_by("pk"))
    if len(tasks) > which and tasks[which].done_at is None:
        found = Task.objects.unscoped("the region's own").filter(pk=tasks[which].pk)
        found.update(done_at=finished.at, done_by=finished.actor.person)
