"""The rows of a release: made with it, and at rest when it ends."""

from __future__ import annotations

from engine.context import Context
from regions import directory
from tickets.models import RegionDeployment
from tickets.processes.release.deployments import effects, reading
from tickets.processes.release.deployments.deviating import DUE


def create_rows(context: Context) -> None:
    """One row a member region; each is asked to plan."""
    for region in directory.regions():
        context.move(RegionDeployment(ticket=context.subject, region=region, since=context.at), "create")
    context.tell("deployment_regions")


def close_rows(context: Context) -> None:
    """Nobody moves a row of a release that has ended (`parent_open`), and nobody is reminded of one.

    A deviation outlives the release in a record of its own, which reminds of its last day itself.
    """
    for row in reading.rows_of(context.root):
        context.call_off(effects.REMIND, subject=row)
        context.call_off(DUE, subject=row)
