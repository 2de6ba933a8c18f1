"""/healthz says that the process answers; /readyz says that work gets done."""

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# What /readyz watches: the oldest waiting row of a model, and how old it may grow.
WAITING = {
    "due_steps": ("sla", "DueStep", "due_at", {"fired_at": None, "set_aside_at": None}, timedelta(minutes=5)),
    "outbox": (
        "outbox",
        "Message",
        "due_at",
        {"sent_at": None, "dead_at": None, "dropped_at": None},
        timedelta(minutes=10),
    ),
}
# What it shows beside: rows given up after all tries. They wait for a person, so they do not turn it red.
GIVEN_UP = {"due_steps": ("sla", "DueStep", "set_aside_at"), "outbox": ("outbox", "Message", "dead_at")}
# The hourly pack for when the program is down; one that was never written is late from the start of the process on.
PACK_SUMS, PACK_LIMIT = "SHA256SUMS", timedelta(hours=2)
_STARTED = timezone.now()


@require_safe
@never_cache
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """200 when database, cache, both queues and the pack are well, otherwise 503; the JSON names what is not."""
    parts, given_up = {"database": _database(), "redis": _redis()}, {}
    if parts["database"] == "ok":
        now = timezone.now()
        parts |= {name: _oldest(*watched, now=now) for name, watched in WAITING.items()}
    answer = {}
    if settings.MAJOR_PACK_IS_WATCHED:
        answer["major_pack_minutes"], parts["major_pack"] = _pack(timezone.now())
    ready = all(value == "ok" for value in parts.values())
    if ready:
        given_up = {name: _count(*row) for name, row in GIVEN_UP.items()}
    answer |= {"ready": ready, "parts": parts, "given_up": given_up}
    return JsonResponse(answer, status=200 if ready else 503)


def _pack(now):
    """Minutes since the pack was last written, None where it never was; and whether that is well."""
    try:
        written = datetime.fromtimestamp((settings.MAJOR_PACK_DIR / PACK_SUMS).stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return None, "ok" if now - _STARTED <= PACK_LIMIT else "has never been written"
    except OSError as error:
        return None, f"cannot be read ({type(error).__name__})"
    minutes = int((now - written).total_seconds() // 60)
    return minutes, "ok" if now - written <= PACK_LIMIT else f"written {minutes} minutes ago"


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError as error:
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _redis():
    try:
        keeps = getattr(cache, "keeps_what_it_is_given", lambda: True)
        return "ok" if keeps() else "does not keep what it is given"
    except Exception as error:  # the cache's client library has its own family of errors
        return f"unreachable ({type(error).__name__})"


def _oldest(app, model, field, waiting, limit, *, now):
    try:
        oldest = (
            apps.get_model(app, model)
            .objects.filter(**waiting, **{f"{field}__lte": now - limit})
            .order_by(field)
            .values_list(field, flat=True)
            .first()
        )
    except DatabaseError as error:
        return f"cannot be read ({type(error).__name__})"
    return "ok" if oldest is None else f"oldest has waited {int((now - oldest).total_seconds() // 60)} minutes"


def _count(app, model, field):
    return apps.get_model(app, model).objects.filter(**{f"{field}__isnull": False}).count()
