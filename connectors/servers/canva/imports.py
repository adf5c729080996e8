"""Designs of this conversation become designs in Canva: their file is sent as bytes, and Canva's job is followed."""

import base64
import json
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from connectors.servers.api import Refused, segment
from connectors.servers.attachments import design_file
from connectors.servers.canva.api import SERVER, JobId, Progressing, canva, finished, words
from connectors.servers.canva.designs import Design, design_of, line_of
from connectors.servers.tools import Result

LONGEST_TITLE = 50
_WHY = {
    "design_creation_throttled": "too many designs were created at once; wait a minute",
    "design_import_throttled": "too many files were imported at once; wait a minute",
    "duplicate_import": "this file is being imported already",
    "invalid_file": "Canva cannot read the file",
    "fetch_failed": "Canva could not load the file",
    "internal_error": "Canva had a problem; try again later",
}


class Import(Result):
    """An import's state, and the designs that Canva made of it: one, or several of a very long file."""

    job: str
    status: str
    designs: list[Design]
    problem: str

    def text(self) -> str:
        if self.status == "failed":
            return f"Canva could not import it: {self.problem}."
        if self.status != "success":
            return f"Canva is still at work on import {self.job}. Ask get_import with it in a while."
        made = [f"- {line_of(each)}" for each in self.designs]
        return "\n".join(["It is in Canva, and can be edited there by the member:", *made])


@SERVER.writes("Send design to Canva")
async def import_design(
    design: Annotated[str, Field(description="The id of a design of this conversation.", pattern=r"^[0-9a-f-]{36}$")],
    version: Annotated[int, Field(description="Which version of it, as the design tools name it.", ge=1, le=1_000_000)],
    title: Annotated[str, Field(description="Its name in Canva; one line.", min_length=1, max_length=LONGEST_TITLE)],
    context: Progressing,
) -> Import:
    """Send a design that was made in this conversation to the member's Canva account, as a new design that can be
    edited there. Not for a design that is in Canva already, and not for files from elsewhere.
    """
    named = " ".join(title.split())
    if not named:
        raise Refused("The design needs a title.")
    file = await design_file(design, version)
    about = {"title_base64": base64.b64encode(named.encode()).decode(), "mime_type": file.mime_type}
    headers = {"content-type": "application/octet-stream", "import-metadata": json.dumps(about)}
    answer = await canva.ask("POST", "/v1/imports", content=file.content, headers=headers)
    started = answer.json()["job"]
    look = partial(canva.get, f"/v1/imports/{segment(started['id'])}")
    return _import(await finished(started, look, context, "Canva reads the design"))


@SERVER.reads("Get import")
async def get_import(job: JobId) -> Import:
    """Get the state of a design that was sent and was still being read, and its link. Not for sending one."""
    return _import((await canva.get(f"/v1/imports/{segment(job)}"))["job"])


def _import(job: dict[str, Any]) -> Import:
    error, result = job.get("error") or {}, job.get("result") or {}
    code = words(error.get("code"), 60)
    problem = " · ".join(part for part in (_WHY.get(code, code), words(error.get("message"))) if part)
    designs = [design_of(each) for each in result.get("designs") or []]
    return Import(job=words(job["id"], 60), status=words(job["status"], 20), designs=designs, problem=problem)
