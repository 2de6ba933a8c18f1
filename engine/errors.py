"""Every way a step can be refused. Doors translate these; the table is architecture 3.3."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """Why not, for people (`text`, lazily translated), for programs (`code`) and at which `field` ("" = the whole).

    `shows` is what a page shows beside it: what stands in the fields, and what would. `names_who`: the text says who
    can instead, so that nobody else is named beside it.
    """

    code: str
    text: object
    field: str = ""
    shows: object = None
    names_who: bool = False

    def __str__(self) -> str:
        return str(self.text)


class EngineError(Exception):
    """The step was not taken and nothing was written."""

    def __init__(self, *reasons: Reason):
        self.reasons = reasons
        super().__init__("; ".join(reason.code for reason in reasons))


class NotPermitted(EngineError):
    """No hat of the actor has the capability. 403."""

    def __init__(self, *reasons: Reason, capability: str = "", step: str = ""):
        self.capability = capability
        self.step = step
        super().__init__(*reasons)


class NotPossible(EngineError):
    """Wrong state, or the actor does not stand where the step is taken from (not holder). 409."""


class Refused(EngineError):
    """A field or a rule says no; every reason at once, each with its field. 422."""

    def by_field(self) -> dict[str, list[Reason]]:
        found: dict[str, list[Reason]] = {}
        for reason in self.reasons:
            found.setdefault(reason.field, []).append(reason)
        return found


class VersionMissing(EngineError):
    """A person's door gave no version. 428."""


class Stale(EngineError):
    """Somebody changed the subject since the actor read it. 412; `current` is the version now."""

    def __init__(self, *reasons: Reason, current: int, given: int):
        self.current = current
        self.given = given
        super().__init__(*reasons)


class ChooseHat(EngineError):
    """Two hats of different organisations allow the step: the actor must say which. 422."""

    def __init__(self, *reasons: Reason, hats: tuple = ()):
        self.hats = hats
        super().__init__(*reasons)


class KeyReused(EngineError):
    """The same key was used for another request. 422."""


class KeyInUse(EngineError):
    """The first request with this key is still being carried out. 409, try again."""


class Busy(EngineError):
    """Another transaction held the subject for more than three seconds. 503, try again."""


@dataclass(frozen=True)
class Done:
    """What an earlier request with the same key brought about; nothing was done again."""

    outcome: dict = field(default_factory=dict)
