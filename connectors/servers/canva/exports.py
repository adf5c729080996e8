"""Files made of a Canva design: which kinds there are, and jobs that make one."""

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.api import Refused, segment
from connectors.servers.canva.api import SERVER, DesignId, JobId, Progressing, canva, finished, words
from connectors.servers.tools import Result

Kind = Literal["pdf", "png", "jpg", "pptx", "gif", "mp4"]
_WHY = {
    "license_required": "it has premium elements that were not bought, or that need another Canva plan",
    "approval_required": "it has to be approved by a reviewer at Canva first",
    "internal_failure": "Canva had a problem; try again later",
}


class ExportKinds(Result):
    """The kinds of files that a design can be made into."""

    kinds: list[str]

    def text(self) -> str:
        return f"This design can be exported as {', '.join(self.kinds)}." if self.kinds else "It cannot be exported."


@SERVER.reads("List export formats")
async def list_export_formats(design: DesignId) -> ExportKinds:
    """List the kinds of files that a design can be exported as. Use it before export_design for an unusual kind."""
    found = await canva.get(f"/v1/designs/{segment(design)}/export-formats")
    return ExportKinds(kinds=[words(kind, 40) for kind in found["formats"]])


class Export(Result):
    """An export's state. `urls` are Canva's own download addresses, in the order of the pages."""

    job: str
    status: str
    urls: list[str]
    problem: str

    def text(self) -> str:
        if self.status == "failed":
            return f"Canva could not export it: {self.problem}."
        if self.status != "success":
            return f"Canva is still at work on export {self.job}. Ask get_export with it in a while."
        kept = (
            "Canva's download addresses. They work for 24 hours and for everyone who has them, so do not pass them on;"
            " the design itself is not shared by them."
        )
        return "\n".join([kept, *(f"- {url}" for url in self.urls)])


@SERVER.writes("Export design")
async def export_design(
    design: DesignId,
    kind: Annotated[Kind, Field(description="The kind of file.")],
    context: Progressing,
    pages: Annotated[tuple[int, ...], Field(description="Page numbers; empty: all pages.", max_length=100)] = (),
) -> Export:
    """Make a file of a design and get Canva's download address for it, valid for 24 hours. It changes no design. Not
    for sending a design of this conversation to Canva: use import_design.
    """
    if any(page < 1 for page in pages):
        raise Refused("Page numbers begin with 1.")
    wanted = {"type": kind, **_needed(kind), **({"pages": list(pages)} if pages else {})}
    started = (await canva.post("/v1/exports", {"design_id": design, "format": wanted}))["job"]
    look = partial(canva.get, f"/v1/exports/{segment(started['id'])}")
    return _export(await finished(started, look, context, "Canva makes the file"))


@SERVER.reads("Get export")
async def get_export(job: JobId) -> Export:
    """Get the state of an export that was still at work, and its download addresses. Not for starting one."""
    return _export((await canva.get(f"/v1/exports/{segment(job)}"))["job"])


def _needed(kind: Kind) -> dict[str, Any]:
    """What Canva insists on for a kind."""
    if kind == "jpg":
        return {"quality": 90}
    return {"quality": "horizontal_1080p"} if kind == "mp4" else {}


def _export(job: dict[str, Any]) -> Export:
    error = job.get("error") or {}
    code = words(error.get("code"), 60)
    problem = " · ".join(part for part in (_WHY.get(code, code), words(error.get("message"))) if part)
    urls = [words(url, 4000) for url in job.get("urls") or []]
    return Export(job=words(job["id"], 60), status=words(job["status"], 20), urls=urls, problem=problem)
