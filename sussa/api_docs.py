"""The API as a whole: its addresses, its description (OpenAPI 3.1) and the pages that show it, all served from here."""

from functools import cache

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from rest_framework.permissions import AllowAny

from roles.api.throttle import AddressThrottle
from roles.api.token import TokenView
from tickets.api import describe, door, problems

ABOUT = {
    "TITLE": "Case management",
    "VERSION": "1",
    "DESCRIPTION": "Tickets between regions, support organisation and vendor. Guide: docs/how/use_the_api.md.",
    "POSTPROCESSING_HOOKS": ["tickets.api.describe.add_components"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "AUTHENTICATION_WHITELIST": [],
    "DISABLE_ERRORS_AND_WARNINGS": False,
}


class Nothing(door.ApiView):
    """Any other address: 404 like everything else that is not there for the caller."""

    schema = None
    permission_classes = (AllowAny,)

    def initial(self, request, *args, **kwargs):
        raise Http404


class Token(door.ApiView, TokenView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    parser_classes = TokenView.parser_classes
    reads_body = False

    @describe.token
    def post(self, request):
        return super().post(request)


@cache
def description() -> dict:
    """The description in English; made once a process."""
    with translation.override("en"), patched_settings(ABOUT):
        return SchemaGenerator().get_schema(request=None, public=True)


def schema(request):
    return JsonResponse(description())


@csp_update({"img-src": ["data:"]})  # the viewer's own icons
def docs(request):
    return render(request, "api/docs.html")


def problem_list(request):
    """What each `type` of a problem leads to."""
    rows = [{"code": code, "status": status, "title": title} for code, (status, title) in problems.CODES.items()]
    return render(request, "api/problems.html", {"rows": rows})


app_name = "api"
urlpatterns = [
    path("oauth/token", Token.as_view(), name="token"),
    path("schema", login_not_required(schema), name="schema"),
    path("docs/", login_not_required(docs), name="docs"),
    path("problems/", login_not_required(problem_list), name="problems"),
    path("", include("forums.api.urls")),
    path("", include("tickets.api.urls")),
    re_path(r"^.*$", Nothing.as_view(), name="nothing"),
]
