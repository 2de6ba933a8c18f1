"""People and service accounts. Rights never sit here: they come from role assignments."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from regions.models import Organisation


class UserKind(models.TextChoices):
    PERSON = "person", _("Person")
    SERVICE = "service", _("Service account")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person or service account; without a password nobody can log in as it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the collaboration, or the account of a program. Known by e-mail, never by personal number."""

    email = models.EmailField(_("Work e-mail"), unique=True)
    given_name = models.CharField(_("Given name"), max_length=80)
    family_name = models.CharField(_("Family name"), max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=UserKind.choices, default=UserKind.PERSON)
    # The employer keeps personnel responsibility; roles never replace it (inventory 1.2, R6).
    home_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    hsa_id = models.CharField(_("HSA-id"), max_length=31, unique=True, null=True, blank=True)
    work_phone = models.CharField(_("Work phone"), max_length=40, blank=True)
    language = models.CharField(_("Language"), max_length=5, default="sv")
    theme = models.CharField(max_length=5, default="", blank=True)
    shortcuts = models.BooleanField(_("Single-letter shortcuts"), default=True)
    # A preference for the page's starting point; rights never depend on it.
    acts_as = models.ForeignKey(
        "roles.RoleAssignment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_administrator = models.BooleanField(_("Administrator"), default=False)
    # Made by an administrator and shown once: the person chooses another before anything else.
    password_is_temporary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def short_name(self):
        return self.given_name

    @property
    def initials(self):
        return (self.given_name[:1] + self.family_name[:1]).upper()
