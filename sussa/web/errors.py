"""Pages for what went wrong: what happened, that nothing is lost, and a way on."""

from urllib.parse import urlsplit

from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tickets.api import problems


def bad_request(request, exception=None):
    if _is_api(request):
        return _problem("malformed")
    return _page(request, "400.html", 400)


def permission_denied(request, exception=None):
    """403. An exception may carry `capability` (label) and `holders` (text): who can do it instead."""
    context = {"missing": getattr(exception, "capability_label", ""), "holders": getattr(exception, "holders_text", "")}
    return _page(request, "403.html", 403, context)


def page_not_found(request, exception=None):
    return _page(request, "404.html", 404)


def server_error(request):
    """500. Asks for nothing that could fail again: no database, no session, no frame."""
    if _is_api(request):
        return _problem("server_error")
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    """The form's protection mark did not match, as after a change of log-in in another window.

    What was written is shown so that it can be copied, if the form was ours.
    """
    kept = []
    if _is_ours(request):
        kept = [
            (name, text)
            for name, text in request.POST.items()
            if len(text) > 30 and "password" not in name.lower() and name not in ("csrfmiddlewaretoken", "resume")
        ]
    return _page(request, "403_csrf.html", 403, {"kept": kept})


def _is_api(request) -> bool:
    return request.path.startswith("/api/")


def _problem(code: str):
    return JsonResponse(problems.problem(code), status=problems.CODES[code][0], content_type=problems.MEDIA_TYPE)


def _is_ours(request) -> bool:
    """Whether the browser says that the form stood on one of our pages."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _page(request, template, status, context=None):
    response = render(request, template, context or {}, status=status)
    if request.headers.get("HX-Request"):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML show:window:top"
    return response
