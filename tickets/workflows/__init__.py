"""The processes that run here. A process is one proxy of the ticket; this is the only list of them."""

from engine import workflows as workflow_list
from engine.inputs import INPUTS
from tickets import inputs
from tickets.areas import inputs as areas
from tickets.balloting import inputs as balloting
from tickets.deviations import inputs as deviations
from tickets.deviations.workflow import Deviation
from tickets.disclosing import inputs as disclosing
from tickets.models import Article, Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack
from tickets.processes import PROCESSES, plan_inputs
from tickets.processes.change import inputs as change
from tickets.processes.change.workflow import Change
from tickets.processes.change_template import inputs as change_template
from tickets.processes.change_template.workflow import ChangeTemplate
from tickets.processes.known_error import inputs as known_error
from tickets.processes.known_error.workflow import KnownError
from tickets.processes.major_incident import inputs as major_incident
from tickets.processes.major_incident.workflow import MajorIncident
from tickets.processes.need import inputs as need
from tickets.processes.need.workflow import Need
from tickets.processes.problem import inputs as problem
from tickets.processes.problem.workflow import Problem
from tickets.processes.regulatory import inputs as regulatory
from tickets.processes.release import inputs as release
from tickets.processes.release.acceptance import inputs as acceptance
from tickets.processes.release.audiences import inputs as audiences
from tickets.processes.release.deployments import inputs as deployments
from tickets.processes.release.workflow import Release
from tickets.processes.service_request import inputs as service_request
from tickets.processes.service_request.bulk import inputs as bulk
from tickets.processes.service_request.experts import inputs as experts
from tickets.processes.service_request.quoting import inputs as quoting
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.workflows.general import GeneralCase
from tickets.workflows.incident import Incident

for asked in (
    inputs,
    areas,
    balloting,
    plan_inputs,
    audiences,
    change,
    change_template,
    deployments,
    deviations,
    disclosing,
    known_error,
    major_incident,
    need,
    problem,
    regulatory,
    release,
    acceptance,
    service_request,
    experts,
    bulk,
    quoting,
):
    INPUTS.add(*asked.FIELDS)
RUNNING = (
    Change, ChangeTemplate, Deviation, GeneralCase, Incident, KnownError, MajorIncident, Need, Problem, Release,
    ServiceRequest,
)  # fmt: skip
PROCESSES.update({workflow.slug: workflow for workflow in RUNNING})


def register() -> None:
    """Make the workflows known to the diagrams; called once, when the app is ready."""
    for slug, workflow in PROCESSES.items():
        workflow_list.add(slug, workflow, TITLES[slug])
    workflow_list.add("handoff", Handoff, "Överlämning")
    workflow_list.add("article", Article, "Kunskapsartikel")
    workflow_list.add("incident-leg", RegionLeg, "Regionens del av incidenten")
    workflow_list.add("mi-region-row", MiRegionRow, "Regionens läge i major incident")
    workflow_list.add("region-deployment", RegionDeployment, "Regional driftsättning")
    workflow_list.add("approval", Ballot, "Godkännandesteg")
    workflow_list.add("regulatory-track", RegulatoryTrack, "Prövning av rapporteringsplikt")


TITLES = {
    "change": "Ändring",
    "deviation": "Avvikelse från lika",
    "general-case": "Generellt ärende",
    "incident": "Incident",
    "known-error": "Känt fel",
    "major-incident": "Major incident",
    "need": "Behov",
    "problem": "Problem",
    "release": "Release",
    "service-request": "Tjänsteförfrågan",
    "standard-change-template": "Standardändringsmall",
}

__all__ = [
    "PROCESSES",
    "Change",
    "ChangeTemplate",
    "GeneralCase",
    "Incident",
    "KnownError",
    "MajorIncident",
    "Need",
    "Problem",
    "Release",
    "ServiceRequest",
]
