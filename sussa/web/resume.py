"""Nobody loses text by a log-out: a form posted without a log-in comes back, with its text, after the log-in.

1. Whoever is not logged in and posts a form gets the log-in page. What was posted travels in it as one signed
   field, never in a session, cache, log or table. Passwords and files are left out.
2. The log-in's own steps (password, one-time code) carry the field along.
3. Logged in, the person gets a page that posts the text to where it was going, with `_resume=1`: the view shows
   its form with the text and saves nothing, and the text is now the person's draft (sussa/web/drafting.py). Only
   a view that is `resumable` is posted to; for any other the page shows the text to copy.

Cross-site requests never come here: the CSRF check stands before.
"""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "resume"
FLAG = "_resume"
LIMIT_BYTES = 256 * 1024
VALID_SECONDS = 12 * 3600
_SALT = "sussa.web.resume"
_LEFT_OUT = ("csrfmiddlewaretoken", FLAG, FIELD)


class LoginRequired(LoginRequiredMiddleware):
    """Every page demands a log-in unless its view says otherwise; a posted form is kept through the log-in.

    A view says otherwise with `login_required = False` (Django's `login_not_required`).
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.resumed = request.method == "POST" and request.POST.get(FLAG) == "1"
        if request.resumed:
            request.POST.is_unsent = True  # its faults are said when the button is pressed
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.resumed and not is_resumable(view_func):
            return _kept_page(request, request.get_full_path(), fields_of(request.POST), had_files=False)
        return answer

    def handle_no_permission(self, request, view_func):
        if getattr(view_func, "only_looks", False):  # asked by a page itself: nobody reads a log-in page there
            return HttpResponse(status=401)
        if request.headers.get("HX-Request") and request.method in ("GET", "HEAD"):
            return HttpResponse(
                status=204, headers={"HX-Redirect": _login_address(request.headers.get("HX-Current-URL", "/"))}
            )
        if request.method != "POST" or not _is_form(request):
            return super().handle_no_permission(request, view_func)
        return _login_page(request, resumable=is_resumable(view_func))


class ResumeMiddleware:
    """Carries the kept text through the steps of the log-in. Stands last, right above the views."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request.POST.get(FIELD, "") if request.method == "POST" and _is_log_in_step(request.path) else ""
        kept = _read(token)
        if kept is None:
            return self.get_response(request)
        request.resume_token = token
        response = self.get_response(request)
        if response.status_code not in (301, 302, 303):
            return _private(response)
        if request.user.is_authenticated:
            return _return_page(request, kept)
        return _next_step(request, response)


def is_resumable(view) -> bool:
    """Whether the view can show its form again from a post that saves nothing: `resumable` says what it is called."""
    return bool(getattr(view, "resumable", False) or getattr(getattr(view, "view_class", None), "resumable", False))


def _is_form(request) -> bool:
    return request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")


def _is_log_in_step(path: str) -> bool:
    return path.startswith(resolve_url(settings.LOGIN_URL).rsplit("login", 1)[0])


def fields_of(post: QueryDict) -> list[tuple[str, str]]:
    """What was posted, in order, without tokens and passwords."""
    return [
        (name, value)
        for name, values in post.lists()
        for value in values
        if name not in _LEFT_OUT and "password" not in name.lower()
    ]


def _login_page(request, *, resumable: bool):
    """The log-in page, with what was posted inside; 401."""
    fields = fields_of(request.POST)
    size = sum(len(name.encode()) + len(value.encode()) for name, value in fields)
    fits = size <= LIMIT_BYTES
    if fits:
        kept = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES), "resumable": resumable}
        request.resume_token = signing.dumps(kept, salt=_SALT, compress=True)
    request.resume_too_large = not fits
    response = _shown(request, f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
    response.status_code = 401
    response["WWW-Authenticate"] = "Cookie"  # RFC 9110 asks for a challenge; browsers show no dialog for this one
    if request.headers.get("HX-Request"):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML show:window:top"
    return _private(response)


def _next_step(request, response):
    """The next step of the log-in shown at once instead of a redirect, which could not carry the text."""
    target = response.url
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) or not _is_log_in_step(target):
        return response
    shown = _shown(request, target)
    for name, morsel in response.cookies.items():
        shown.cookies[name] = morsel
    return _private(shown)


def _shown(request, address: str, *, hops: int = 3):
    """The page at `address` as a plain visit would show it, in this request's session; log-in steps are followed."""
    path, _question, query = address.partition("?")
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.POST, request._files = QueryDict(query), QueryDict(), MultiValueDict()
    view, args, kwargs = request.resolver_match = resolve(path)
    response = view(request, *args, **kwargs)
    if response.status_code in (301, 302, 303) and hops and _is_log_in_step(response.url):
        return _shown(request, response.url, hops=hops - 1)
    return response.render() if hasattr(response, "render") and not response.is_rendered else response


def _return_page(request, kept: dict):
    """Logged in: on to the form, or to the text where the form cannot show it."""
    fields, path = [tuple(row) for row in kept["fields"]], kept["path"]
    if kept["resumable"] and _exists(path):
        context = {"target": path, "fields": fields, "had_files": kept["files"]}
        return _private(render(request, "frame/resume_return.html", context))
    return _kept_page(request, path, fields, had_files=kept["files"])


def _kept_page(request, path: str, fields: list[tuple[str, str]], *, had_files: bool):
    shown = [(name, value) for name, value in fields if value.strip() and name not in ("once", "version", "next")]
    return _private(
        render(request, "frame/resume_kept.html", {"target": path, "fields": shown, "had_files": had_files})
    )


def _exists(path: str) -> bool:
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def _read(token: str) -> dict | None:
    if not token:
        return None
    try:
        return signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None


def _private(response):
    """The answer holds a person's text: nobody on the way keeps it."""
    add_never_cache_headers(response)
    return response


def _login_address(current_url: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?next={quote(urlsplit(current_url).path or '/')}"
