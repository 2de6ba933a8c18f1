"""manage.py personal_record: what is kept about one user, as JSON, when she asks to see it (GDPR article 15)."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from roles.models import User
from sussa.personal_record import record_of


class Command(BaseCommand):
    help = "Write what is kept about a user as JSON: the answer to her request under GDPR article 15."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The user's work e-mail.")

    def handle(self, *args, email, **options):
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(_("There is no user with that e-mail. Look the person up under Roles and persons."))
        self.stdout.write(json.dumps(record_of(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
