"""Who the embedded servers run as: PostgreSQL refuses root, so root starts them as nobody."""

import os
from dataclasses import dataclass

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """A user and group id, and what `subprocess` takes to start a program as them."""

    user: int
    group: int
    differs: bool
    """Whether this is somebody other than the one who starts the servers."""

    @property
    def switch_user(self) -> int | None:
        """The user to switch to, or None to stay who we are."""
        return self.user if self.differs else None

    @property
    def switch_group(self) -> int | None:
        """The group to switch to, or None to stay in ours."""
        return self.group if self.differs else None

    @property
    def switch_groups(self) -> list[int] | None:
        """None of root's other groups when we switch; None to keep ours."""
        return [] if self.differs else None


def server_account() -> Account:
    """Ourselves, or nobody when we are root."""
    if os.geteuid() == 0:
        return Account(NOBODY, NOBODY, differs=True)
    return ourselves()


def ourselves() -> Account:
    """The account of this process: nothing to switch."""
    return Account(os.geteuid(), os.getegid(), differs=False)
