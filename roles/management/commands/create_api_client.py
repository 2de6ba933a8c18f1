"""Make the credential of a program: a service account with one role at one organisation, and its OAuth client."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from regions import directory
from regions.kinds import level_fits_kind
from roles.credentials import ALL_SCOPES, SCOPES, make_client
from roles.models import Role, RoleAssignment, User
from roles.models.user import UserKind


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("name", help="What the client is called, for example the name of the other system.")
        parser.add_argument("--organisation", required=True, help="Slug of the organisation it acts for.")
        parser.add_argument("--role", required=True, help="Slug of the role it wears there.")
        parser.add_argument("--email", required=True, help="Address of the service account: a mailbox that is read.")
        parser.add_argument(
            "--scope", action="append", choices=list(SCOPES), help="Repeat for several; all if left out."
        )

    @transaction.atomic
    def handle(self, *, name, organisation, role, email, scope, **options):
        place, worn = directory.by_slug(organisation), Role.objects.filter(slug=role).first()
        if place is None:
            raise CommandError(f"There is no organisation {organisation}.")
        if worn is None or not level_fits_kind(worn.level, place.kind):
            raise CommandError(f"There is no role {role} for {place.name}.")
        user = self._account(email, name, place)
        today = timezone.localdate()
        assignment = RoleAssignment.objects.valid_on(today).filter(user=user, role=worn, organisation=place).first()
        if assignment is None:
            assignment = RoleAssignment.objects.create(user=user, role=worn, organisation=place, valid_from=today)
        client_id, secret = make_client(name=name, user=user, assignment=assignment, scopes=scope or ALL_SCOPES)
        self.stdout.write(f"client_id:     {client_id}\nclient_secret: {secret}")
        self.stdout.write("Keep the secret safe: it is not stored and cannot be shown again.")

    def _account(self, email, name, place) -> User:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            return User.objects.create_user(
                email, given_name=name[:80], kind=UserKind.SERVICE, home_organisation_id=place.pk
            )
        if user.kind != UserKind.SERVICE or user.home_organisation_id != place.pk:
            raise CommandError(f"{email} belongs to a person or to another organisation. Use another address.")
        return user
