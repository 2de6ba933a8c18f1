"""How what was typed becomes a template of the register: by the slug that the register shows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.validate import Unusable, resolver
from tickets.models import TemplateRecord


@resolver("template")
def _template(value, one, context):
    rows = TemplateRecord.objects.visible_to(context.actor).filter(collaboration__status="active")
    found = rows.filter(slug=str(value).strip().lower()).first()
    if found is None:
        raise Unusable("not_found", _("There is no such template in the register. Choose one from the list."))
    return found
