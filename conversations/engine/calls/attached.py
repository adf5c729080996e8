"""Designs of the conversation for a tool that sends them: a file of exactly the version that was named."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

from connectors.servers.attachments import Attachment, ReadDesign
from conversations.designs.content import NotADesign, content_of
from conversations.designs.exports import exported
from conversations.designs.writing import named_in, numbered
from conversations.engine.database import Database
from conversations.models import ToolCall
from organizations.refusals import Missing

# One at a time: a deck of 20 pages takes a second of a processor.
_exporting = ThreadPoolExecutor(1, thread_name_prefix="designs")


def designs_for(database: Database, organization_id: uuid.UUID, call: ToolCall) -> ReadDesign:
    """How this call reads designs: those of its own conversation, and no others."""

    def stored(design: str, version: int) -> dict[str, object] | None:
        try:
            found = numbered(named_in(call.turn.conversation_id, design), version)
        except (NotADesign, Missing):
            return None
        return dict(found.content)

    async def read(design: str, version: int) -> Attachment | None:
        given = await database.run(organization_id, lambda: stored(design, version))
        if given is None:
            return None
        content = content_of(given)
        loop = asyncio.get_running_loop()
        file = await loop.run_in_executor(_exporting, exported, content, "pptx")
        return Attachment(content.title, file.mime_type, file.content)

    return read
