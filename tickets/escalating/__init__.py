"""Escalations: who is told when time runs out or somebody waits. Rules are data (`sla.escalations`)."""

from tickets.escalating.raising import raise_for

__all__ = ["raise_for"]
