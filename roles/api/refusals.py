"""Refusals that belong to the door itself: credential, scope, the named member of staff."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class HatEnded(APIException):
    """The role a client is bound to is no longer worn. 403."""

    status_code = 403
    default_code = "hat_ended"
    default_detail = _("The role that this client acts as has ended. Ask the administrator for a new credential.")


class ScopeMissing(APIException):
    """The credential was not given this scope. 403."""

    status_code = 403
    default_code = "scope_missing"
    default_detail = _("The credential does not have the scope that this call needs.")

    def __init__(self, scope: str):
        self.scope = scope
        super().__init__()


class BadActingPerson(APIException):
    """The header `Acting-Person` is missing or cannot be used. 422, with the header as the field."""

    status_code = 422
    field = "Acting-Person"

    def __init__(self, code: str, detail):
        super().__init__(detail, code)
