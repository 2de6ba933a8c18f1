"""“Agerar som”: which of one's roles pages start from. A preference; what a button may do never depends on it."""

from __future__ import annotations

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@require_POST
def act_as(request):
    """Keep the choice (`hat`, a role assignment of one's own that is valid today); anything else changes nothing."""
    chosen = request.POST.get("hat", "")
    own = {str(hat.assignment_id): hat.assignment_id for hat in request.actor.hats}
    if chosen in own:
        request.user.acts_as_id = own[chosen]
        request.user.save(update_fields=["acts_as"])
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if ours else "/")
