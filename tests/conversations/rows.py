"""Rows without a database for the pure rules of conversations: everything in order, until a test breaks something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connectors.models import Connection, ConnectionStatus, Connector, ToolDefinition, ToolPolicy
from conversations.models import Approval
from conversations.policy.calls import CallFacts
from conversations.policy.place import ContentOf, Place
from organizations.models import Membership, Organization, Project
from organizations.plans import Plan
from organizations.refusals import Decision
from tests.connectors.rows import a_connector, a_member, a_policy, a_tool

PERSONAL = (Plan.FREE, Plan.PRO, Plan.MAX)
SHARED = (Plan.TEAM, Plan.ENTERPRISE)


def answer(decision: Decision) -> str:
    """yes, or the code of a refusal that says why."""
    assert decision.allowed == (decision.code == "") == (decision.reason == "")
    return "yes" if decision.allowed else decision.code


def an_organization(plan: str = Plan.TEAM, **settings: Any) -> Organization:
    """One of this plan, with the settings that a new one has unless changed."""
    return Organization(slug=plan, name="Acme", plan=plan, **settings)


def a_place(
    visibility: str | None = None, members: int = 0, *, author_is_member: bool = True, **settings: Any
) -> Place:
    """A chat of one's own, or with a visibility in a project with that many people."""
    organization = an_organization(**settings)
    project = Project(organization=organization, name="Plans", visibility=visibility) if visibility else None
    return Place(organization, project, members, author_is_member)


def a_connection(
    connector: Connector, member: Membership, status: str = ConnectionStatus.CONNECTED, **values: Any
) -> Connection:
    """The member's account."""
    return Connection(organization=connector.organization, connector=connector, member=member, status=status, **values)


def an_approval(asks_code: str, **values: Any) -> Approval:
    """Someone is asked, for this reason."""
    return Approval(asks_code=asks_code, asks_reason="Something asks.", **values)


@dataclass
class Call:
    """A call that may run, in a form that a test can break; the only place that makes CallFacts."""

    member: Membership = field(default_factory=a_member)
    connector: Connector = field(init=False)
    connection: Connection | None = field(init=False)
    tool: ToolDefinition = field(init=False)
    project: Project | None = None
    project_members: int = 0
    author_is_member: bool = True
    is_on: bool = True
    offered: bool = True
    policies: list[ToolPolicy] = field(default_factory=list)
    contents: list[ContentOf] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connector = a_connector(self.member)
        self.connection = a_connection(self.connector, self.member)
        self.tool = a_tool(self.connector, "get_issue", "read")
        self.tool.accepted_at = self.connector.enabled_at

    def set(self, level: str, *, by_owner: bool, tool: str = "") -> ToolPolicy:
        """A row of the owner's or the member's own for this tool."""
        row = a_policy(self.connector, tool or self.tool.name, level, None if by_owner else self.member)
        self.policies.append(row)
        return row

    def facts(self) -> CallFacts:
        """What the rule is asked with."""
        return CallFacts(
            member=self.member,
            place=Place(self.member.organization, self.project, self.project_members, self.author_is_member),
            connector=self.connector,
            connection=self.connection,
            is_on=self.is_on,
            tool=self.tool,
            offered=self.offered,
            policies=self.policies,
            contents=self.contents,
        )


Break = Callable[[Call], object]
