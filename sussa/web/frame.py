"""`frame` in every template: what the frame of a page shows. Each part is made when a template asks for it."""

from functools import cached_property

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.personal_data import has_certain
from regions import directory
from roles.web.tokens import may_have_tokens
from sussa import condition
from sussa.web import rail
from sussa.web.session import seconds_left
from tickets import notices

THEME_COOKIE = "theme"
THEMES = (("", gettext_lazy("As the computer")), ("light", gettext_lazy("Light")), ("dark", gettext_lazy("Dark")))


class Frame:
    """The parts of the frame for one request."""

    themes = THEMES

    def __init__(self, request):
        self._request = request

    @cached_property
    def product_name(self) -> str:
        """The collaboration's name; a plain word where none is loaded yet."""
        active = directory.collaboration()
        return active.name if active else _("Case management")

    @cached_property
    def person(self):
        """Who is logged in, or None."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def theme(self) -> str:
        """light, dark, or empty: as the computer."""
        chosen = self.person.theme if self.person else self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in ("light", "dark") else ""

    @property
    def shortcuts(self) -> bool:
        return self.person.shortcuts if self.person else True

    @cached_property
    def hat(self):
        """The hat the person says they act as; None without any."""
        return self._request.actor.preferred_hat() if self.person else None

    @property
    def hat_label(self) -> str:
        return f"{self.hat.label}, {self.hat.organisation.short_name or self.hat.organisation.name}" if self.hat else ""

    @cached_property
    def other_hats(self) -> list:
        return [hat for hat in self._request.actor.hats if hat != self.hat] if self.person else []

    @property
    def may_have_tokens(self) -> bool:
        return bool(self.person) and may_have_tokens(self._request.actor)

    @cached_property
    def rail(self):
        return rail.menu(self._request.actor, self._request.path) if self.person else []

    @property
    def start_url(self) -> str:
        return rail.address("start", "tickets:start") or "/"

    @property
    def search_url(self) -> str:
        return rail.address("tickets:search")

    @property
    def search_words(self) -> str:
        """What was searched for, shown in the box again; never a personal number."""
        words = self._request.GET.get("q", "")
        return "" if has_certain(words) else words

    @property
    def cases_url(self) -> str:
        return rail.address("tickets:list")

    @property
    def register_url(self) -> str:
        """Registering an incident, for those who may."""
        return rail.address("tickets:register") if self.person and self._request.actor.can("incident.register") else ""

    @cached_property
    def unread(self) -> int:
        """How many notices the person has not read, counted to a hundred."""
        return notices.unread(self._request.actor) if self.person else 0

    @property
    def is_demo(self) -> bool:
        """Whether nothing leaves the house: mails are kept and shown (frame:mail_catcher)."""
        return settings.EMBEDDED_DATABASE

    @cached_property
    def read_only(self):
        """What says that nothing may be changed for a while; None as a rule."""
        return condition.read_only()

    @property
    def read_only_is_late(self) -> bool:
        return self.read_only is not None and self.read_only.expected_end < timezone.now()

    @property
    def lags(self) -> list:
        """What comes later than usual, and since when."""
        return condition.lags()

    @property
    def session_expires_in(self) -> int:
        return seconds_left(self._request)

    @property
    def other_language(self) -> dict[str, str]:
        if translation.get_language() == "sv":
            return {"code": "en", "label": "Language: English"}
        return {"code": "sv", "label": "Språk: svenska"}


def frame(request) -> dict:
    """Context processor: the frame, made lazily."""
    return {"frame": Frame(request)}
