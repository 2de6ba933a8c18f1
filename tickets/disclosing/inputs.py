"""What is asked when a case is marked, registered in a diary or disclosed."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets import codes
from tickets.models.subject import OWNER

FIELDS = (
    Input(
        "secrecy_mark",
        "choice",
        _("May it fall under secrecy?"),
        _("A warning. Whether it does is judged when somebody asks for the case."),
        stored="ticket",
        audience="customer",
        choices=lambda: codes.Secrecy.choices,
    ),
    Input(
        "secrecy_provision",
        "text",
        _("Under which provision"),
        _("For example “OSL 18 kap. 8 §”."),
        audience="customer",
        max_length=200,
    ),
    Input(
        "diary_number",
        "text",
        _("Diary number"),
        _("Under which your own authority has registered the case."),
        audience="customer",
        max_length=60,
    ),
    Input("disclosure", "choice", _("Decision"), audience=OWNER, choices=lambda: codes.Disclosed.choices),
    Input(
        "withheld_provision",
        "text",
        _("What is withheld, under which provision"),
        _("For example “OSL 31 kap. 16 §”. It stands in what you hand out."),
        audience=OWNER,
        max_length=200,
    ),
    Input("left_out", "parts", _("Leave out"), _("Texts and files that are not handed out at all."), audience=OWNER),
    Input(
        "masked_words",
        "long_text",
        _("Words to mask"),
        _("One a line, masked in every text. A file that holds one must be left out; look at pictures yourself."),
        audience=OWNER,
        max_length=4_000,
    ),
)
