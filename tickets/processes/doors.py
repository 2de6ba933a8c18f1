"""The pages of the processes that have some of their own; importing this lets each say what it adds to the others."""

from tickets.balloting import pages as balloting
from tickets.change_calendar import addresses as change_calendar
from tickets.deviations import pages as deviations
from tickets.processes.change import pages as change
from tickets.processes.change_template import pages as change_template
from tickets.processes.known_error import pages as known_error
from tickets.processes.major_incident.pages import addresses as major_incident
from tickets.processes.problem import pages as problem
from tickets.processes.regulatory import pages as regulatory
from tickets.processes.release import pages as release
from tickets.processes.release.acceptance import pages as acceptance
from tickets.processes.release.audiences import pages as audiences
from tickets.processes.release.deployments import pages as deployments
from tickets.processes.release.early_life import pages as early_life
from tickets.processes.release.verified import pages as verified
from tickets.processes.release.versions import pages as versions

early_life.add()
verified.add()

urlpatterns = [
    *acceptance.urlpatterns,
    *audiences.urlpatterns,
    *balloting.urlpatterns,
    *change.urlpatterns,
    *change_calendar.urlpatterns,
    *change_template.urlpatterns,
    *deviations.urlpatterns,
    *known_error.urlpatterns,
    *major_incident.urlpatterns,
    *deployments.urlpatterns,
    *problem.urlpatterns,
    *regulatory.urlpatterns,
    *release.urlpatterns,
    *versions.urlpatterns,
]
