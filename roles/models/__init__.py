from roles.models.assignment import RoleAssignment, Team, TeamMember
from roles.models.credential import ApiClient, PersonalToken
from roles.models.delegation import Delegation
from roles.models.draft import Draft
from roles.models.group import GroupMembership, OrderGroup
from roles.models.log import RoleChange
from roles.models.role import Role, RoleCapability
from roles.models.user import User
from roles.models.viewing import ViewedPage, Viewing

__all__ = [
    "ApiClient",
    "Delegation",
    "Draft",
    "GroupMembership",
    "OrderGroup",
    "PersonalToken",
    "Role",
    "RoleAssignment",
    "RoleCapability",
    "RoleChange",
    "Team",
    "TeamMember",
    "User",
    "ViewedPage",
    "Viewing",
]
