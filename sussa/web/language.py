"""The language of a page: the person's own choice, else the browser's cookie, else Swedish.

What the browser asks for (`Accept-Language`) is not followed: a workstation in a Swedish region is often set
up in English, and its user still works in Swedish. Programs that call the API are answered in English.
"""

from django.conf import settings
from django.utils import translation

CODES = tuple(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """Puts the language in force for the request. Stands after the authentication middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


def language_of(request) -> str:
    """The language code this request is answered in."""
    if request.path.startswith("/api/"):
        return "en"
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        chosen = request.user.language
    else:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in CODES else settings.LANGUAGE_CODE
