"""The groups of people that the steps of a need tell, by name (`hearing` says who stands behind each)."""

LEADERS = "need_leaders"  # of the regions behind it
ORIGIN_LEADERS = "need_origin_leaders"  # of the region that it comes from
EVERY_LEADER = "need_every_leader"  # of every region: the need may be theirs, too
COORDINATORS = "need_coordinators"
DEPLOYED_IN = "need_deployed_in"  # of the region where it came into use
ASKED = "need_asked"  # of the regions that are asked what came of it
SILENT = "need_silent"  # of the regions behind it that have not said what came of it
