"""What a candidate is called: all regions read it, so no region's own words stand in it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions import directory
from sla import wording
from tickets import codes
from tickets.models import PARTED, RegionLeg

MOST_NAMED = 3  # more regions than this are counted, not named


def title_of(incidents: list, at: datetime) -> str:
    """The title of the first incident that every region reads, else service, regions and time; one query."""
    joint = next((one for one in incidents if one.visibility == codes.Visibility.JOINT), None)
    if joint is not None:
        return joint.title
    service = directory.service(incidents[0].service_id)
    with translation.override(settings.LANGUAGE_CODE):
        said = {"service": service.name, "regions": _regions_of(incidents), "time": wording.long_time(at)}
        text = _("%(service)s: %(regions)s, %(time)s") if said["regions"] else _("%(service)s, %(time)s")
        return text % said


def _regions_of(incidents: list) -> str:
    legs = RegionLeg.objects.unscoped("a rule of the program").exclude(state=PARTED)
    hit = set(legs.filter(ticket_id__in=[one.pk for one in incidents]).values_list("region_id", flat=True))
    names = [one.short_name or one.name for one in directory.regions() if one.pk in hit]
    if len(names) > MOST_NAMED:
        return ngettext("%(count)s region", "%(count)s regions", len(names)) % {"count": len(names)}
    return ", ".join(names)
