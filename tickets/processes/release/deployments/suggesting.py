"""An incident of a deployment that goes wrong, proposed with its fields filled: it is named when the row fails."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tickets.models import Ticket
from tickets.processes.release.deployments.codes import RowState as R
from tickets.web import register_form

FROM = "driftsattning"
GOING_ON = (R.DEPLOYING, R.DEPLOYED, R.VERIFIED)


def url_of(row, actor) -> str:
    """For the region's own people who may register incidents, while something may go wrong."""
    is_own = row.region_id in actor.organisation_ids and actor.can("incident.register")
    if not is_own or row.state not in GOING_ON or row.ticket.closed_at is not None:
        return ""
    return f"{reverse('tickets:register')}?{urlencode({FROM: row.ticket.number})}"


def prefilled(request) -> dict:
    """What is known of the release that somebody came from."""
    number = request.GET.get(FROM, "").strip().upper()
    rows = Ticket.objects.visible_to(request.actor).filter(process="release", number=number)
    release = rows.first() if number else None
    if release is None:
        return {}
    title = _("After the deployment of %(release)s: ") % {"release": release.title}
    values = {"title": title[:160], "environment": "production"}
    version = release.workflow_class().detail_model.objects.get(ticket_id=release.pk).release_version
    return values | {"version": version} | ({"service": str(release.service_id)} if release.service_id else {})


def add() -> None:
    register_form.REGISTRATIONS["incident"] = replace(register_form.REGISTRATIONS["incident"], prefilled=prefilled)
