"""What makes a knowledge article a subject of the engine: it is the root of its own history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from regions import directory
from tickets import codes
from tickets.models.subject import Subject, label_in

PLACES = {
    "article_owner": _("Only the organisation that owns the article can do this."),
    "article_reviewer": _("You wrote this version, or belong elsewhere: a colleague at the owner must do this."),
}


class AllBut(frozenset):
    """Everybody but its members."""

    def __contains__(self, one) -> bool:
        return not super().__contains__(one)


class ArticleSubject(Subject):
    """Who stands where, and how a step's words and columns land."""

    kind = "article"
    owner_column = "article"

    @property
    def root(self):
        return self

    def stands(self, where: str, *, hat, actor) -> bool:
        """`article_owner`: the organisation that owns it; `article_reviewer` and `support`: somebody there, or of the
        support organisation, who did not write this version (four eyes); else any reader.
        """
        if where == "article_owner":
            return hat.organisation.pk == self.organisation_id
        if where in ("article_reviewer", "support"):
            is_there = hat.tier == "support" if where == "support" else hat.organisation.pk == self.organisation_id
            return is_there and (self.written_by_id is None or actor.person_id != self.written_by_id)
        return True

    def organisations_at(self, where: str) -> set[int]:
        if where == "support":
            support = directory.support_org()
            return {support.pk} if support else set()
        return {self.organisation_id} - {None}

    def persons_at(self, where: str) -> AllBut | None:
        """Whoever wrote the version reviews nothing of it; elsewhere a role is enough."""
        return AllBut({self.written_by_id}) if where in ("article_reviewer", "support") else None

    def why_not_at(self, where: str) -> Reason:
        return Reason(f"not_{where}", PLACES[where]) if where in PLACES else super().why_not_at(where)

    def event_audience(self, context) -> str:
        """What concerns every reader is for them; the work on it for those who write it."""
        return context.step.rule.audience

    def already_has(self, one) -> bool:
        return one.stored == "ticket" and getattr(self, one.target, None) not in (None, "")

    def fill(self, context) -> None:
        """Columns as their inputs say; words are for the event's readers, whatever the input says of tickets."""
        for one in context.step.rule.inputs:
            if one.name not in context.data:
                continue
            value = context.data[one.name]
            if one.stored == "ticket" and value is not None:
                setattr(self, one.target, value)
            if one.is_text and value:
                context.write(one.name, value)

    def step_label(self, declared) -> str:
        return str(declared.rule.label)

    def state_label(self) -> str:
        """A revision is a draft beside what stands published."""
        if self.shown_body_id and self.state == self.States.DRAFT:
            return str(_("Being revised"))
        if self.shown_body_id and self.state == self.States.REVIEW:
            return str(_("Revision under review"))
        return label_in(self.States, self.state)

    @property
    def holds(self) -> bool:
        """Published and not retired: something to answer a ticket with."""
        return self.shown_body_id is not None and self.state != self.States.RETIRED

    # --- What is written with a step (tickets/models/writing.py) ---

    def rows_of_history(self):
        from tickets.models import ArticleEvent, ArticleText

        return ArticleEvent, ArticleText

    @staticmethod
    def follow(moves) -> None:
        """An article has no ledger: nobody's time is measured."""

    @staticmethod
    def keep_time(pages, not_due, due) -> bool:
        """Nor does anybody owe one."""
        return False

    @staticmethod
    def send(contexts, events) -> None:
        from tickets.article_mail import enqueue

        enqueue(contexts)

    # --- Who writes it ---

    def is_written_by(self, actor) -> bool:
        """Whether `actor` reads the article as it is being written, beside what is published."""
        if actor.is_system:
            return True
        writers = [hat for hat in actor.hats if "knowledge.write" in hat.capabilities]
        if any(hat.organisation.pk == self.organisation_id for hat in writers):
            return True
        return self.state == self.States.REVIEW and any(hat.tier == "support" for hat in writers)

    def title_for(self, actor) -> str:
        """The title as it is being written for those who write it; for other readers the published one."""
        return self.title if self.shown_title_id is None or self.is_written_by(actor) else self.shown_title.body

    @property
    def readers_words(self) -> str:
        if self.audience == codes.ArticleAudience.CHOSEN:
            places = [directory.organisation(pk) for pk in (self.organisation_id, *self.chosen)]
            return ", ".join(dict.fromkeys(one.short_name or one.name for one in places if one))
        return str(self.get_audience_display())
