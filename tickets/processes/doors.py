"""The pages of the processes that have some of their own; importing this lets each say what it adds to the others."""

from tickets.balloting import pages as balloting
from tickets.change_calendar import addresses as change_calendar
from tickets.processes.change import pages as change
from tickets.processes.change_template import pages as change_template
from tickets.processes.known_error import pages as known_error
from tickets.processes.major_incident.pages import addresses as major_incident
from tickets.processes.problem import pages as problem
from tickets.processes.regulatory import pages as regulatory

urlpatterns = [
    *balloting.urlpatterns,
    *change.urlpatterns,
    *change_calendar.urlpatterns,
    *change_template.urlpatterns,
    *known_error.urlpatterns,
    *major_incident.urlpatterns,
    *problem.urlpatterns,
    *regulatory.urlpatterns,
]
