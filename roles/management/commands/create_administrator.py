"""manage.py create_administrator: the first account of an installation, made at the terminal of its server."""

import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from roles.models import User

PASSWORD = "ADMINISTRATOR_PASSWORD"  # noqa: S105 the name of the environment variable, not a password


class Command(BaseCommand):
    help = (
        "Make an administrator: asks for e-mail, name and password. Without a terminal they are given as options, "
        f"and the password in the environment variable {PASSWORD}."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="Work e-mail; asked for when left out.")
        parser.add_argument("--name", help="Given name and family name; asked for when left out.")
        parser.add_argument(
            "--another", action="store_true", help="Make one although there is an administrator already."
        )

    def handle(self, *args, email, name, another, **options):
        self._refuse_a_second(another)
        email = self._email(email or self._ask(_("Work e-mail: "), "--email"))
        given, _space, family = (name or self._ask(_("Name: "), "--name")).strip().partition(" ")
        if not given:
            raise CommandError(_("A name is needed. Give it with --name."))
        user = User(email=email, given_name=given, family_name=family.strip(), is_administrator=True, is_staff=True)
        user.set_password(self._password(user))
        user.save()
        self.stdout.write(_("%(email)s can log in now and is administrator.") % {"email": email})

    def _refuse_a_second(self, another: bool) -> None:
        """One is enough to make the others in the program, where it is seen who did it."""
        first = User.objects.filter(is_administrator=True, is_active=True).order_by("pk").first()
        if first and not another:
            raise CommandError(
                _(
                    "There is an administrator already: %(email)s. Further ones are made in the program; "
                    "if that is not possible, use --another."
                )
                % {"email": first.email}
            )

    def _email(self, given: str) -> str:
        email = given.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(_("%(email)s has an account already. Use another address.") % {"email": email})
        return email

    def _password(self, user: User) -> str:
        """From the environment, else asked for twice; a weak one is asked for again at the terminal."""
        if given := os.environ.get(PASSWORD):
            if faults := _faults(given, user):
                raise CommandError("\n".join(faults))
            return given
        if not sys.stdin.isatty():
            raise CommandError(_("There is no terminal to ask at. Set %(name)s.") % {"name": PASSWORD})
        while True:
            given = getpass.getpass(_("Password: "))
            faults = _faults(given, user)
            if not faults and getpass.getpass(_("The same password again: ")) != given:
                faults = [_("The two were not the same. Try again.")]
            if not faults:
                return given
            self.stderr.write("\n".join(faults))

    def _ask(self, question: str, option: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("There is no terminal to ask at. Use %(option)s.") % {"option": option})
        return input(question)


def _faults(password: str, user: User) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []
