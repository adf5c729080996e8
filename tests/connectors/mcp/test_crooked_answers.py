"""Answers that came, in an envelope or under a label that the SDK does not take: the call's end is known."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import pytest
from starlette.responses import Response, StreamingResponse

from connectors.mcp import (
    ClientPool,
    McpFailed,
    Negotiated,
    Progress,
    ServerAddress,
    Target,
    ToolOutcome,
    exchange as exchange_module,
    open_client,
)
from connectors.network import EgressPolicy
from tests.fakes.scripted_mcp import AGREED, DISCOVERED, Answer, Message, result, scripted_mcp

pytestmark = pytest.mark.anyio

MODERN, LEGACY = Negotiated("2026-07-28", DISCOVERED), Negotiated("2025-06-18")
DONE = {"content": [{"type": "text", "text": "done"}], "resultType": "complete"}
PING = {"jsonrpc": "2.0", "method": "notifications/message", "params": {}}


def said(message: Message, **more: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": DONE, **more})


def named(kind: str) -> Answer:
    return lambda asked: Response(said(asked), media_type=kind)


def events(form: str, **more: Any) -> Answer:
    return lambda asked: Response(form.replace("ANSWER", said(asked, **more)), media_type="text/event-stream")


LATER = '{"jsonrpc": "2.0", "id": null, "error": {"code": -32603, "message": "closing"}}'


def body(form: str, kind: str, **more: Any) -> Answer:
    return lambda asked: Response(form.replace("ANSWER", said(asked, **more)), media_type=kind)


def long_number(asked: Message) -> Response:
    return Response(said(asked).replace('"complete"', f'"complete", "structuredContent": {{"n": {"7" * 5000}}}'))


def held_open(said_then: Callable[[Message], str]) -> Answer:
    def answer(asked: Message) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            yield f"data: {said_then(asked)}\n\n".encode()
            await anyio.sleep(10)

        return StreamingResponse(chunks(), media_type="text/event-stream")

    return answer


def deep(asked: Message) -> Response:
    data = '{"a":' * 900 + "1" + "}" * 900
    return Response(said(asked).replace('"complete"', f'"complete", "structuredContent": {data}'))


ANSWERED: dict[str, Answer] = {
    **{kind: named(kind) for kind in ("text/html; charset=utf-8", "application/problem+json", "application/x-ndjson")},
    "a letter that is none": lambda asked: Response(said(asked).encode().replace(b"d", b"d\xff", 1)),
    "data that nobody can read again": deep,
    "a batch with a notification": lambda asked: Response(f"[{json.dumps(PING)},{said(asked)}]"),
    "an event of another name": events("event: result\ndata: ANSWER\n\n"),
    "a byte order mark": events("\ufeffdata: ANSWER\n\n"),
    "an event without its end": events("data: ANSWER"),
    "a ping afterwards": events("data: ANSWER\n\n: ping\n\n", jsonrpc="1.0"),
    "an error that names nothing afterwards": events(f"data: ANSWER\n\ndata: {LATER}\n\n", jsonrpc="1.0"),
    "a batch with an error that names nothing": body(f"[ANSWER, {LATER}]", "application/json"),
    "data in lines with CRLF": lambda asked: Response(
        "event: message\r\ndata: " + said(asked, jsonrpc="1.0").replace(", ", ",\r\ndata: ") + "\r\n\r\n",
        media_type="text/event-stream",
    ),
    "lines of JSON": body(
        f'{json.dumps(PING)}\nANSWER\n{{"level": "info", "result": "bye"}}\n', "application/x-ndjson"
    ),
    "values behind each other": body(f"{json.dumps(PING)}ANSWER", "application/json"),
    "JSON under the name of events": body("ANSWER", "text/event-stream"),
    "events under the name of JSON": body("event: message\ndata: ANSWER\n\n", "application/json"),
    "events under the name of text": body("data: ANSWER\n\n", "text/plain"),
    "a warning before it and a note behind": body("<br>\n<b>Warning</b>: x\nANSWER<!-- 1 s -->", "text/html"),
    "an empty error beside it": body("ANSWER", "application/json", error={"code": 0, "message": ""}),
    "an error that is none beside it": body("ANSWER", "application/json", error={"code": 0, "message": "OK"}),
    "a number of 5,000 digits": long_number,
    "no question named": body("ANSWER", "application/json", id=None),
    "a stream that is held open": held_open(lambda asked: said(asked, jsonrpc="1.0")),
    "a stream that is held open after an odd id": held_open(lambda asked: said(asked, id=float(asked["id"]))),
    "a good-bye afterwards": events("data: ANSWER\n\nevent: close\ndata: bye\n\n", jsonrpc=2),
}


async def ended(answer: Answer, stored: Negotiated, seconds: float = 5) -> tuple[ToolOutcome, int]:
    """How a write ended, and how often it was sent."""
    with scripted_mcp({"tools/call": answer, "initialize": result(AGREED)}) as script, anyio.fail_after(15):
        pool = ClientPool(EgressPolicy.parse(script.allowed))
        try:
            to = Target("mia", ServerAddress(script.url), None, stored)
            return await pool.call_tool(to, "write", {}, deadline_seconds=seconds), len(script.asked("tools/call"))
        finally:
            await pool.aclose()


@pytest.mark.parametrize("stored", [MODERN, LEGACY], ids=["2026", "2025"])
@pytest.mark.parametrize("name", ANSWERED)
async def test_a_write_that_was_answered_is_done_however_the_answer_was_wrapped(
    name: str, stored: Negotiated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_module, "WRONG_ID_SECONDS", 0.2)
    outcome, sent = await ended(ANSWERED[name], stored, 2)
    assert (outcome.status, "done" in json.dumps(outcome.blocks).replace("\\ufffd", ""), sent) == ("succeeded", True, 1)


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked: Response(said(asked, id=999, jsonrpc="1.0")),
        events("data: ANSWER", id=999),
        events("data: ANSWER\n\n", id="another's", jsonrpc="1.0"),
        events("data: ANSWER\n\n", method="tools/call"),
        body('{"level": "info", "result": "begun"}\nsaving', "application/x-ndjson"),
        body('{"result": "begun"}\n{"result": "going on"}', "application/x-ndjson"),
        body('<script>\n{"result": "ready"}\n</script>', "text/html"),
        events('data: {"result": "begun"}\n\ndata: {"result": "going on"}\n\n'),
        body(f"[{json.dumps({'id': 7, 'result': {}})}]", "application/json"),
    ],
)
async def test_what_answers_another_question_is_no_answer(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "WRONG_ID_SECONDS", 0.2)
    with pytest.raises(McpFailed) as failed:
        await ended(answer, MODERN)
    assert failed.value.may_have_run


@pytest.mark.parametrize(
    "answer", [body(LATER, "application/json"), events(f"data: {LATER}\n\n"), held_open(lambda _: LATER)]
)
async def test_an_error_that_names_no_question_is_the_answer_where_it_is_all_that_came(
    answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_module, "WRONG_ID_SECONDS", 0.2)
    outcome, sent = await ended(answer, MODERN, 2)
    assert (outcome.status, outcome.blocks[0]["text"], sent) == ("failed", "The server refused the call: closing", 1)


def refusing(status: int, body: str, kind: str = "application/json") -> Answer:
    return lambda _: Response(body, status, media_type=kind)


REASONED = [
    ('{"message": "Title is required"}', "application/json"),
    ('{"error": {"code": 7, "message": "Title is required"}}', "application/json"),
    ('{"detail": [{"loc": ["body"], "msg": "Title is required"}]}', "application/json"),
    ('["Title is required"]', "application/json"),
    ("Title is\n required", "text/plain; charset=utf-8"),
]


@pytest.mark.parametrize("stored", [MODERN, LEGACY], ids=["2026", "2025"])
@pytest.mark.parametrize("status", [400, 402, 409, 413, 415, 422, 451])
@pytest.mark.parametrize(("body", "kind"), REASONED)
async def test_a_request_that_was_refused_is_known_not_to_have_happened_and_never_sent_again(
    body: str, kind: str, status: int, stored: Negotiated
) -> None:
    outcome, sent = await ended(refusing(status, body, kind), stored)
    assert (outcome.status, sent) == ("failed", 1)
    assert outcome.blocks[0]["text"] == f"The server refused the call ({status}): Title is required"


@pytest.mark.parametrize(
    ("status", "body"), [(413, "<h1>Too large</h1>"), (411, ""), (451, "{"), (402, "[[[[[[1]]]]]]")]
)
async def test_a_refusal_without_words_of_its_own_says_its_number(status: int, body: str) -> None:
    outcome, _ = await ended(refusing(status, body, "text/html"), MODERN)
    assert outcome.blocks[0]["text"] == f"The server refused the call ({status})."


@pytest.mark.parametrize("status", [408, 424, 499])
async def test_what_a_gateway_says_of_work_behind_it_leaves_the_end_unknown(status: int) -> None:
    with pytest.raises(McpFailed) as failed:
        await ended(refusing(status, "{}"), MODERN)
    assert failed.value.may_have_run


@pytest.mark.parametrize("error", [{}, {"code": -32000}, {"code": -32000, "message": None}, {"message": ""}, True])
async def test_an_error_without_words_says_so(error: Any) -> None:
    answer = refusing(200, json.dumps({"error": error or {"code": "E"}}))
    assert (await ended(answer, MODERN))[0].blocks[0]["text"].startswith("The server refused the call")
    assert "None" not in str((await ended(answer, MODERN))[0].blocks)


@pytest.mark.parametrize("progress", ["1" + "0" * 400, '"3"', "null"])
async def test_a_crooked_word_of_progress_costs_neither_the_call_nor_the_connection(progress: str) -> None:
    def answer(asked: Message) -> Response:
        token = asked["params"]["_meta"]["progressToken"]
        word = f'{{"jsonrpc":"2.0","method":"notifications/progress","params":{{"progressToken":{token},"progress":'
        return Response(f"data: {word}{progress}}}}}\n\ndata: {said(asked)}\n\n", media_type="text/event-stream")

    seen: list[float] = []

    async def note(word: Progress) -> None:
        seen.append(word.progress)

    with scripted_mcp({"tools/call": answer}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            outcome = await client.call_tool("write", {}, deadline_seconds=5, on_progress=note)
    assert (outcome.status, seen) == ("succeeded", [3.0 if "3" in progress else 0.0])
