"""Who leads a forum."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import NotPermitted, NotPossible, Reason
from forums.models import Forum
from roles.actor import Actor, Hat

CAPABILITY = "forum.chair"


def hats_of_chair(actor: Actor, forum: Forum) -> list[Hat]:
    """The hats under which `actor` leads the forum, as deputy too."""
    return [hat for hat in actor.hats if hat.role in forum.chairs and CAPABILITY in hat.capabilities]


def leads(actor: Actor, forum: Forum) -> bool:
    return actor.viewer is None and bool(hats_of_chair(actor, forum))


def chair_hat(actor: Actor, forum: Forum, chosen: int | None = None) -> Hat:
    """The hat that decides. Raises NotPermitted where none of the actor's leads the forum, NotPossible for another."""
    hats = hats_of_chair(actor, forum)
    if not hats:
        text = _("Only the chair of the forum takes its decisions.")
        raise NotPermitted(Reason("not_chair", text), capability=CAPABILITY, step="decide")
    if chosen is not None:
        hats = [hat for hat in hats if hat.assignment_id == chosen]
        if not hats:
            raise NotPossible(Reason("hat_may_not", _("You do not lead the forum under this role."), "hat"))
    preferred = actor.preferred_hat()
    return preferred if preferred in hats else hats[0]
