"""Every address of the program, in the order they are tried."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from sussa import health

urlpatterns = [
    path("healthz", login_not_required(health.healthz), name="healthz"),
    path("readyz", login_not_required(health.readyz), name="readyz"),
    path("konto/", include("allauth.account.urls")),
    path("konto/mfa/", include("allauth.mfa.urls")),
    path("konto/nycklar/", include("roles.web.token_urls")),
    path("", include("allauth.idp.urls")),
    path("api/v1/", include("sussa.api_docs")),
    path("", include("roles.web.urls")),
    path("", include("sla.web.urls")),
    path("", include("sussa.web.urls")),
    path("", include("forums.web.urls")),
    path("", include("tickets.web.urls")),
]

handler400 = "sussa.web.errors.bad_request"
handler403 = "sussa.web.errors.permission_denied"
handler404 = "sussa.web.errors.page_not_found"
handler500 = "sussa.web.errors.server_error"
