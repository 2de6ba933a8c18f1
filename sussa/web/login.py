"""The log-in form: e-mail and password, nothing that has to be solved or remembered besides."""

from allauth.account.forms import LoginForm as AccountLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AccountLoginForm):
    """The account library's form with our words; password managers and pasting work."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""
