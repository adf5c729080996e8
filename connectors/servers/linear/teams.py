"""Tools that tell of teams, people, projects and cycles."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.linear import shapes
from connectors.servers.linear.api import linear
from connectors.servers.linear.names import team_named, whole_team
from connectors.servers.linear.queries import CYCLES, PROJECTS, TEAM_MEMBERS, TEAMS, USERS
from connectors.servers.linear.server import SERVER, Limit, TeamName
from connectors.servers.linear.shapes import next_cursor, person_name, there
from connectors.servers.texts import cut
from connectors.servers.tools import Cursor

ProjectStatus = Literal["any", "backlog", "planned", "started", "paused", "completed", "canceled"]


@SERVER.reads("List teams")
async def list_teams(limit: Limit = 50, cursor: Cursor = "") -> shapes.Teams:
    """List the teams with their keys. Use it to find out where an issue belongs; not to find issues."""
    found = (await linear.query(TEAMS, {"first": limit, "after": cursor or None}))["teams"]
    return shapes.Teams(teams=[shapes.Team(**node) for node in found["nodes"]], next_cursor=next_cursor(found))


@SERVER.reads("Get team")
async def get_team(team: TeamName) -> shapes.WholeTeam:
    """Tell one team's statuses, labels and current cycle. Use it before an issue is created or moved, to learn what \
the team calls its statuses. Its people: list_members."""
    found = await whole_team((await team_named(team))["id"])
    active = found.get("activeCycle")
    return shapes.WholeTeam(
        team=shapes.Team(id=found["id"], key=found["key"], name=found["name"]),
        description=cut(found.get("description") or "", 2_000),
        statuses=[
            shapes.Named(id=each["id"], name=each["name"], kind=each["type"]) for each in found["states"]["nodes"]
        ],
        labels=[shapes.Named(id=each["id"], name=each["name"]) for each in found["labels"]["nodes"]],
        are_labels_cut=found["labels"]["pageInfo"]["hasNextPage"],
        current_cycle=f"{active['number']:g} ({active['startsAt']} to {active['endsAt']})" if active else "",
    )


@SERVER.reads("List members")
async def list_members(
    team: Annotated[
        str, Field(description="Only of this team: key, name or id. Empty: everybody.", max_length=100)
    ] = "",
    name: Annotated[str, Field(description="Only whose name is this, without a team.", max_length=200)] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> shapes.People:
    """List the people of the workspace or of one team, with their e-mail addresses. Use it to find whom to assign \
an issue to. Not for what somebody works on: list_issues."""
    variables: dict[str, Any] = {"first": limit, "after": cursor or None}
    if team:
        asked = {**variables, "id": (await team_named(team))["id"]}
        found = there((await linear.query(TEAM_MEMBERS, asked))["team"], f"team {team!r}")["members"]
    else:
        wanted = {"filter": {"name": {"containsIgnoreCase": name}}} if name else {}
        found = (await linear.query(USERS, {**variables, **wanted}))["users"]
    return shapes.People(
        people=[
            shapes.Person(id=each["id"], name=each["name"], display_name=each["displayName"], email=each["email"])
            for each in found["nodes"]
        ],
        next_cursor=next_cursor(found),
    )


@SERVER.reads("List projects")
async def list_projects(
    team: Annotated[str, Field(description="Only of this team: key, name or id.", max_length=100)] = "",
    name: Annotated[str, Field(description="Only those with this in their name.", max_length=200)] = "",
    status: Annotated[ProjectStatus, Field(description="Only with a status of this kind.")] = "any",
    limit: Limit = 25,
    cursor: Cursor = "",
) -> shapes.Projects:
    """List projects with status, progress, lead and target date. Use it for how far projects are and to find a \
project's id. Its issues: list_issues with project."""
    wanted: dict[str, Any] = {"name": {"containsIgnoreCase": name}} if name else {}
    if team:
        wanted["accessibleTeams"] = {"some": {"id": {"eq": (await team_named(team))["id"]}}}
    if status != "any":
        wanted["status"] = {"type": {"eq": status}}
    found = (await linear.query(PROJECTS, {"first": limit, "after": cursor or None, "filter": wanted}))["projects"]
    return shapes.Projects(projects=[_project(node) for node in found["nodes"]], next_cursor=next_cursor(found))


@SERVER.reads("List cycles")
async def list_cycles(team: TeamName, limit: Limit = 25, cursor: Cursor = "") -> shapes.Cycles:
    """List a team's cycles with their dates and which is current. Use it to learn a cycle's number; for the issues \
of the current one use list_issues with cycle."""
    variables = {"id": (await team_named(team))["id"], "first": limit, "after": cursor or None}
    found = there((await linear.query(CYCLES, variables))["team"], f"team {team!r}")["cycles"]
    now = datetime.now(UTC)
    return shapes.Cycles(cycles=[_cycle(node, now) for node in found["nodes"]], next_cursor=next_cursor(found))


def _project(node: dict[str, Any]) -> shapes.Project:
    return shapes.Project(
        id=node["id"],
        title=node["name"],
        url=node["url"],
        summary=cut(node["description"], 300),
        status=node["status"]["name"],
        # A share of one; cut, so that 100 % is said only when all is done.
        progress=int(node["progress"] * 100 + 1e-9),
        lead=person_name(node["lead"]),
        teams=[team["key"] for team in node["teams"]["nodes"]],
        target_date=node["targetDate"] or "",
    )


def _cycle(node: dict[str, Any], now: datetime) -> shapes.Cycle:
    return shapes.Cycle(
        id=node["id"],
        number=int(node["number"]),
        name=node["name"] or "",
        starts_at=node["startsAt"] or "",
        ends_at=node["endsAt"] or "",
        phase=phase_of(node["startsAt"], node["endsAt"], now),
    )


def phase_of(
    starts_at: str | None, ends_at: str | None, now: datetime
) -> Literal["past", "current", "upcoming", "without dates"]:
    """Where a cycle stands; its end is no longer part of it. Linear always gives both, emulators of it may not."""
    if not (starts_at and ends_at):
        return "without dates"
    if now < datetime.fromisoformat(starts_at):
        return "upcoming"
    return "current" if now < datetime.fromisoformat(ends_at) else "past"
