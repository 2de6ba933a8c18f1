"""The header `Acting-Person`: which member of the vendor's staff a call of the vendor's system is made for.

Two forms, in UTF-8:
    Acting-Person: "Anna Berg" <anna.berg@vendor.example>
    Acting-Person: {"given_name": "Anna", "family_name": "Berg", "email": "anna.berg@vendor.example"}
In the first the last word is the family name. JSON may escape letters beyond ASCII. The address identifies the
person; the name is kept at the first use only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from roles.actor import Actor
from roles.api.refusals import BadActingPerson
from roles.models import RoleAssignment, User
from roles.models.user import UserKind

HEADER = "Acting-Person"
_MAILBOX = re.compile(r'\s*(?:"(?P<quoted>[^"<>]{1,160})"|(?P<plain>[^"<>]{1,160}?))\s*<(?P<email>[^<>\s]{3,254})>\s*')
LONGEST_NAME = 80


def of(request, actor: Actor, credential, *, check: Callable[[str], None]) -> User | None:
    """The person named by the call of a client. Made when first named in a call that may write.

    Raises BadActingPerson when a vendor's client writes without naming one, or names one it may not.
    `check` refuses words that must not be kept.
    """
    hat, given = actor.hats[0], request.headers.get(HEADER, "")
    writes = request.method == "POST"
    if hat.tier != "vendor":
        refuse(request)
        return None
    if not given:
        if writes:
            raise BadActingPerson("acting_person_missing", _("Say for whom the call is made: name and work address."))
        return None
    check(_text(given))
    given_name, family_name, email = parse(given)
    person = User.objects.filter(email=email).first()
    if person is None and writes and credential.allows("POST"):
        person = _make(given_name, family_name, email, hat.organisation)
    if person is not None and not _works_at(person, hat.organisation):
        raise BadActingPerson("acting_person_unusable", _("This address cannot be used for your organisation."))
    return person


def refuse(request) -> None:
    """People name nobody: they act as themselves."""
    if request.headers.get(HEADER):
        raise BadActingPerson("acting_person_not_used", _("Only the vendor's clients name a person. Leave this out."))


def parse(header: str) -> tuple[str, str, str]:
    """(given name, family name, address in lower case). Raises BadActingPerson."""
    text = _text(header)
    given, family, email = _from_json(text) if text.lstrip().startswith("{") else _from_mailbox(text)
    if not given or max(len(given), len(family)) > LONGEST_NAME:
        raise _malformed()
    try:
        validate_email(email)
    except ValidationError:
        raise _malformed() from None
    return given, family, email.lower()


def _text(header: str) -> str:
    """A header arrives as Latin-1 by the letter of WSGI; senders mean UTF-8."""
    try:
        text = header.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        text = header
    if not text.isprintable():
        raise _malformed()
    return text


def _from_mailbox(text: str) -> tuple[str, str, str]:
    found = _MAILBOX.fullmatch(text)
    if found is None:
        raise _malformed()
    words = (found["quoted"] or found["plain"] or "").split()
    return " ".join(words[:-1] or words), " ".join(words[-1:]) if len(words) > 1 else "", found["email"]


def _from_json(text: str) -> tuple[str, str, str]:
    try:
        said = json.loads(text)
        parts = [said["given_name"], said.get("family_name", ""), said["email"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _malformed() from None
    if not all(isinstance(part, str) and part.isprintable() for part in parts):
        raise _malformed()
    given, family, email = (" ".join(part.split()) for part in parts)
    return given, family, email


def _malformed() -> BadActingPerson:
    return BadActingPerson(
        "acting_person_malformed", _('Write the person as "Given Family" <work address> or as JSON; see the guide.')
    )


def _make(given_name: str, family_name: str, email: str, organisation) -> User:
    """A person without password or role; two calls at once make one."""
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email, given_name=given_name, family_name=family_name, home_organisation_id=organisation.pk
            )
    except IntegrityError:
        return User.objects.get(email=email)


def _works_at(person: User, organisation) -> bool:
    if person.kind != UserKind.PERSON or not person.is_active:
        return False
    if person.home_organisation_id == organisation.pk:
        return True
    return RoleAssignment.objects.filter(user=person, organisation=organisation).exists()
