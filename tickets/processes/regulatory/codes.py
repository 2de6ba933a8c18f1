"""The words of the laws: which law, which report, which kind of event. Their figures are data (`legal.py`)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Regime(TextChoices):
    NIS2 = "nis2", _("Cybersecurity Act (2025:1506), significant incident")
    GDPR = "gdpr_33", _("GDPR article 33, personal data breach")
    DEVICE = "device", _("Medical device or NMI (HSLF-FS 2021:52)")
    LEX_MARIA = "lex_maria", _("Lex Maria (2010:659)")
    MAKER = "maker", _("The manufacturer's report (MDR article 87)")
    NOTICE = "notice", _("Field safety notice of the manufacturer (MDR article 89)")


class Stage(TextChoices):
    WARNING = "warning", _("Early warning")
    NOTIFICATION = "notification", _("Incident notification")
    PROGRESS = "progress", _("Progress report")
    FINAL = "final", _("Final report")
    BREACH = "breach", _("Notification of a personal data breach")
    AUTHORITY = "authority", _("Report to the Medical Products Agency")
    TO_MAKER = "to_maker", _("Notice to the manufacturer")
    INSPECTORATE = "inspectorate", _("Report to the Health and Social Care Inspectorate")
    MAKER = "maker", _("The manufacturer's report to the Medical Products Agency")
    ACKNOWLEDGED = "acknowledged", _("Acknowledgement of the field safety notice")
    RECEIVED = "received", _("The manufacturer's receipt of the notice")


class DeviceEvent(TextChoices):
    """What kind of event with a device the manufacturer reports (MDR article 87.3 to 87.5)."""

    PUBLIC_HEALTH = "public_health", _("Serious threat to public health")
    DEATH = "death", _("Death, or serious deterioration that was not expected")
    OTHER = "other", _("Another serious incident")


class NoticeAnswer(TextChoices):
    ACTED = "acted", _("Read, and the measures are done")
    ACTING = "acting", _("Read, and the measures are under way")
    NOT_CONCERNED = "not_concerned", _("Read, and we are not concerned")


class RuleKind(TextChoices):
    TIME = "time"
    REMINDER = "reminder"
    THRESHOLD = "threshold"


class Unit(TextChoices):
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    PERSON = "person"
    PERCENT = "percent"
    OCCASION = "occasion"
