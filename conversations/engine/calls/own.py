"""Runs a call of a tool of our own, in a database thread."""

import uuid

from conversations.designs.content import NotADesign
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.context.pictures import words
from conversations.engine.database import Database
from conversations.engine.toolset.own_tools import own_tool_of
from conversations.models import CallStatus, ToolCall
from organizations.refusals import DomainError


async def run_own(database: Database, organization_id: uuid.UUID, call: ToolCall) -> Ending:
    """Run it and name how it ended; nothing of a connector comes in."""

    def run() -> Ending:
        tool = own_tool_of(call)
        assert tool is not None
        return _succeeded(tool.run(call))

    try:
        return await database.run(organization_id, run)
    except NotADesign as wrong:
        return _failed(str(wrong))
    except DomainError as refused:
        return _failed(refused.detail)


def _succeeded(said: str) -> Ending:
    return Ending(CallStatus.SUCCEEDED, {"result": [words(said)], "result_bytes": len(said.encode())})


def _failed(why: str) -> Ending:
    # The model reads the result; people read the message.
    values = {"error_code": "tool_failed", "error_message": why[:500], "result": [words(why)]}
    return Ending(CallStatus.FAILED, values)
