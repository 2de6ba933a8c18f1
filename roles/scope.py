"""Scoped reads: every query of a scoped model names its reader, or says why it has none."""

from __future__ import annotations

from django.db import models

from roles.actor import Actor


class ScopedQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ScopedQuerySet:
        """Only the rows that `actor` may read, by the model's `scope(actor)`."""
        if actor.is_system:
            return self
        return self.filter(self.model.scope(actor))


class ScopedManager(models.Manager):
    """Refuses an unscoped read. Use `.visible_to(actor)`, or `.unscoped("why")` where no reader exists."""

    def get_queryset(self):
        raise LookupError(f"{self.model.__name__}: use .visible_to(actor), or .unscoped('why')")

    def visible_to(self, actor: Actor) -> ScopedQuerySet:
        return ScopedQuerySet(self.model, using=self._db).visible_to(actor)

    def unscoped(self, why: str) -> ScopedQuerySet:
        if not why:
            raise ValueError("say why this read has no reader")
        return ScopedQuerySet(self.model, using=self._db)

    def bulk_create(self, rows, **options):
        return ScopedQuerySet(self.model, using=self._db).bulk_create(rows, **options)

    def create(self, **fields):
        return ScopedQuerySet(self.model, using=self._db).create(**fields)
