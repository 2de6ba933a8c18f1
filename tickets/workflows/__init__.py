"""The processes that run here. A process is one proxy of the ticket; this is the only list of them."""

from tickets import inputs  # noqa: F401 the inputs that the steps name
from tickets.workflows.general import GeneralCase
from tickets.workflows.incident import Incident

PROCESSES = {"general-case": GeneralCase, "incident": Incident}
