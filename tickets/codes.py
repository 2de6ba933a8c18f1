"""The codes tickets are described with. Codes travel in the API and in files; labels are for people."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(TextChoices):
    REGION = "region", _("The region and the support organisation")
    JOINT = "joint", _("All member regions and the support organisation")
    CONFIDENTIAL = "confidential", _("Named readers only")


class Audience(TextChoices):
    OWN = "own", _("Own organisation")
    CUSTOMER = "customer", _("The region and the support organisation")
    ALL = "all", _("Everyone, also the vendor")


class Secrecy(TextChoices):
    """Whether a case is marked as one that may fall under secrecy: a warning, not a decision (law.md 3.3)."""

    NONE = "none", _("No")
    POSSIBLE = "possible", _("May fall under secrecy")


class Disclosed(TextChoices):
    WHOLE = "whole", pgettext_lazy("disclosure", "Handed out as a whole")
    PARTLY = "partly", pgettext_lazy("disclosure", "Handed out with masks")
    REFUSED = "refused", pgettext_lazy("disclosure", "Not handed out")


class Circle(TextChoices):
    """Who reads what is said of a promise that no region is a party to. Nobody chooses these."""

    SUPPORT = "support"
    SUPPLY = "supply"  # and the vendor


_ALONE, _WITH_VENDOR = "@", "+"


def circle_of(organisation_id: int, *, with_vendor: bool = False) -> str:
    """The audience of what is said of a promise inside one region: `@17` is for the family of organisation 17 and the
    support organisation, `+17` for the vendor, too. Nobody chooses these.
    """
    return f"{_WITH_VENDOR if with_vendor else _ALONE}{organisation_id}"


def is_narrow(audience: str) -> bool:
    """Whether not every organisation of a side reads it."""
    return audience in (Audience.OWN, *Circle) or promiser(audience) is not None


def promiser(audience: str) -> int | None:
    """The organisation whose promise an audience is about (`circle_of`); None for the others."""
    return int(audience[1:]) if audience[:1] in (_ALONE, _WITH_VENDOR) else None


def called(audience: str) -> str:
    """An audience as programs read it: without the number that a reader has no use for."""
    return {_ALONE: "party", _WITH_VENDOR: "party_supply"}.get(audience[:1], audience)


def is_read_by_vendor(audience: str) -> bool:
    return audience in (Audience.ALL, Circle.SUPPLY) or audience[:1] == _WITH_VENDOR


class Impact(IntegerChoices):
    I1 = 1, _("Several regions or a whole region")
    I2 = 2, _("Several units, a hospital or a vital function")
    I3 = 3, _("One unit")
    I4 = 4, _("Single users")


class Urgency(IntegerChoices):
    U1 = 1, _("Standstill without a reserve routine")
    U2 = 2, _("Standstill with a reserve routine, or severely reduced")
    U3 = 3, _("Reduced, a workaround exists")
    U4 = 4, _("Can wait")


class Priority(IntegerChoices):
    P1 = 1, _("P1 Critical")
    P2 = 2, _("P2 High")
    P3 = 3, _("P3 Medium")
    P4 = 4, _("P4 Low")


class PatientSafety(TextChoices):
    NO = "nej", pgettext_lazy("patient safety", "No")
    UNKNOWN = "vet_ej", pgettext_lazy("patient safety", "Do not know")
    RISK = "risk", pgettext_lazy("patient safety", "Risk")
    OCCURRED = "intraffat", pgettext_lazy("patient safety", "Has occurred")


class HoldReason(TextChoices):
    AWAIT_REPORTER = "await_reporter", _("Waiting for the reporter or the region")
    AWAIT_CUSTOMER = "await_customer", _("Waiting for the customer")
    AWAIT_REGION_CONFIRM = "await_region_confirm", _("Waiting for the region's confirmation")
    AWAIT_CHANGE_WINDOW = "await_change_window", _("Waiting for a service window or release")
    AWAIT_THIRD_PARTY = "await_third_party", _("Waiting for a third party")
    AWAIT_DECISION = "await_decision", _("Waiting for a forum's decision")


# Which tier may choose which reason (processes.yaml hold_reasons.may_be_set_by, D17).
HOLD_REASONS_OF_TIER = {
    "region": {"await_reporter", "await_region_confirm", "await_change_window", "await_third_party"},
    "support": {"await_reporter", "await_region_confirm", "await_change_window", "await_third_party", "await_decision"},
    "vendor": {"await_customer", "await_third_party"},
}


class HandoffReason(TextChoices):
    WRONG_LEVEL = "fel_niva", _("Wrong level")
    COMPETENCE = "kompetens", _("Needs other competence")
    VENDOR_FAULT = "leverantorsfel", _("Fault at the vendor")
    VENDOR_QUESTION = "leverantorsfraga", _("Question to or from the vendor")
    SOLVED = "tillbaka_lost", _("Back with a solution")
    OTHER = "annat", _("Other reason")


HANDOFF_REASONS_OF_VENDOR = {"leverantorsfraga", "tillbaka_lost"}


class ReturnReason(TextChoices):
    INCOMPLETE = "saknar_underlag", _("Information is missing")
    WRONG_RECEIVER = "fel_mottagare", _("Wrong receiver")
    NO_FAULT = "inte_fel", _("Not a fault")
    DUPLICATE = "dubblett", _("Duplicate")


class IncidentResolution(TextChoices):
    FIXED = "rattad", _("Fixed")
    WORKAROUND = "workaround", _("Workaround")
    CONFIGURATION = "konfiguration", _("Solved by configuration")
    USER_ERROR = "anvandarfel", _("User handling")
    NOT_REPRODUCIBLE = "ej_reproducerbar", _("Could not be reproduced")
    THIRD_PARTY = "tredje_part", _("Solved by a third party")
    BY_CHANGE = "av_change", _("Solved by a change")


class CaseResolution(TextChoices):
    ANSWERED = "besvarad", _("Question answered")
    DONE = "utford", _("Action carried out")
    REFERRED = "hanvisad", _("Referred to another channel")
    NO_ACTION = "ingen_atgard", _("No action was needed")


class CaseReject(TextChoices):
    OUTSIDE = "utanfor_uppdrag", _("Outside the assignment")
    WRONG_CHANNEL = "fel_kanal", _("Belongs in another channel")
    INCOMPLETE = "saknar_underlag", _("Information is missing though asked for")
    PATIENT = "patientuppgift", _("The case is about a single patient")


class Category(TextChoices):
    """What kind of fault or question it is; the service component says where."""

    SOFTWARE = "programfel", _("Fault in the software")
    CONFIGURATION = "konfiguration", _("Configuration")
    INTEGRATION = "integration", _("Integration")
    INFRASTRUCTURE = "infrastruktur", _("Infrastructure")
    PERFORMANCE = "prestanda", _("Performance")
    ACCESS = "behorighet", _("Access and log-in")
    DATA = "data", _("Data")
    PRINTING = "utskrift", _("Printing")
    USE = "handhavande", _("Use and routine")
    OTHER = "ovrigt", pgettext_lazy("category", "Other")


class Environment(TextChoices):
    PRODUCTION = "production", _("Production")
    READ_COPY = "read_copy", _("Read copy")
    TEST = "test", pgettext_lazy("environment", "Test")
    EDUCATION = "education", _("Education")


class Source(TextChoices):
    USER = "user", pgettext_lazy("source", "User")
    MONITORING = "monitoring", _("Monitoring")
    VENDOR = "vendor", pgettext_lazy("source", "Vendor")
    SUPPORT = "support", pgettext_lazy("source", "Support")
    OTHER = "other", pgettext_lazy("source", "Other")


class UsersAffected(TextChoices):
    ONE = "n1", "1"
    FEW = "n2_10", "2–10"
    MANY = "n11_100", "11–100"
    HUNDREDS = "n101_1000", _("101–1,000")
    THOUSANDS = "n1001", _("More than 1,000")
    UNKNOWN = "unknown", _("Not known")


class YesNo(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", pgettext_lazy("answer", "No")


class LinkKind(TextChoices):
    """Links with a meaning, read from the first ticket to the second."""

    RELATED = "related", _("is related to")
    DUPLICATE_OF = "duplicate_of", _("is a duplicate of")
    RECLASSIFIED_TO = "reclassified_to", _("was reclassified to")
    CAUSED_BY = "caused_by", _("is caused by")
    FOLLOWS = "follows", _("follows from")
    SOLVED_BY = "solved_by", _("is solved by")
    PART_OF = "part_of", _("is part of")
    SPLIT_FROM = "split_from", _("was split out of")
    IN_MAJOR = "in_major", _("is part of the major incident")
    IN_RELEASE = "in_release", _("is part of the release")


# Written by hand; the other kinds come of a step of their own, which also does what they mean.
LINKED_BY_HAND = [one for one in LinkKind.choices if one[0] in ("related", "caused_by", "follows", "solved_by")]


class BreachReason(TextChoices):
    """Why an agreed time was exceeded."""

    STAFFING = "bemanning", _("Too few people")
    LATE_HANDOVER = "sen_overlamning", _("Handed over late, or returned")
    INFORMATION = "saknat_underlag", _("Information was missing or came late")
    CUSTOMER = "regionens_svar", _("Waited for the region's answer")
    VENDOR = "leverantor", _("Waited for the vendor")
    THIRD_PARTY = "tredje_part", _("Waited for a third party")
    HARD = "svar_felsokning", _("Hard to find the fault")
    WINDOW = "servicefonster", _("Waited for a service window or release")
    WRONG_PRIORITY = "fel_prioritet", _("The priority or the case was wrong")
    OTHER = "annat", _("Other reason")


class PersonalDataVerdict(TextChoices):
    """What becomes of a part that was hidden as personal data."""

    REDACT = "redact", _("Remove it for good")
    SHOW = "show", _("Show it again")


class GrantLevel(TextChoices):
    VIEW = "view_ticket", _("May read")
    COMMENT = "comment_ticket", _("May read and write notes")
    WORK = "work_ticket", _("May work on it")


class ArticleDomain(TextChoices):
    """Which side of the work an article is for (pm3)."""

    BUSINESS = "verksamhet", _("Clinical and business use")
    TECHNOLOGY = "teknik", _("Technology")


class ArticleAudience(TextChoices):
    """Who reads a published article, beside the organisation that owns it."""

    MEMBERS = "members", _("All member regions and the support organisation")
    CHOSEN = "chosen", _("Chosen regions only")
    CUSTOMER = "customer", _("The whole customer side, also IT and care providers")
    ALL = "all", _("Everyone, also the vendor")


REVIEW_MONTHS = [
    (3, _("In three months")),
    (6, _("In six months")),
    (12, _("In a year")),
    (24, _("In two years")),
]
