"""Who acts, a person or the application itself: every action asks before it changes a thing."""

from dataclasses import dataclass
from typing import Protocol

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, REACHES, Permission, Reach
from kehu.errors import KehuError


class NotAllowed(KehuError):
    """The actor may not do this, or not to this customer."""

    def __init__(self, permission: Permission) -> None:
        super().__init__("not_allowed", permission=permission.value)


class Owned(Protocol):
    """Something that a person may hold."""

    @property
    def owner(self) -> User | None: ...


@dataclass(frozen=True)
class Actor:
    """A person with the permissions of the role, or fewer where a token has a smaller scope.

    `user` is None for the application itself, which may do everything.
    """

    user: User | None
    permissions: frozenset[Permission]
    reach: Reach

    @classmethod
    def of(cls, user: User, scopes: frozenset[Permission] | None = None) -> "Actor":
        permissions = PERMISSIONS[user.role] if user.is_active else frozenset()
        if scopes is not None:
            permissions &= scopes
        return cls(user, permissions, REACHES[user.role])

    def may(self, permission: Permission, subject: Owned | None = None) -> bool:
        """May the actor do this, to this customer or record of a customer?"""
        return permission in self.permissions and (subject is None or self.reaches(subject.owner))

    def must(self, permission: Permission, subject: Owned | None = None) -> None:
        """Raises NotAllowed unless the actor may."""
        if not self.may(permission, subject):
            raise NotAllowed(permission)

    def person(self, permission: Permission) -> User:
        """Who acts, who must be somebody and may do this. Raises NotAllowed."""
        self.must(permission)
        if self.user is None:
            raise NotAllowed(permission)
        return self.user

    def reaches(self, owner: User | None) -> bool:
        """Is it one's own, the pool's (nobody's), or within the reach of the role?"""
        if owner is None or self.reach is Reach.ALL or self.user is None or owner == self.user:
            return True
        team = self.user.team_id
        return self.reach is Reach.TEAM and team is not None and owner.team_id == team


THE_APPLICATION = Actor(None, frozenset(Permission), Reach.ALL)
