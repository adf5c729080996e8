"""A sign-in at a service whose answer about the account is not as described: refused in words, for every service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.mcp import BuiltinClient, Credential, McpFailed, ServerAddress, open_client
from connectors.mcp.builtin import LONGEST_ACCOUNT, kept_name
from connectors.models import Connection
from connectors.servers import service_names
from tests.fakes.serving import served
from tests.services.calling import policy

pytestmark = pytest.mark.anyio
ODD = ("{}", "null", "[]", '"x"', "7", '{"ok": true}', '{"data": null}', '{"data": {"viewer": null}}', "<html>", "")


@asynccontextmanager
async def signed_in(service: str, origin: str) -> AsyncIterator[BuiltinClient]:
    credential = Credential.bearer("a-token", "a-patient")
    address = ServerAddress(origin, builtin=service)
    async with open_client(address, credential=credential, policy=policy(origin)) as client:
        assert isinstance(client, BuiltinClient)
        yield client


@pytest.mark.parametrize("service", service_names())
async def test_no_answer_about_an_account_is_an_error_of_ours(service: str) -> None:
    body: list[Any] = [""]

    async def answer(_: Request) -> Response:
        return Response(body[0], media_type="application/json")

    methods = ["GET", "POST"]
    with served(
        Starlette(routes=[Route("/", answer, methods=methods), Route("/{path:path}", answer, methods=methods)])
    ) as origin:
        async with signed_in(service, origin) as client:
            for body[0] in ODD:
                try:
                    assert isinstance(await client.account(), str)
                except McpFailed as failed:
                    assert failed.person_message == "The service's answer cannot be understood."


def test_a_long_name_fits_its_column_and_is_told_from_others_that_begin_alike() -> None:
    column = Connection._meta.get_field("account").max_length
    one, other = (kept_name(f"{'x' * 400}{end}") for end in ("@acme.example", "@globex.example"))
    assert one != other and len(one) <= LONGEST_ACCOUNT == column
    assert kept_name("x" * LONGEST_ACCOUNT) == "x" * LONGEST_ACCOUNT
