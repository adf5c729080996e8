"""The call after a renewed sign-in is another call: the rules are asked again immediately before it leaves."""

import asyncio
from typing import Any

import pytest
from django.db import connection as database

from connectors.accounts.refresh import Token
from connectors.mcp import AuthorizationRequired
from conversations.engine.calls import execute
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import WRITE
from tests.fakes.messages_api import text


def test_what_an_owner_blocks_while_the_token_is_renewed_does_not_leave(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    pool = desk.engine._resources.pool
    really_call, tries = pool.call_tool, []

    def block() -> None:
        factories.set_policy(desk.connector, "create_note", "block")
        database.close()

    async def call_tool(*args: Any, **kwargs: Any) -> Any:
        tries.append(args)
        if len(tries) == 1:
            raise AuthorizationRequired((), 401)
        return await really_call(*args, **kwargs)

    async def renewed(*_: Any, **__: Any) -> Token:
        await asyncio.to_thread(block)
        return Token("", 1, "")

    monkeypatch.setattr(pool, "call_tool", call_tool)
    monkeypatch.setattr(execute, "current_access_token", renewed)
    desk.model.says([WRITE], [text("Done.")])
    desk.run(desk.ask())
    assert desk.notebook.runs == []
