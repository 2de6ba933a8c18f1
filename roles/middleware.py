"""`request.actor`: the actor of the logged-in person, made on first use and once per request."""

from django.utils.functional import SimpleLazyObject

from roles.actor import NOBODY, actor_for


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(lambda: actor_for(request.user) if request.user.is_authenticated else NOBODY)
        return self.get_response(request)
