"""The token endpoint: OAuth 2.0 client credentials (RFC 6749, section 4.4), answered by allauth.

Its errors have the form that OAuth prescribes; only what the door itself refuses is a problem body.
"""

from allauth.idp.oidc.views import token as allauth_token
from rest_framework.parsers import FormParser
from rest_framework.views import APIView

from roles.api.throttle import AddressThrottle


class FormOnly(FormParser):
    """Leaves the body unread: allauth reads it."""

    def parse(self, stream, media_type=None, parser_context=None):
        return {}


class TokenView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    parser_classes = (FormOnly,)

    def post(self, request):
        answer = allauth_token(request._request)
        answer.headers["Cache-Control"] = "no-store"
        return answer
