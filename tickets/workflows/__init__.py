"""The processes that run here. A process is one proxy of the ticket; this is the only list of them."""

from engine import workflows as workflow_list
from tickets import inputs  # noqa: F401 registers the inputs that the steps name
from tickets.models import Article, Handoff, RegionLeg
from tickets.processes import PROCESSES
from tickets.workflows.general import GeneralCase
from tickets.workflows.incident import Incident

PROCESSES.update({workflow.slug: workflow for workflow in (GeneralCase, Incident)})


def register() -> None:
    """Make the workflows known to the diagrams; called once, when the app is ready."""
    for slug, workflow in PROCESSES.items():
        workflow_list.add(slug, workflow, TITLES[slug])
    workflow_list.add("handoff", Handoff, "Överlämning")
    workflow_list.add("article", Article, "Kunskapsartikel")
    workflow_list.add("incident-leg", RegionLeg, "Regionens del av incidenten")


TITLES = {"general-case": "Generellt ärende", "incident": "Incident"}

__all__ = ["PROCESSES", "GeneralCase", "Incident"]
