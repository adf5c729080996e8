"""Where a conversation lies, and what may be there (rules.md sections 4 and 6): pure functions of loaded rows."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from organizations.models import Organization, Project
from organizations.policy import may_see_project, may_use_connectors_in as may_use_connectors_in_project
from organizations.refusals import ALLOWED, Decision, first_refusal, refuse


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens: its organization, and its project with its members as far as its author sees it.

    `model_may_train`: the operator has not said of the model's provider that it does not train on inputs (health-H8).
    """

    organization: Organization
    project: Project | None = None
    project_members: int = 0
    author_is_member: bool = True
    model_may_train: bool = False

    @property
    def project_seen(self) -> Project | None:
        """The project, while the author may see its name and instructions (A6)."""
        seen = self.project is not None and may_see_project(self.project, is_member=self.author_is_member).allowed
        return self.project if seen else None


class ContentOf(NamedTuple):
    """A connector whose content the conversation holds."""

    connector_id: uuid.UUID
    name: str
    is_health: bool = False

    @classmethod
    def parse(cls, said: Iterable[Sequence[Any]]) -> tuple["ContentOf", ...]:
        """From what the database function `contents_of` says of each."""
        return tuple(cls(uuid.UUID(connector_id), name, *health) for connector_id, name, *health in said)


def may_use_connectors_in(place: Place) -> Decision:
    """Private projects P1-P3: not in public projects; with other members only if an owner allows it."""
    if place.project is not None and place.project_seen is None:
        return refuse("connectors_require_private_project", "You are not in this chat's project. Move the chat out.")
    return may_use_connectors_in_project(place.project, place.project_members, place.organization)


def may_reach_model(place: Place, is_health: bool) -> Decision:
    """health-H8: health content goes only to a model whose provider does not train on inputs, as the operator said."""
    if not is_health or not place.model_may_train:
        return ALLOWED
    return refuse(
        "model_may_train",
        "Health records go only to a model whose provider does not train on what it is sent. The operator of this"
        " workspace has not said that of this one. Ask them.",
    )


def may_start_turn(place: Place, has_provenance: bool, has_health: bool = False) -> Decision:
    """Private projects P10: a history with connector content may not go on where connectors may not be used.

    health-H8: one with health content goes to no model that may train on it, because all of it is sent again.
    """
    used = may_use_connectors_in(place) if has_provenance else ALLOWED
    return first_refusal(used, may_reach_model(place, has_health))


def may_publish_with(project: Project, with_content: int) -> Decision:
    """Private projects P6: `with_content` is the number of its conversations with connector content."""
    if not with_content:
        return ALLOWED
    chats = "One chat" if with_content == 1 else f"{with_content} chats"
    return refuse(
        "project_has_connector_content",
        f"{chats} in “{project.name}” hold content from connectors. Their authors have to move them out first.",
        project,
    )


def may_move(place: Place, has_provenance: bool) -> Decision:
    """Private projects P7: a conversation with provenance does not go into a public project."""
    if has_provenance and place.project is not None and place.project.is_public:
        return refuse(
            "project_has_connector_content",
            f"This chat holds content from connectors and can't move into the public project “{place.project.name}”.",
            place.project,
        )
    return ALLOWED
