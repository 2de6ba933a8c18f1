"""A role that is kept with what was done is named in the language of whoever reads it; a title of one's own stays."""

import pytest
from django.utils import translation

from roles import titles
from roles.models import Role
from tests.tickets import places
from tickets.models import Event
from tickets.telling import taken_by

pytestmark = pytest.mark.django_db


def both(make) -> tuple[str, str]:
    said = []
    for language in ("sv", "en"):
        with translation.override(language):
            said.append(make())
    return tuple(said)


def test_a_mail_names_the_role_of_whoever_acted_in_its_readers_language():
    event = Event.all_objects.filter(ticket_id=places.incident().pk).exclude(role="").latest("seq")
    role, place = Role.objects.get(slug=event.role), event.organisation.name
    assert role.label_sv != role.label_en
    assert both(lambda: taken_by(event)) == (f"{role.label_sv}, {place}", f"{role.label_en}, {place}")


def test_every_role_is_known_again_by_either_name_alone_and_with_its_organisation():
    for role in Role.objects.all():
        names = (role.label_sv, role.label_en)
        assert both(lambda slug=role.slug: titles.of(slug)) == names
        for kept in names:
            assert both(lambda text=kept: titles.as_kept(text)) == names, "two roles share a name in one language"
            assert both(lambda text=kept: titles.as_kept(f"{text}, Region A")) == tuple(f"{n}, Region A" for n in names)


def test_those_who_signed_together_are_all_named():
    first, second = Role.objects.filter(level="region").order_by("pk")[:2]
    kept = f"{first.label_sv}, {second.label_sv}"
    assert both(lambda: titles.as_kept(kept)) == (kept, f"{first.label_en}, {second.label_en}")


def test_a_title_of_ones_own_and_what_is_no_role_stay_as_they_were_written():
    for kept in ("Verksamhetschef IT, Region Dalarna", "Hjälpdesk", ""):
        assert both(lambda text=kept: titles.as_kept(text)) == (kept, kept)
