"""What the tracker's tools take and give."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from connectors.demo.arguments import without_default
from connectors.demo.people import Team
from connectors.demo.words import CleanText

Priority = Literal["low", "medium", "high", "urgent"]
State = Literal["open", "closed"]

IssueKey = Annotated[CleanText, Field(min_length=3, max_length=20, description="The issue's key", examples=["MOB-42"])]
Title = Annotated[
    CleanText, Field(min_length=1, max_length=200, description="One line that says what is wrong or wanted")
]
Description = Annotated[CleanText, Field(max_length=10_000, description="The details, in Markdown")]
CommentText = Annotated[CleanText, Field(min_length=1, max_length=5_000, description="The comment, in Markdown")]

MaybeTitle = Annotated[
    Title | SkipJsonSchema[None], Field(description="The new title", json_schema_extra=without_default)
]
MaybeDescription = Annotated[
    Description | SkipJsonSchema[None],
    Field(description="The new description", json_schema_extra=without_default),
]
MaybeTeam = Annotated[
    Team | SkipJsonSchema[None],
    Field(description="The team that looks after it", json_schema_extra=without_default),
]
MaybePriority = Annotated[
    Priority | SkipJsonSchema[None],
    Field(description="How much it matters", json_schema_extra=without_default),
]
MaybeState = Annotated[
    State | SkipJsonSchema[None],
    Field(description="Whether it is open or closed", json_schema_extra=without_default),
]
MaybeAssignee = Annotated[
    Annotated[CleanText, Field(max_length=200)] | SkipJsonSchema[None],
    Field(
        description='Who works on it: "me", a name or an e-mail address of your workspace',
        examples=["me"],
        json_schema_extra=without_default,
    ),
]
MaybeComment = Annotated[
    CommentText | SkipJsonSchema[None],
    Field(description="Why it is closed", json_schema_extra=without_default),
]


class Comment(BaseModel):
    """A comment on an issue, or a note of what someone changed."""

    author: str
    body: str
    created_at: str


class Issue(BaseModel):
    """An issue as it stands in a list."""

    key: str
    title: str
    team: Team
    priority: Priority
    state: State
    assignee: str | None
    reporter: str
    private: bool
    created_at: str
    updated_at: str


class IssueDetails(Issue):
    """One issue with everything that belongs to it."""

    description: str
    comments: list[Comment]


class IssueList(BaseModel):
    """The issues that were found, newest change first."""

    issues: list[Issue]
    total: int
