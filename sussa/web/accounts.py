"""What the account library asks us: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never from a form on the way in."""

    def is_open_for_signup(self, request):
        return False

    def set_password(self, user, password):
        """A password that the person chose: whatever one-time password there was is over."""
        user.password_is_temporary = False
        super().set_password(user, password)
