"""Why a case may not be marked or disclosed as was said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.codes import Disclosed, Secrecy
from tickets.disclosing.door import files_holding, lines_not_found


def is_public_record(context: Context) -> Reason | None:
    """A draft is none: nothing has been received or drawn up yet (TF 2 kap.)."""
    if context.root.registered_at is None:
        return Reason("still_a_draft", _("A draft is not a public record yet. Register the case first."))
    return None


def mark_says_why(context: Context) -> list[Reason]:
    if context.data["secrecy_mark"] != Secrecy.POSSIBLE:
        return []
    asked = {
        "secrecy_provision": _("Name the provision that the secrecy may rest on."),
        "reason": _("Say why it may fall under secrecy."),
    }
    return [Reason("required", text, name) for name, text in asked.items() if not context.has(name)]


def withheld_says_why(context: Context) -> list[Reason]:
    if context.data["disclosure"] == Disclosed.WHOLE:
        return []
    asked = {
        "withheld_provision": _("Name the provision under which something is withheld."),
        "reason": _("Say why. Whoever asked reads it."),
    }
    return [Reason("required", text, name) for name, text in asked.items() if not context.has(name)]


def masks_reach(context: Context) -> list[Reason]:
    """What is to be masked stands in the case as it is spelt, and in no file that is handed out.

    The lines are named, not what stands in them.
    """
    if not context.has("masked_words"):
        return []
    given = context.root, context.actor, context.data["masked_words"]
    text = _("Line %(line)d stands nowhere in the case, so nothing would be masked. Check how it is spelt.")
    reasons = [Reason("words_not_found", text % {"line": line}, "masked_words") for line in lines_not_found(*given)]
    left_out = {part.part_key for part in context.data.get("left_out") or []}
    holding = [file for file in files_holding(*given) if file.part_key not in left_out]
    text = _("The file “%(file)s” holds a word that is to be masked. Leave the file out.")
    return reasons + [Reason("file_holds_word", text % {"file": file.name}, "left_out") for file in holding]


def withheld_as_decided(context: Context) -> Reason | None:
    withholds = context.has("left_out") or context.has("masked_words")
    if context.data["disclosure"] == Disclosed.PARTLY and not withholds:
        text = _("Choose what to leave out, or write the words to mask. Otherwise choose another decision.")
        return Reason("nothing_withheld", text, "left_out")
    if context.data["disclosure"] != Disclosed.PARTLY and withholds:
        text = _("Something is left out or masked: choose the decision that says so.")
        return Reason("something_withheld", text, "disclosure")
    return None
