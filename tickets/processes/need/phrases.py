"""What the steps of a need read as in the timeline, how it stands in a sentence, and what its fields are called."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tickets.processes.need import codes
from tickets.processes.need.saying import release_words
from tickets.web import showing
from tickets.web.changes import CODES, FACTS, LABELS
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

STEPS = {
    "open": (_("began to write the need."), "plus"),
    "submit": (_("handed in the need."), "plus"),
    "prepare": (_("completed the regional preparation."), "check"),
    "take_to_joint": (_("took it to the joint review."), "people"),
    "start_joint_review": (_("started the joint review."), "people"),
    "join": (_("joined for another region: it is its need, too."), "people"),
    "prioritise": (_("prioritised it by the forum's decision."), "bars"),
    "convert": (_("named what it has led to."), "arrow"),
    "add_results": (_("named more that it has led to."), "arrow"),
    "result_linked": (_("noted that a case that follows from it was linked."), "arrow"),
    "result_unlinked": (_("noted that a case that followed from it was unlinked."), "x"),
    "deployed_in_region": (_("noted that it is in use in a region."), "check"),
    "put_back_in_region": (_("noted that it is no longer in use in a region."), "x"),
    "remind_silence": (_("reminded: nobody has done anything for long."), "clock"),
    "come_to_nothing": (_("noted that nothing came of what it had led to."), "x"),
    "start_followup": (_("started the follow-up: what it led to is in use."), "st-active"),
    "ask_effect": (_("asked the regions what came of it."), "clock"),
    "report_effect": (_("reported the effect in a region."), "check"),
    "close": (pgettext_lazy("need", "closed it."), "st-closed"),
    "decline": (pgettext_lazy("need", "declined it."), "st-cancelled"),
    "withdraw": (pgettext_lazy("need", "withdrew it."), "st-cancelled"),
    "park": (_("parked it."), "st-hold"),
    "wake": (pgettext_lazy("need", "took it up again."), "st-active"),
}
STANDING = {
    "submitted": _("Has been with %(holder)s for %(age)s and waits for the regional preparation."),
    "regional_prepared": _("Is prepared by the region and waits for the joint review."),
    "joint_review": _("All regions look at it together. The forum decides how important it is."),
    "prioritised": _("Is prioritised and waits for what it is to lead to."),
    "converted": _("The work on it goes on in the cases that it has led to."),
    "effect_followup": _("What it led to is in use. The regions say what came of it."),
    "parked": _("Rests until its day, and is then taken up by itself."),
    "declined": pgettext_lazy("need", "Was declined on %(day)s."),
    "closed": pgettext_lazy("need", "Was closed on %(day)s, after %(age)s."),
}


def _voice(said: dict) -> str:
    rank = str(codes.Rank(said["rank"]).label).lower()
    return gettext("%(region)s: %(rank)s") % {"region": showing.short_name(said["region"]), "rank": rank}


def _met(said: dict) -> str:
    met = str(codes.BenefitMet(said["met"]).label)
    return f"{showing.short_name(said['region'])}: {met.lower()}" if "region" in said else met


def _deployed(said: dict) -> str:
    release = release_words(said)
    return f"{showing.short_name(said['region'])} ({release})" if release else showing.short_name(said["region"])


def add() -> None:
    """Let the timeline, the sentence of a case and the changed fields use these words."""
    PHRASES.update({("need", step): said for step, said in STEPS.items()})
    SENTENCES.update({("need", state): said for state, said in STANDING.items()})
    LABELS.update(
        {
            "voice": pgettext_lazy("need", "The region's priority"),
            "in_use": _("In use in"),
            "out_of_use": _("No longer in use in"),
            "not_here": _("Not yet in use in"),
            "effect": _("Benefit met"),
            "closed_with": _("Benefit met"),
        }
    )
    FACTS.update(
        {
            "voice": _voice,
            "in_use": _deployed,
            "out_of_use": lambda said: showing.short_name(said["region"]),
            "not_here": lambda said: showing.short_name(said["region"]),
            "effect": _met,
            "closed_with": _met,
        }
    )
    CODES["need_decline_code"] = codes.Declined
