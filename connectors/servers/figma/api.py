"""Requests to Figma's REST API, its errors in plain words, and how Figma names files and layers."""

import re
from typing import Annotated, Any, NoReturn
from urllib.parse import parse_qs, quote

from pydantic import Field

from connectors.network.limits import one_line
from connectors.servers.api import Answer, Api, Refused, cleaned, segment
from connectors.servers.texts import link_parts
from connectors.servers.tools import ToolServer
from organizations.text import clean_text

SERVER = ToolServer("figma", title="Figma")

FileRef = Annotated[
    str, Field(description="The file's key, or its link such as https://www.figma.com/design/KEY/Name.", max_length=500)
]
NodeRef = Annotated[str, Field(description="A layer's id such as 12:34, or a link with node-id.", max_length=500)]

# Figma answers 403 to a token that it does not know; 401 stands in its description for dev resources only.
_TOKEN = re.compile(r"\b(?:invalid|expired)\s+token|token\s+(?:has\s+|is\s+)?(?:expired|invalid)", re.IGNORECASE)
# "Invalid scope(s): files:read. This endpoint requires the file_variables:read or … scope".
_REQUIRED = re.compile(r"requires\s+(?:the\s+)?(.+?)\s+scope", re.IGNORECASE)
_SCOPE = re.compile(r"[a-z_]+:[a-z_]+")
_KEY = re.compile(r"[A-Za-z0-9]{1,128}")
_NODE = re.compile(r"I?\d+:\d+(?:;\d+:\d+)*")
_EDITORS = ("file", "design", "board", "slides", "buzz", "site", "make", "proto", "deck")


class Figma(Api):
    """Answers are objects; an error's words stand in `err` or `message`."""

    async def account(self) -> str:
        """The signed-in person's e-mail address."""
        return cleaned((await self.get("/v1/me"))["email"])

    def refusal(self, answer: Answer) -> NoReturn:
        said = _reason(answer)
        if answer.status == 403 and _TOKEN.search(said):
            self.sign_in_ended()
        if answer.status == 403 and "scope" in said.lower():
            required = _REQUIRED.search(said)
            self.more_access(*_SCOPE.findall(required[1] if required else ""))
        if answer.status == 403:
            raise Refused(f"Figma does not let this account do that: {said or 'no reason given'}")
        if answer.status == 404:
            raise Refused("Figma does not find that, or this account cannot see it. Check the file's key.")
        raise Refused(f"Figma refused this ({answer.status}): {said or 'no reason given'}")


def _reason(answer: Answer) -> str:
    body = answer.json() if answer.kind == "application/json" and answer.body.strip() else {}
    words = [body.get(name) for name in ("err", "message")] if isinstance(body, dict) else []
    return next((one_line(word) for word in words if isinstance(word, str) and word.strip()), answer.words)


figma = Figma()


def key_of(file: str) -> str:
    """The key of a file or branch, from itself or a link. Raises Refused for anything else."""
    given = file.strip()
    if "/" in given:
        parts = [part for part in link_parts(given if "://" in given else f"https://{given}").path.split("/") if part]
        keys = [parts[at + 1] for at in range(len(parts) - 1) if parts[at] in (*_EDITORS, "branch")]
        given = keys[-1] if keys else ""
    if not _KEY.fullmatch(given):
        raise Refused(f"{one_line(file)!r} is not the key or link of a Figma file.")
    return given


def node_of(node: str) -> str:
    """A layer's id as the API writes it; addresses have a hyphen for its colon. Raises Refused for anything else."""
    given = node.strip()
    if "node-id=" in given:
        given = parse_qs(link_parts(given).query).get("node-id", [""])[0]
    given = given.replace("-", ":")
    if not _NODE.fullmatch(given):
        raise Refused(f"{one_line(node)!r} is not the id of a layer. Ids look like 12:34.")
    return given


def path_of(file: str, rest: str = "") -> str:
    """The path of a file in the API."""
    return f"/v1/files/{segment(key_of(file))}{rest}"


def link_to(key: str, node: str = "") -> str:
    """Where people open the file, at a layer if one is named."""
    at = f"?node-id={quote(node.replace(':', '-'), safe='')}" if node else ""
    return f"https://www.figma.com/file/{key}{at}"


def words(value: Any, longest: int = 300) -> str:
    """Text from Figma in one line; what is cut ends with an ellipsis."""
    line = " ".join(clean_text(value).split()) if isinstance(value, str) else ""
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
