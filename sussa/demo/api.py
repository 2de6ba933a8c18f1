"""The ready credentials of the demo's person at the vendor, so that the system interface can be tried at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from roles.credentials import make_client, make_token
from roles.models import User

TOKEN_DAYS = 90


def make_credentials(user: User, system: User) -> dict:
    """A token of `user` and an OAuth client of the service account `system`, by the names to show them under."""
    token, _row = make_token(user=user, name="Demo", expires_at=timezone.now() + timedelta(days=TOKEN_DAYS))
    client_id, secret = make_client(name=str(system), user=system, assignment=system.assignments.order_by("pk").first())
    return {"api_token": token, "client_id": client_id, "client_secret": secret}
