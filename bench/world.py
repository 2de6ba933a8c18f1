"""What a measurement needs in the database: collaboration, desks, tickets, a token, a session. Prints it as JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django


def main(count: int) -> None:
    from django.core.management import call_command

    from bench import generate
    from tickets.models import Ticket

    call_command("migrate", verbosity=0)
    call_command("load_collaboration", "sussa", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    missing = count - Ticket.objects.unscoped("how many are there").count()
    if missing > 0:
        generate.main(missing)
    print(json.dumps(keys()))


def keys() -> dict:
    """The agent of one region with a token and a session, and tickets it may work on."""
    from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.utils import timezone

    from bench.people import desks
    from regions import directory
    from roles.credentials import make_token
    from tickets.models import Ticket

    region = directory.regions()[1]
    user = desks()[region.pk]
    token, _row = make_token(user=user, name="bench", expires_at=timezone.now() + timedelta(days=1))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    mine = Ticket.objects.unscoped("the measured agent's own region").filter(origin=region)
    working = mine.filter(state__in=["triage", "assigned", "in_progress"]).order_by("-pk")
    return {
        "token": token,
        "session": session.session_key,
        "numbers": list(mine.order_by("-pk").values_list("number", flat=True)[:500]),
        "working": list(working.values_list("number", "version")[:1500]),
        "incident": incident(),
    }


def incident() -> dict:
    from django.utils import timezone

    from regions import directory

    service = next(one for one in directory.services() if one.parent_id)
    return {
        "process": "incident",
        "fields": {
            "title": "Läkemedelslistan laddas inte vid byte",
            "symptom": "Listan ligger kvar på skärmen i upp till tio sekunder innan den uppdateras. " * 4,
            "started_at": (timezone.now() - timedelta(hours=1)).isoformat(),
            "service": service.slug,
            "users_affected": "n11_100",
            "reserve_routine": "yes",
            "patient_safety": "nej",
            "source": "user",
            "contact": "Supporten",
            "affected_units": "Avdelning 12",
        },
    }


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
