"""Code lists of ballots, votes, rules and decisions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PUT_TO_VOTE = "forum"  # the stage of a vote that a chair asks for; a process names the stages of its own


class BallotState(TextChoices):
    PENDING = "pending", pgettext_lazy("ballot", "Pending")
    PASSED = "passed", pgettext_lazy("ballot", "Passed")
    FAILED = "failed", pgettext_lazy("ballot", "Failed")
    VOIDED = "voided", pgettext_lazy("ballot", "Voided")
    EXPIRED = "expired", pgettext_lazy("ballot", "Lapsed")


class Choice(TextChoices):
    """What a vote says. A conflict of interest is no vote: it takes back the person's own and locks it."""

    APPROVE = "approve", pgettext_lazy("vote", "Yes")
    CONDITION = "condition", pgettext_lazy("vote", "Yes, with a condition")
    REJECT = "reject", pgettext_lazy("vote", "No")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Abstain")
    CONFLICT = "conflict", pgettext_lazy("vote", "Conflict of interest")


FOR = (Choice.APPROVE, Choice.CONDITION)
VOTES = (Choice.APPROVE, Choice.CONDITION, Choice.REJECT, Choice.ABSTAIN)


class RejectReason(TextChoices):
    PATIENT_SAFETY = "patient_safety", _("Patient safety")
    INFOSEC = "infosec", _("Information security")
    OPERATIONS = "operations", _("The work or its time does not suit us")
    COST = "cost", pgettext_lazy("reject", "Cost")
    NOT_NEEDED = "not_needed", _("We do not need it")
    OTHER = "other", pgettext_lazy("reject", "Another reason")


class Need(TextChoices):
    SIMPLE = "simple", _("more than half")
    TWO_THIRDS = "two_thirds", _("at least two thirds")
    ALL = "all", _("all who may vote")
    ALL_AFFECTED = "all_affected", _("every region concerned")


class Base(TextChoices):
    """What the needed part is a part of."""

    SEATS = "seats", _("of all who may vote")
    VOTED = "voted", _("of the votes cast, abstentions too")
    YES_OR_NO = "yes_or_no", _("of the votes for and against")


class Silence(TextChoices):
    NOT_COUNTED = "not_counted", _("Silence is no vote")
    CONSENT_AFTER = "consent_after", _("Silence counts as yes when the time is over")


class Tie(TextChoices):
    FALLS = "falls", _("A tie is a no")
    CHAIR = "chair", _("At a tie the chair's vote decides")


class Closes(TextChoices):
    """When the votes come to a result before the time is over."""

    WHEN_MET = "when_met", _("as soon as the rule is met, or can no longer be met")
    WHEN_CERTAIN = "when_certain", _("as soon as no vote that is left could change it")
    AT_DEADLINE = "at_deadline", _("only when the time is over")


class SeatKind(TextChoices):
    VOTES = "votes"
    CHAIRS = "chairs"
    CONSENTS = "consents"  # a party whose yes is needed and whose vote is not counted


class Result(TextChoices):
    APPROVED = "approved", pgettext_lazy("decision", "Approved")
    REJECTED = "rejected", pgettext_lazy("decision", "Rejected")
    POSTPONED = "postponed", pgettext_lazy("decision", "Postponed")
    NOTED = "noted", pgettext_lazy("decision", "Noted")
