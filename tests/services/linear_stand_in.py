"""Linear's API as far as our documents ask for it, with what emulate lacks: filters, search, per-person data, limits.

It answers by a document's name and gives whole nodes; that the documents are valid is proven on Linear's own schema
(tests/services/test_linear_documents.py), which also gets the variables that were sent here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served

Node = dict[str, Any]
NEEDED = {"Create": "issues:create", "Update": "write", "Comment": "comments:create"}
_OPERATORS = {"eq", "eqIgnoreCase", "containsIgnoreCase", "in", "nin", "lte"}


def uuid(number: int) -> str:
    """An id as Linear's are."""
    return f"00000000-0000-4000-8000-{number:012}"


@dataclass
class Member:
    """Whose token it is, what it may do, and what they see."""

    email: str
    scopes: set[str]
    kinds: dict[str, list[Node]]

    @property
    def viewer(self) -> Node:
        """The person's own node."""
        return next(user for user in self.kinds["users"] if user["email"] == self.email)


@dataclass
class LinearStandIn:
    """By token, who is there; `sent` are the documents that came, with their variables."""

    members: dict[str, Member]
    url: str = ""
    sent: list[tuple[str, str, Node]] = field(default_factory=list)
    _planned: dict[str, Response] = field(default_factory=dict)

    def plans(self, name: str, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Every document of this name gets this answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._planned[name] = Response(content, status, {"content-type": "application/json", **(headers or {})})

    def variables(self, name: str) -> Node:
        """What was sent with the last document of this name."""
        return next(variables for _, asked, variables in reversed(self.sent) if asked == name)

    @property
    def changes(self) -> list[str]:
        """The mutations that came."""
        return [name for _, name, _ in self.sent if name in NEEDED]

    async def answer(self, request: Request) -> Response:
        """Linear's one address."""
        body = await request.json()
        found = re.search(r"\b(?:query|mutation) (\w+)", body["query"])
        assert found
        name, variables = found[1], body["variables"]
        self.sent.append((body["query"], name, variables))
        if name in self._planned:
            return self._planned[name]
        member = self.members.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if member is None:
            return _errors(401, "Authentication required, not authenticated", code="AUTHENTICATION_ERROR")
        needed = NEEDED.get(name, "read")
        if not member.scopes & {needed, "write"}:
            return _errors(400, f"Invalid scope: `{needed}` required", type="forbidden")
        given = getattr(_Answers(member, variables), name)()
        if given is None:
            said = "Could not find referenced entity."
            return _errors(400, "Entity not found: Issue", type="invalid input", userPresentableMessage=said)
        return JSONResponse({"data": given})


@dataclass
class _Answers:
    member: Member
    asked: Node

    def Viewer(self) -> Node:
        return {"viewer": self.member.viewer}

    def Issues(self) -> Node:
        return self._listed("issues")

    def Search(self) -> Node:
        term = self.asked["term"].casefold()
        fitting = [each for each in self.member.kinds["issues"] if term in each["title"].casefold()]
        return {"searchIssues": page_of(fitting, self.asked)}

    def Issue(self) -> Node | None:
        issue = self._one("issues")
        return issue and {"issue": {**issue, "comments": page_of(issue["comments"]["nodes"], self.asked)}}

    IssueWithFamily = Issue

    def IssueTeam(self) -> Node | None:
        issue = self._one("issues")
        return issue and {"issue": issue}

    def Teams(self) -> Node:
        return self._listed("teams")

    def Team(self) -> Node:
        return {"team": self._one("teams")}

    def TeamMembers(self) -> Node:
        return {"team": {"members": page_of(self.member.kinds["users"], self.asked)}}

    def Users(self) -> Node:
        return self._listed("users")

    def Labels(self) -> Node:
        return self._listed("issueLabels")

    def States(self) -> Node:
        return self._listed("workflowStates")

    def Projects(self) -> Node:
        return self._listed("projects")

    def Project(self) -> Node:
        return {"project": self._one("projects")}

    def Cycles(self) -> Node:
        return {"team": {"cycles": page_of(self.member.kinds["cycles"], self.asked)}}

    def CyclesNamed(self) -> Node:
        return {"team": {"cycles": page_of(self._fitting("cycles"), {})}}

    def Create(self) -> Node:
        asked = self.asked["input"]
        stored = {**self.member.kinds["issues"][0], "id": uuid(99), "identifier": "ENG-99", "title": asked["title"]}
        return {"issueCreate": {"success": True, "issue": {**stored, "priority": float(asked.get("priority", 0))}}}

    def Update(self) -> Node:
        issue = self._one("issues")
        assert issue
        return {"issueUpdate": {"success": True, "issue": {**issue, "title": self.asked["input"].get("title", "")}}}

    def Comment(self) -> Node:
        asked = self.asked["input"]
        about = next(each for each in self.member.kinds["issues"] if each["id"] == asked["issueId"])
        comment = {"id": uuid(98), "body": asked["body"], "issue": about}
        return {"commentCreate": {"success": True, "comment": comment}}

    def _listed(self, kind: str) -> Node:
        return {kind: page_of(self._fitting(kind), self.asked)}

    def _fitting(self, kind: str) -> list[Node]:
        return [each for each in self.member.kinds[kind] if fits(each, self.asked.get("filter") or {})]

    def _one(self, kind: str) -> Node | None:
        wanted = self.asked["id"]
        return next((each for each in self.member.kinds[kind] if wanted in (each["id"], each.get("identifier"))), None)


def fits(node: Any, wanted: Node) -> bool:
    """Whether a node fits a filter of Linear's."""
    return all(_one_fits(node, key, condition) for key, condition in wanted.items())


def _one_fits(node: Any, key: str, condition: Any) -> bool:
    if key == "or":
        return any(fits(node, each) for each in condition)
    if key == "null":
        return (node is None) == condition
    if key == "some":
        return any(fits(each, condition) for each in node["nodes"])
    if key in _OPERATORS:
        return _compares(node, key, condition)
    return fits(node.get(key), condition) if isinstance(node, dict) else False


def _compares(value: Any, operator: str, wanted: Any) -> bool:
    if operator == "eqIgnoreCase":
        return str(value).casefold() == wanted.casefold()
    if operator == "containsIgnoreCase":
        return wanted.casefold() in str(value).casefold()
    if operator in ("in", "nin"):
        return (value in wanted) == (operator == "in")
    return bool(value == wanted) if operator == "eq" else value is not None and value <= wanted


def page_of(nodes: list[Node], asked: Node) -> Node:
    """A page of a connection."""
    start = int(asked.get("after") or 0)
    end = start + int(asked.get("first") or 50)
    info = {"hasNextPage": end < len(nodes), "endCursor": str(end) if nodes else None}
    return {"nodes": nodes[start:end], "pageInfo": info}


def _errors(status: int, message: str, **extensions: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": extensions}]}, status)


@contextmanager
def linear_stand_in(members: dict[str, Member]) -> Iterator[LinearStandIn]:
    """Serve it until the block ends."""
    state = LinearStandIn(members)
    with served(Starlette(routes=[Route("/graphql", state.answer, methods=["POST"])])) as origin:
        state.url = f"{origin}/graphql"
        yield state
