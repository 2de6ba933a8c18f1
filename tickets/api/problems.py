"""Every refusal as `application/problem+json` (RFC 9457): one kind of body, one code for each cause.

Nothing that was sent is repeated: what a text held is named by its field, and a field that we do not know
is not named at all.
"""

from __future__ import annotations

import math
import re

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from engine import errors

MEDIA_TYPE = "application/problem+json"
TYPE = "/api/v1/problems/#{code}"
RETRY_AFTER_S = 1
_OUR_NAMES = re.compile(r"[A-Za-z_.-]{1,60}|[a-z_]{1,40}\.[0-9]{1,5}(?:\.[A-Za-z_-]{1,40})?")  # of a row: its number

# Status and title of every code that a whole answer may carry. Codes of fields stand in `errors`.
CODES: dict[str, tuple[int, object]] = {
    "malformed": (400, _("The request cannot be read")),
    "idempotency_key_missing": (400, _("The header Idempotency-Key is missing")),
    "bad_idempotency_key": (400, _("The header Idempotency-Key cannot be used")),
    "bad_if_match": (400, _("The version cannot be read")),
    "not_authenticated": (401, _("Log in first")),
    "invalid_token": (401, _("The token cannot be used")),
    "not_permitted": (403, _("You do not have the right to do this")),
    "scope_missing": (403, _("The credential lacks a scope")),
    "hat_ended": (403, _("The role has ended")),
    "forged": (403, _("The protection against forged calls stopped this")),
    "not_found": (404, _("There is nothing here for you to read")),
    "method_not_allowed": (405, _("This address does not take that method")),
    "not_acceptable": (406, _("The answer cannot be given in that form")),
    "not_possible_now": (409, _("Not possible as things stand")),
    "key_in_use": (409, _("The first request with this key is still being carried out")),
    "stale": (412, _("Somebody changed this after you read it")),
    "too_large": (413, _("The request is too large")),
    "unsupported_media_type": (415, _("This address does not take content of that kind")),
    "refused": (422, _("Something in the request must be changed")),
    "choose_hat": (422, _("Say for which organisation you act")),
    "key_reused": (422, _("The key was used for another request")),
    "version_missing": (428, _("Say which version you read")),
    "too_many_requests": (429, _("Too many requests")),
    "server_error": (500, _("Something broke on our side")),
    "busy": (503, _("Somebody else is saving this right now")),
    "read_only": (503, _("Nothing can be changed for a while")),
}


class Problem(Exception):
    """A refusal of this door itself, by its code in `CODES`."""

    def __init__(self, code: str, detail, *, field: str = ""):
        self.code = code
        self.detail = detail
        self.field = field
        super().__init__(code)


def problem(code: str, detail="", *, reasons=(), **members) -> dict:
    """The body of a problem. `reasons` become `errors`; members that are None are left out."""
    status, title = CODES[code]
    body = {"type": TYPE.format(code=code), "title": str(title), "status": status, "code": code}
    if detail:
        body["detail"] = str(detail)
    if reasons:
        body["errors"] = [error_of(reason) for reason in reasons]
    return body | {name: value for name, value in members.items() if value is not None}


def error_of(reason: errors.Reason) -> dict:
    field = reason.field if _OUR_NAMES.fullmatch(reason.field) else ""
    return {"field": field, "code": reason.code, "detail": str(reason.text)}


def answer(body: dict, headers: dict | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=MEDIA_TYPE)


def handle(exc, context) -> Response | None:
    """What a view's exception is answered with; None for a fault of ours, which is logged as such (500)."""
    for kinds, make in _MADE_BY:
        if isinstance(exc, kinds):
            return make(exc)
    return None


def _engine(exc: errors.EngineError) -> Response:
    code = next(code for kind, code in _ENGINE_CODES if isinstance(exc, kind))
    reasons = exc.reasons
    members: dict[str, object] = {}
    headers = {"Retry-After": str(RETRY_AFTER_S)} if code in ("busy", "key_in_use") else None
    if isinstance(exc, errors.NotPermitted):
        members = {"capability": exc.capability or None, "step": exc.step or None}
    elif isinstance(exc, errors.Stale):
        members = {"current_version": exc.current, "given_version": exc.given, "changed": getattr(exc, "changed", [])}
    elif isinstance(exc, errors.ChooseHat):
        members = {"hats": [{"id": one.assignment_id, "name": str(one)} for one in exc.hats]}
    detail = reasons[0].text if len(reasons) == 1 else ""
    shown = reasons if code in _WITH_ERRORS else ()
    return answer(problem(code, detail, reasons=shown, **members), headers)


_ENGINE_CODES = (
    (errors.NotPermitted, "not_permitted"),
    (errors.NotPossible, "not_possible_now"),
    (errors.VersionMissing, "version_missing"),
    (errors.Stale, "stale"),
    (errors.ChooseHat, "choose_hat"),
    (errors.KeyReused, "key_reused"),
    (errors.KeyInUse, "key_in_use"),
    (errors.Busy, "busy"),
    (errors.EngineError, "refused"),
)
_WITH_ERRORS = frozenset({"refused", "not_possible_now", "choose_hat"})


def _door(exc: Problem) -> Response:
    return answer(problem(exc.code, exc.detail))


def _not_found(exc) -> Response:
    return answer(problem("not_found"))


def _framework(exc: exceptions.APIException) -> Response:
    """Refusals of the framework and of the log-in, each under its own code."""
    given = exc.get_codes()
    code = next((code for kind, code in _FRAMEWORK_CODES if isinstance(exc, kind)), given)
    headers = {"WWW-Authenticate": exc.auth_header} if getattr(exc, "auth_header", None) else {}
    if given == "invalid_token":
        code, headers["WWW-Authenticate"] = "invalid_token", 'Bearer realm="api", error="invalid_token"'
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(exc.wait))
    if code not in CODES:  # a refusal that concerns one header
        reason = errors.Reason(code, exc.detail, getattr(exc, "field", ""))
        return answer(problem("refused", exc.detail, reasons=[reason]), headers)
    detail = "" if code in ("not_found", "malformed", "unsupported_media_type", "method_not_allowed") else exc.detail
    return answer(problem(code, detail, scope=getattr(exc, "scope", None)), headers)


_FRAMEWORK_CODES = (
    (exceptions.NotFound, "not_found"),
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.ParseError, "malformed"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.Throttled, "too_many_requests"),
    (exceptions.PermissionDenied, "forged"),
)


def _too_large(exc) -> Response:
    return answer(problem("too_large", _("Send less in one request, or fewer files.")))


def _malformed(exc) -> Response:
    return answer(problem("malformed"))


_MADE_BY = (
    (errors.EngineError, _engine),
    (Problem, _door),
    ((ObjectDoesNotExist, Http404), _not_found),
    (exceptions.APIException, _framework),
    (PermissionDenied, lambda exc: answer(problem("not_permitted"))),
    (RequestDataTooBig, _too_large),
    (SuspiciousOperation, _malformed),
)
