"""Code lists of changes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeType(TextChoices):
    """The type decides who says yes to it."""

    STANDARD = "standard", _("Standard change")
    MINOR = "normal_minor", _("Normal change, minor")
    MAJOR = "normal_major", _("Normal change, major")
    EMERGENCY = "emergency", _("Emergency change")


NORMAL = (ChangeType.MINOR, ChangeType.MAJOR)
BUDGET_RULES = ("change-budget", "change-contract")  # where budget and contracts are decided on


class Touches(TextChoices):
    """Whether something is touched; not knowing asks for the same care as yes."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Do not know")


class RiskLevel(TextChoices):
    LOW = "low", pgettext_lazy("risk", "Low")
    MEDIUM = "medium", pgettext_lazy("risk", "Medium")
    HIGH = "high", pgettext_lazy("risk", "High")


class AssessmentKind(TextChoices):
    """What is looked at by whoever knows it, at the same time as the others. The step is called assess_<kind>."""

    TECHNOLOGY = "technology", _("Technology")
    REGIONAL_IT = "regional_it", _("Regional IT and medical engineering")
    SECURITY = "security", _("Information security")
    PATIENT_SAFETY = "patient_safety", _("Patient safety")
    OPERATIONS = "operations", _("Operations and test")
    TRAINING = "training", _("Training and communication")
    COST = "cost", _("Cost")
    LEGAL = "legal", pgettext_lazy("assessment", "Law")
    CONTRACT = "contract", pgettext_lazy("assessment", "Contract")


# What money, law and contracts say is no matter of the vendor's.
OF_THE_CUSTOMER = frozenset({AssessmentKind.COST, AssessmentKind.LEGAL, AssessmentKind.CONTRACT})


class Verdict(TextChoices):
    OK = "ok", _("Without remarks")
    CONDITION = "ok_villkor", _("Accepted with a condition")
    STOP = "stopp", pgettext_lazy("verdict", "Stop")


class AnswerKind(TextChoices):
    """What a region says of a change for itself, and nobody says in its place."""

    WINDOW = "window", _("Window for its own infrastructure")
    GO = "go", _("Readiness")
    RESULT = "result", _("Verification")


class Go(TextChoices):
    GO = "go", _("Go")
    NO_GO = "no_go", _("Not ready")


class RegionResult(TextChoices):
    OK = "ok", pgettext_lazy("result", "Works")
    NOT_OK = "not_ok", _("Does not work")


VERDICTS_OF = {AnswerKind.WINDOW: Verdict, AnswerKind.GO: Go, AnswerKind.RESULT: RegionResult}


class Outcome(TextChoices):
    SUCCESSFUL = "lyckad", _("Successful")
    PARTLY = "delvis", _("Partly successful")
    FAILED = "misslyckad", pgettext_lazy("outcome", "Failed")
    BACKED_OUT = "aterstalld", _("Backed out")


UNSUCCESSFUL = (Outcome.FAILED, Outcome.BACKED_OUT)


class RejectReason(TextChoices):
    DUPLICATE = "dubblett", _("Duplicate")
    OUTSIDE_CONTRACT = "utanfor_avtal", _("Outside the contract")
    NOT_MOTIVATED = "ej_motiverad", _("Not sufficiently motivated")
    RISK = "risk", _("Too high a risk")


class Ground(TextChoices):
    """Why it cannot wait."""

    P1 = "p1", _("Incident of priority P1")
    MAJOR_INCIDENT = "mi", _("Major incident")
    SECURITY = "security", _("Security reasons")


class RetroVerdict(TextChoices):
    JUSTIFIED = "befogad", _("Justified")
    UNJUSTIFIED = "obefogad", _("Not justified")
