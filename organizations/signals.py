"""Signals of changes for the apps above, sent inside the transaction."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.dispatch import Signal

from organizations.refusals import ALLOWED, Decision

# sender: Membership class; kwargs: membership
member_removed = Signal()
# sender: Membership class; kwargs: membership. The mailbox's owner took over a space that somebody else may have begun.
space_claimed = Signal()
# sender: Project class; kwargs: project, actor. The project became public, or got a member.
project_opened = Signal()
# sender: Organization class; kwargs: organization, actor. Plan or settings changed.
organization_changed = Signal()
# sender: Project class; kwargs: project, actor. Only its members see the project now.
project_closed = Signal()
# sender: Project class; kwargs: project, member, actor. They see it no more, unless it is public.
project_member_removed = Signal()
# sender: Project class; kwargs: project, actor. The project was deleted.
project_deleted = Signal()


# Where the apps above may refuse something that this app decides, without being imported here.

Refusal = Callable[..., Decision]
F = TypeVar("F", bound=Callable[..., Any])


class Refusals:
    """Functions that are asked one after the other; the first refusal wins."""

    def __init__(self) -> None:
        self._functions: list[Refusal] = []

    def register(self, function: Refusal) -> Refusal:
        """Add a function (usable as a decorator); registering it twice changes nothing."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def ask(self, **subject: Any) -> Decision:
        """The first refusal, or allowed. Runs in the open tenant."""
        for function in self._functions:
            if not (decision := function(**subject)).allowed:
                return decision
        return ALLOWED


# Asked with project=: synced files or conversations with provenance are in it (private projects-P6).
publish_refusals = Refusals()
# Asked with project= and member=: it holds synced files (private projects-P5).
project_member_refusals = Refusals()

# The models whose rows decide on tools, as the code says that reads them; each needs `DecidesOnTools` in a migration.
models_that_decide_on_tools: set[type[Model]] = set()


def reads_rules(*models: type[Model]) -> Callable[[F], F]:
    """Mark a function that reads rows of these models to decide on tools, and keeps what it read by their version."""

    def register(function: F) -> F:
        models_that_decide_on_tools.update(models)
        return function

    return register
