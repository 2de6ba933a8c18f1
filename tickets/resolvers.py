"""How what was typed becomes an organisation, a person, a team, a service, a ticket or files."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.validate import Unusable, resolver, takes_long
from regions import directory
from roles.models import Role, RoleAssignment, Team, User
from tickets import article_hiding, hiding
from tickets.files import checked_or_why
from tickets.models import Article, Ticket

# A case is shared with a person wherever she works, and a major incident is led together; every other person asked
# for is a colleague.
MOST_PARTS = 500
OF_ANY_ORGANISATION = frozenset(
    {"to_person", "mi_lead", "mi_communicator", "mi_logger", "mi_technician", "new_person"}
    | {"review_owner", "action_owner"}
    | {"initiator", "change_owner", "implementer", "phone_person"}  # of a change, which several organisations make
    | {"waiver_owner"}  # of a release
)


def _id(value) -> int | None:
    """The value as a key, where it can be one; what is longer than any key is a name."""
    written = str(value)
    return int(written) if written.isdecimal() and len(written) <= 18 else None


@resolver("organisation")
def _organisation(value, one, context):
    found = directory.organisation(_id(value)) if _id(value) else directory.by_slug(str(value))
    if found is None:
        raise Unusable("not_found", _("There is no such organisation. Choose one from the list."))
    return found


@resolver("organisations")
def _organisations(value, one, context):
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    found = [_organisation(str(each).strip(), one, context) for each in given if str(each).strip()]
    allowed = set(directory.regions())
    if any(each not in allowed for each in found):
        raise Unusable("not_a_member", _("Choose among the member regions."))
    return sorted(set(found), key=lambda each: each.position)


@resolver("service")
def _service(value, one, context):
    found = directory.service_by_slug(str(value)) or directory.service(_id(value))  # a slug may be all digits
    if found is None:
        raise Unusable("not_found", _("There is no such service. Choose one from the list."))
    return found


@resolver("services")
def _services(value, one, context):
    """Components by slug, each once, in the order of the catalogue."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    found = {_service(str(each).strip(), one, context).pk for each in given if str(each).strip()}
    return [each for each in directory.services() if each.pk in found]


@resolver("team")
def _team(value, one, context):
    """A team of the organisation that the step's actor wears the hat of, by id or slug."""
    teams = Team.objects.filter(organisation=context.hat.organisation)
    found = (teams.filter(pk=_id(value)) if _id(value) else teams.filter(slug=str(value))).first()
    if found is None:
        raise Unusable(
            "team_of_other_organisation",
            _("The team does not belong to %(organisation)s. Choose one of its teams.")
            % {"organisation": context.hat.organisation.name},
        )
    return found


def working_at(organisation, at):
    """Persons with a hat at `organisation` on the day of `at`."""
    assignments = RoleAssignment.objects.valid_on(timezone.localdate(at)).filter(organisation=organisation)
    return User.objects.filter(kind="person", pk__in=assignments.values("user_id"))


@resolver("person")
def _person(value, one, context):
    """A colleague in the organisation the actor wears the hat of, by id or work e-mail; "me" is the actor."""
    if value == "me" and context.actor.person:
        return context.actor.person
    people = working_at(context.hat.organisation, context.at)
    if one.name in OF_ANY_ORGANISATION:
        people = User.objects.filter(kind="person", is_active=True)
    found = (people.filter(pk=_id(value)) if _id(value) else people.filter(email__iexact=str(value))).first()
    if found is None and context.actor.person and value in (context.actor.person_id, str(context.actor.person_id)):
        found = context.actor.person
    if found is None:
        raise Unusable(
            "person_of_other_organisation",
            _("The person has no role at %(organisation)s today. Choose one from the list.")
            % {"organisation": context.hat.organisation.name},
        )
    return found


@resolver("persons")
def _persons(value, one, context):
    """Named readers of any organisation, by id or work e-mail."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    wanted = [str(each).strip() for each in given if str(each).strip()]
    ids = [_id(each) for each in wanted if _id(each)]
    emails = [each.lower() for each in wanted if not _id(each)]
    people = User.objects.filter(kind="person", is_active=True)
    found = list(people.filter(pk__in=ids)) + list(people.filter(email__in=emails))
    if len(found) != len(set(wanted)):
        raise Unusable("not_found", _("One of the persons is not known. Choose from the list or write a work e-mail."))
    return found


@resolver("role")
def _role(value, one, context):
    found = Role.objects.filter(slug=str(value)).first()
    if found is None:
        raise Unusable("not_found", _("There is no such role. Choose one from the list."))
    return found


@resolver("ticket")
def _ticket(value, one, context):
    """Another ticket by number; one that the actor may not read is treated as not found."""
    tickets = Ticket.objects.visible_to(context.actor)
    found = tickets.filter(number=str(value).strip().upper()).first()
    if found is None:
        raise Unusable("not_found", _("There is no such case, or you may not read it. Check the number."))
    return found


@resolver("part")
def _part(value, one, context):
    """A text or a file that the actor reads and that is not hidden, by its `part_key`."""
    of = article_hiding if context.subject.kind == "article" else hiding
    found = of.part_called(str(value), context.subject, context.actor)
    if found is None:
        raise Unusable("not_found", _("There is no such text or file here, or it is hidden already. Choose another."))
    return found


@resolver("parts")
def _parts(value, one, context):
    """Several of them, each once."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    wanted = dict.fromkeys(str(each).strip() for each in given if str(each).strip())
    return [_part(key, one, context) for key in list(wanted)[:MOST_PARTS]]


@resolver("tickets")
def _tickets(value, one, context):
    """Several tickets by number, each once."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    wanted = dict.fromkeys(str(each).strip().upper() for each in given if str(each).strip())
    found = {row.number: row for row in Ticket.objects.visible_to(context.actor).filter(number__in=list(wanted)[:100])}
    missing = [number for number in wanted if number not in found]
    if missing:
        text = _("There is no such case, or you may not read it: %(numbers)s. Check the numbers.")
        raise Unusable("not_found", text % {"numbers": ", ".join(missing)})
    return [found[number] for number in wanted]


@resolver("share")
def _share(value, one, context):
    """A share of the ticket by its key; whether it is one of the ticket's own is a check of the step."""
    kind, _dash, number = str(value).partition("-")
    if kind not in ("person", "group") or not _id(number):
        raise Unusable("not_found", _("There is no such share. Choose one from the list."))
    return str(value)


@resolver("article")
def _article(value, one, context):
    """An article that holds, by number, as the actor reads it."""
    found = Article.objects.visible_to(context.actor).filter(number=str(value).strip().upper()).first()
    if found is None or not found.holds:
        raise Unusable("not_found", _("There is no such article, or you may not read it. Check the number."))
    return found


@takes_long("files")
def looked_at(value) -> list:
    """Each file, or why it is refused: reading and scanning take seconds, in which nobody should wait for the case."""
    return [checked_or_why(each) for each in (value if isinstance(value, list | tuple) else [value])]


@resolver("files")
def _files(value, one, context):
    files = looked_at(value)
    for refused in files:
        if isinstance(refused, Unusable):
            raise refused
    return files
