"""Making and finding the keys of programs.

    make_client(*, name, user, assignment, scopes=ALL_SCOPES) -> (client_id, secret)
    make_token(*, user, name, expires_at) -> (token, row)

Secrets and tokens are given back once, in clear; only digests are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models import ApiClient, PersonalToken, RoleAssignment, User

READ = "tickets.read"
WRITE = "tickets.write"
SCOPES = {
    READ: _("Read tickets, notes, files and events that the hat may read"),
    WRITE: _("Register tickets, take steps, write notes and attach files"),
}
ALL_SCOPES = tuple(SCOPES)
TOKEN_PREFIX = "pat_"  # noqa: S105 what a personal token begins with, so that scanners and people know it
SHOWN_CHARACTERS = 10
SECRET_BYTES = 32


@transaction.atomic
def make_client(
    *, name: str, user: User, assignment: RoleAssignment, scopes: Iterable[str] = ALL_SCOPES
) -> tuple[str, str]:
    """A client for OAuth client credentials that acts as `assignment` of the service account `user`.

    Gives (client_id, secret); the secret cannot be read again. Raises ValueError for an account of a
    person, a hat of somebody else or an unknown scope.
    """
    wanted = list(dict.fromkeys(scopes))
    if user.kind != "service":
        raise ValueError("an API client acts as a service account, never as a person's account")
    if assignment.user_id != user.pk:
        raise ValueError("the role assignment belongs to somebody else")
    if not wanted or not set(wanted) <= set(SCOPES):
        raise ValueError(f"scopes are chosen among: {', '.join(SCOPES)}")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client = Client(name=name, type=Client.Type.CONFIDENTIAL, response_types="", skip_consent=True)
    client.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    client.set_scopes(wanted)
    client.set_default_scopes(wanted)
    client.set_secret(secret)
    client.save(force_insert=True)
    ApiClient.objects.create(client=client, user=user, assignment=assignment)
    return client.pk, secret


def make_token(*, user: User, name: str, expires_at: datetime) -> tuple[str, PersonalToken]:
    """A personal token of `user` until `expires_at` (UTC), in clear, with its row. It cannot be read again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = PersonalToken.objects.create(
        user=user, name=name, digest=digest_of(token), prefix=token[:SHOWN_CHARACTERS], expires_at=expires_at
    )
    return token, row


def digest_of(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(token: PersonalToken, *, at: datetime | None = None) -> None:
    """End a token now; one that has ended stays as it was."""
    PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at or timezone.now())
