"""Every request that Asana's tools can make is as Asana's own description wants it."""

from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, ServerFailed
from tests.services import calling
from tests.services.prism import Prism

pytestmark = [pytest.mark.anyio, pytest.mark.peer, pytest.mark.services]

WORKSPACE = {"data": [{"gid": "12345", "name": "Acme"}]}
# Prism answers with the description's examples: 12345 is the id of everything there.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_workspaces", {"limit": 10, "cursor": "eyJ0"}),
    ("list_tasks", {"workspace": "12345", "assignee": "12345", "limit": 5, "cursor": "eyJ0"}),
    ("list_tasks", {"project": "12345", "with_completed": True}),
    (
        "search_tasks",
        {"workspace": "12345", "query": "login", "assignee": "12345", "project": "12345", "state": "open"},
    ),
    ("search_tasks", {"workspace": "12345", "due_by": "2026-12-31", "cursor": "2026-11-20T10:00:00.122Z"}),
    ("get_task", {"task": "12345"}),
    ("list_projects", {"workspace": "12345", "archived": True}),
    ("get_project", {"project": "12345"}),
    ("find_people", {"workspace": "12345"}),
    ("find_people", {"workspace": "12345", "name": "Greg"}),
    ("create_task", {"name": "New", "notes": "Why", "project": "12345", "assignee": "me", "due": "2026-12-31"}),
    ("create_task", {"name": "New", "workspace": "12345", "assignee": "g@x.example", "due": "2026-12-31T17:00Z"}),
    ("create_task", {"name": "New", "parent": "12345"}),
    ("update_task", {"task": "12345", "name": "x", "notes": "y", "state": "completed", "assignee": "12345"}),
    ("update_task", {"task": "12345", "assignee": "none", "due": "none", "state": "open"}),
    ("comment_on_task", {"task": "12345", "body": "Hello"}),
]
# The search's page size stands in the description's words ("can be specified by the `limit` query parameter") only.
LIMIT = "/tasks/search: request.query.limit: not in the description"


def url(prism: Prism) -> str:
    return f"{prism.origin}/api/1.0"


async def test_every_request_of_every_tool_is_valid(prism_asana: Prism) -> None:
    async with calling.connected("asana", url(prism_asana), "token") as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
    assert tools == {tool for tool, _ in CALLS}
    for tool, arguments in CALLS:
        await calling.result("asana", url(prism_asana), "token", tool, **arguments)
    assert [fault for fault in prism_asana.faults if LIMIT not in fault] == []
    changes = [(each.method, each.path) for each in prism_asana.requests if each.method != "GET"]
    assert len(changes) == len([tool for tool, _ in CALLS if tool in ("create_task", "update_task", "comment_on_task")])


@pytest.mark.parametrize(
    ("code", "words"), [(400, "refused this (400)"), (403, "does not let"), (404, "does not find")]
)
async def test_documented_errors_are_told_in_words(prism_asana: Prism, code: int, words: str) -> None:
    prism_asana.answers(code=code)
    assert words in await calling.refusal("asana", url(prism_asana), "token", "get_task", task="12345")


async def test_a_documented_outage_is_one(prism_asana: Prism) -> None:
    prism_asana.answers(code=500, path="/stories")
    with pytest.raises(ServerFailed) as failed:
        await calling.outcome("asana", url(prism_asana), "token", "comment_on_task", task="12345", body="x")
    assert failed.value.may_have_run


async def test_a_token_that_is_not_known_ends_the_sign_in(prism_asana: Prism) -> None:
    prism_asana.knows = {"mia"}
    await calling.result("asana", url(prism_asana), "mia", "list_workspaces")
    with pytest.raises(AuthorizationRequired):
        await calling.outcome("asana", url(prism_asana), "revoked", "list_workspaces")
