"""The pages of the processes that have some of their own; importing this lets each say what it adds to the others."""

from tickets.areas import pages as areas
from tickets.balloting import pages as balloting
from tickets.change_calendar import addresses as change_calendar
from tickets.deviations import pages as deviations
from tickets.disclosing import pages as disclosing
from tickets.processes.change import pages as change
from tickets.processes.change_template import pages as change_template
from tickets.processes.known_error import pages as known_error
from tickets.processes.major_incident.pages import addresses as major_incident
from tickets.processes.need import pages as need
from tickets.processes.problem import pages as problem
from tickets.processes.regulatory import duty_register as duties
from tickets.processes.regulatory import pages as regulatory
from tickets.processes.regulatory import register as safety_notices
from tickets.processes.release import pages as release
from tickets.processes.release.acceptance import pages as acceptance
from tickets.processes.release.audiences import pages as audiences
from tickets.processes.release.deployments import pages as deployments
from tickets.processes.release.early_life import pages as early_life
from tickets.processes.release.verified import pages as verified
from tickets.processes.release.versions import pages as versions
from tickets.processes.service_request import pages as orders
from tickets.processes.service_request.bulk import pages as order_rows
from tickets.processes.service_request.catalogue import pages as order_catalogue
from tickets.processes.service_request.experts import pages as order_experts
from tickets.processes.service_request.quoting import pages as order_quotes
from tickets.refused_numbers import pages as refused_numbers
from tickets.region_figures import pages as region_figures
from tickets.solidarity import pages as solidarity

early_life.add()
orders.add()
verified.add()

urlpatterns = [
    *acceptance.urlpatterns,
    *areas.urlpatterns,
    *audiences.urlpatterns,
    *balloting.urlpatterns,
    *change.urlpatterns,
    *change_calendar.urlpatterns,
    *change_template.urlpatterns,
    *deviations.urlpatterns,
    *disclosing.urlpatterns,
    *known_error.urlpatterns,
    *major_incident.urlpatterns,
    *deployments.urlpatterns,
    *duties.urlpatterns,
    *need.urlpatterns,
    *order_catalogue.urlpatterns,
    *order_experts.urlpatterns,
    *order_quotes.urlpatterns,
    *order_rows.urlpatterns,
    *problem.urlpatterns,
    *region_figures.urlpatterns,
    *regulatory.urlpatterns,
    *release.urlpatterns,
    *refused_numbers.urlpatterns,
    *safety_notices.urlpatterns,
    *solidarity.urlpatterns,
    *versions.urlpatterns,
]
