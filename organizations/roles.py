"""What each role may do (rules.md section 2), as one table."""

from enum import StrEnum, auto

from organizations.models import Role


class Permission(StrEnum):
    """The things that depend on a role."""

    ENABLE_CONNECTORS = auto()
    MANAGE_MEMBERS = auto()
    MANAGE_PROJECTS = auto()
    READ_AUDIT = auto()
    MANAGE_ORGANIZATION = auto()


_OWNER = frozenset(Permission)

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PRIMARY_OWNER: _OWNER,
    Role.OWNER: _OWNER,
    Role.ADMIN: frozenset({Permission.MANAGE_MEMBERS, Permission.MANAGE_PROJECTS}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.MEMBER: frozenset(),
}

# Only owners hand these out: they reach further than an admin does.
OWNERS_GRANT = frozenset({Role.OWNER, Role.AUDITOR})


def has(role: str, permission: Permission) -> bool:
    """Whether the role carries the permission."""
    return permission in PERMISSIONS[role]
