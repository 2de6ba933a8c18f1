from roles.models.assignment import RoleAssignment, Team, TeamMember
from roles.models.role import Role, RoleCapability
from roles.models.user import User

__all__ = ["Role", "RoleAssignment", "RoleCapability", "Team", "TeamMember", "User"]
