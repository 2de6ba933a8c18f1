"""What the account library asks us: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never from a form on the way in."""

    def is_open_for_signup(self, request):
        return False
