"""The accessibility statement: the version in force, and the publishing of a new one."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from sussa.models import AccessibilityStatement, Compliance

COMPLAINTS_URL = "https://www.digg.se/tdosanmalan"


def in_force() -> AccessibilityStatement:
    """The newest published version; before the first, an unsaved draft (version 0) of what is true of the program."""
    return AccessibilityStatement.objects.first() or _draft()


def publish(statement: AccessibilityStatement, *, by, at=None) -> AccessibilityStatement:
    """Store `statement` as the next version. Opens a transaction; two at once get different numbers."""
    with transaction.atomic():
        newest = AccessibilityStatement.objects.select_for_update().first()
        statement.pk = None
        statement.version = newest.version + 1 if newest else 1
        statement.published_by, statement.published_at = by, at or timezone.now()
        statement.save(force_insert=True)
    return statement


def _draft() -> AccessibilityStatement:
    active, support = directory.collaboration(), directory.support_org()
    return AccessibilityStatement(
        version=0,
        provider=support.name if support else "",
        service_name=active.name if active else _("Case management"),
        compliance=Compliance.PARTIAL,
        shortcomings=_(
            "Files that people attach to cases are shown as they were given, and may lack headings or alternative "
            "texts."
        ),
        method=_("Own assessment: automatic tests of the pages against WCAG 2.2 A and AA, and by keyboard alone."),
        assessed_on=timezone.localdate(),
    )
