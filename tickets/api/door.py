"""What every call goes through: who calls, in which language, how large, once only, and which version was read."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from engine.file_text.limits import max_bytes
from engine.personal_data import has_certain
from roles.api.authentication import BearerAuthentication, BrowserAuthentication
from roles.api.permissions import HasScope
from roles.api.refusals import BadActingPerson
from roles.api.throttle import CredentialThrottle
from tickets.api import problems

LARGEST_BODY = 1024 * 1024
UPLOADS = 2  # as many largest files may come in one call


class Bearer(BearerAuthentication):
    @staticmethod
    def check_words(text: str) -> None:
        """A personal number is refused in the name and address of the acting person, too."""
        if has_certain(text):
            raise BadActingPerson("personal_number", _("This holds a personal number. Write name and work address."))


class StrictJSONParser(JSONParser):
    """JSON whose texts can be kept: no lone surrogates, no nesting that exhausts the reader."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError):
            raise ParseError from None
        if not isinstance(data, dict):
            raise ParseError
        return data


class ApiView(APIView):
    """A call of /api/v1/. Subclasses answer `get` or `post` with `self.actor` at hand."""

    authentication_classes = (Bearer, BrowserAuthentication)
    permission_classes = (HasScope,)
    throttle_classes = (CredentialThrottle,)
    renderer_classes = (JSONRenderer,)
    parser_classes = (StrictJSONParser,)
    reads_body = True

    @property
    def actor(self):
        return self.request.actor

    def dispatch(self, request, *args, **kwargs):
        with translation.override(language_of(request)):
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            _mark(request, response)
        return response

    def initial(self, request, *args, **kwargs):
        _refuse_large(request)
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and self.reads_body:
            request.data  # noqa: B018 what cannot be read at all is refused before anything else is looked at

    def get_exception_handler(self):
        return problems.handle

    def handle_exception(self, exc):
        if isinstance(exc, NotAuthenticated | AuthenticationFailed):
            exc.auth_header = self.get_authenticate_header(self.request)
        response = problems.handle(exc, {})
        if response is None:
            raise exc
        response.exception = True
        return response


def language_of(request) -> str:
    """English, or the language of `Accept-Language` where we have it."""
    known = {code for code, _name in settings.LANGUAGES}
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in known:
            return code
    return "en"


def _mark(request, response) -> None:
    """Who may keep the answer, what it depends on, and by which mark it is recognised."""
    response.headers["Content-Language"] = translation.get_language()
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
    if request.method != "GET" or response.status_code != 200 or response.streaming or response.has_header("ETag"):
        return
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:20]}"'
    response.headers["ETag"] = tag
    if tag in [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]:
        response.status_code, response.content = 304, b""
        del response.headers["Content-Type"]


def _refuse_large(request) -> None:
    said = request.META.get("CONTENT_LENGTH") or "0"
    size = int(said) if said.isascii() and said.isdecimal() else 0
    uploads = (request.content_type or "").startswith("multipart/")
    if size > (UPLOADS * max_bytes() if uploads else LARGEST_BODY):
        raise problems.Problem("too_large", _("Send less in one request, or fewer files."))
