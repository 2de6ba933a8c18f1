"""Who takes the steps of a major incident, as several of its files name them."""

from engine.step import Who
from tickets.processes.major_incident.codes import Duty

CUSTOMER = ("region", "support")
MANAGER = Who("mi.manage", "support")
CLOSER = Who("mi.close", "support")
LEADER = Who("mi.duty", str(Duty.LEADER), tiers=CUSTOMER)
COMMUNICATOR = Who("mi.duty", str(Duty.COMMUNICATOR), tiers=CUSTOMER)
LOGGER = Who("mi.duty", str(Duty.LOGGER), tiers=CUSTOMER)
TECHNICIAN = Who("mi.duty", str(Duty.TECHNICIAN), tiers=CUSTOMER)
