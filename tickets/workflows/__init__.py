"""The processes that run here. A process is one proxy of the ticket; this is the only list of them."""

from engine import workflows as workflow_list
from engine.inputs import INPUTS
from tickets import inputs
from tickets.models import Article, Handoff, MiRegionRow, RegionLeg, RegulatoryTrack
from tickets.processes import PROCESSES
from tickets.processes.known_error import inputs as known_error
from tickets.processes.known_error.workflow import KnownError
from tickets.processes.major_incident import inputs as major_incident
from tickets.processes.major_incident.workflow import MajorIncident
from tickets.processes.problem import inputs as problem
from tickets.processes.problem.workflow import Problem
from tickets.processes.regulatory import inputs as regulatory
from tickets.workflows.general import GeneralCase
from tickets.workflows.incident import Incident

for asked in (inputs, known_error, major_incident, problem, regulatory):
    INPUTS.add(*asked.FIELDS)
PROCESSES.update({workflow.slug: workflow for workflow in (GeneralCase, Incident, KnownError, MajorIncident, Problem)})


def register() -> None:
    """Make the workflows known to the diagrams; called once, when the app is ready."""
    for slug, workflow in PROCESSES.items():
        workflow_list.add(slug, workflow, TITLES[slug])
    workflow_list.add("handoff", Handoff, "Överlämning")
    workflow_list.add("article", Article, "Kunskapsartikel")
    workflow_list.add("incident-leg", RegionLeg, "Regionens del av incidenten")
    workflow_list.add("mi-region-row", MiRegionRow, "Regionens läge i major incident")
    workflow_list.add("regulatory-track", RegulatoryTrack, "Prövning av rapporteringsplikt")


TITLES = {
    "general-case": "Generellt ärende",
    "incident": "Incident",
    "known-error": "Känt fel",
    "major-incident": "Major incident",
    "problem": "Problem",
}

__all__ = ["PROCESSES", "GeneralCase", "Incident", "KnownError", "MajorIncident", "Problem"]
