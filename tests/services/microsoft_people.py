"""Mia's and Ada's mail, files and chat at the stand-in of Microsoft Graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.calling import connected
from tests.services.graph_stand_in import graph_stand_in
from tests.services.graph_tenant import ADA, MIA, GraphStandIn, mail

MIAS = f"drive-{MIA}"


@contextmanager
def tenant_of_two() -> Iterator[GraphStandIn]:
    """A tenant where each has things of their own, and a library that both see."""
    with graph_stand_in() as tenant:
        tenant.mailboxes[MIA] = [
            mail("m1", "Contract", ADA, "Please sign\r\nby Friday", "> earlier mail"),
            mail("m2", "Lunch", ADA, "At noon?", isRead=True),
        ]
        tenant.mailboxes[ADA] = [mail("a1", "Board minutes", "chair@board.example", "For your eyes only")]
        tenant.file(MIAS, "f1", "Roadmap.txt", "Launch on the 3rd of March; Grüße".encode())
        tenant.file("site", "f2", "Roadmap of all.md", b"# Plan")
        tenant.file(f"drive-{ADA}", "f3", "Salaries.csv", b"name,euro")
        tenant.chat = [said("1", "Ada Byron", "<p>Hi <at id='0'>Mia Kern</at> &amp; all<emoji alt='🎉'></emoji></p>")]
        yield tenant


def said(name: str, by: str, html: str, **more: Any) -> dict[str, Any]:
    """A chat message."""
    sender = {"user": {"displayName": by}}
    body = {"contentType": "html", "content": html}
    return {"id": name, "from": sender, "body": body, "createdDateTime": f"2026-11-2{name}T09:00:00Z", **more}


def at(graph: GraphStandIn, token: str = "mia") -> Any:
    """A client with this person's token; the host of downloads is let through too."""
    return connected("microsoft_365", graph.url, token, graph.downloads.removeprefix("http://"))
