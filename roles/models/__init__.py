from roles.models.assignment import RoleAssignment, Team, TeamMember
from roles.models.credential import ApiClient, PersonalToken
from roles.models.log import RoleChange
from roles.models.role import Role, RoleCapability
from roles.models.user import User

__all__ = [
    "ApiClient",
    "PersonalToken",
    "Role",
    "RoleAssignment",
    "RoleCapability",
    "RoleChange",
    "Team",
    "TeamMember",
    "User",
]
