"""What a call says beside its address: filters, idempotency key, the version that was read, the hat, the fields."""

from __future__ import annotations

import hashlib
import re

from django.utils.translation import gettext_lazy as _

from engine.errors import Done, Reason, Refused
from engine.once import Once, fingerprint
from tickets.api.problems import Problem

KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def parameters_of(request, known) -> dict[str, str]:
    """The query's parameters, the last of each name. Raises Refused for one that this address does not take."""
    given = {name: value for name, value in request.query_params.items() if value != ""}
    faults = [Reason("unknown_parameter", _("There is no such parameter here."), name) for name in given.keys() - known]
    faults += [Reason("not_text", _("Write this as text."), name) for name, text in given.items() if _is_odd(text)]
    if faults:
        raise Refused(*faults)
    return given


def _is_odd(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def whole_number(parameters: dict, name: str, *, default: int, most: int) -> int:
    given = parameters.get(name, str(default))
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:10]) <= most:
        text = _("Write a number from %(low)s to %(high)s.") % {"low": 1, "high": most}
        raise Refused(Reason("out_of_range", text, name))
    return int(given)


def once_of(request, *, demanded: bool = False) -> Once | None:
    """The call's idempotency key with the fingerprint of everything it says; None where none was sent."""
    key = request.headers.get(KEY_HEADER, "")
    if not key:
        if demanded:
            raise Problem(
                "idempotency_key_missing",
                _("Send a key of your own with each registration, so that it can be repeated."),
            )
        return None
    if not _KEY.fullmatch(key):
        raise Problem("bad_idempotency_key", _("Use 1 to 200 printable ASCII characters, for example a UUID."))
    return Once(request.auth.key, key, _fingerprint(request))


def _fingerprint(request) -> str:
    said = {name: value for name, value in request.data.items() if not hasattr(value, "chunks")}
    files = [(name, each.name, _digest(each)) for name, many in request.FILES.lists() for each in many]
    return fingerprint(
        request.method, request.path, said, files, request.headers.get("If-Match", ""), request.actor.person_id
    )


def _digest(upload) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def version_of(request) -> int | None:
    """The version that the caller read: `If-Match`, or `version` in the body; None where neither is given."""
    said = request.headers.get("If-Match", "").strip()
    in_body = request.data.get("version")
    if said:
        found = _VERSION.fullmatch(said)
        if found is None or (in_body is not None and str(in_body) != found[1]):
            raise Problem("bad_if_match", _("Send the number of the ETag you read, in one place."))
        return int(found[1])
    if in_body is None:
        return None
    if isinstance(in_body, bool) or not isinstance(in_body, int):
        raise Refused(Reason("not_a_number", _("Write a whole number."), "version"))
    return in_body


def hat_of(request) -> int | None:
    """The role assignment that the caller chose to act under; None where it did not."""
    given = request.data.get("hat")
    if given in (None, ""):
        return None
    if isinstance(given, bool) or not str(given).isascii() or not str(given).isdecimal() or len(str(given)) > 18:
        raise Refused(Reason("not_a_number", _("Write a whole number."), "hat"))
    return int(given)


def fields_of(request, *, besides: frozenset[str] = frozenset()) -> dict:
    """The step's own fields: the object `fields` of the body. Raises Refused for members that do not belong there."""
    known = {"fields", "version", "hat"} | besides
    text = _("There is no such member here.")
    faults = [Reason("unknown_field", text, name) for name in request.data.keys() - known]
    given = request.data.get("fields", {})
    if not isinstance(given, dict):
        faults.append(Reason("not_an_object", _("Write this as an object of fields."), "fields"))
    if faults:
        raise Refused(*faults)
    return given


def outcome_of(done) -> tuple[int, int, bool]:
    """(id of the event, id of the ticket, whether it was carried out before) of what the engine gave back."""
    if isinstance(done, Done):
        return done.outcome["event"], done.outcome["subject"], True
    return done.pk, done.root_id, False


def replayed(is_replayed: bool) -> dict[str, str]:
    return {"Idempotency-Replayed": "true"} if is_replayed else {}
