import json
import subprocess
import sys
from typing import Any

import anthropic
import httpx2
import pytest

from conversations.demo_model.app import MAX_BODY_BYTES
from tests.conversations.demo_model.asking import MODEL, text_of
from tests.conversations.demo_model.definitions import definitions
from tests.fakes.demo_servers import DemoModel

QUESTION = [{"role": "user", "content": "create an issue for the bug where the login button disappears on mobile"}]
TOOLS: Any = definitions("acme_tracker")


def events_of(model: DemoModel, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    body = {"model": MODEL, "max_tokens": 500, "stream": True, "messages": QUESTION} | changes
    response = httpx2.post(f"{model.base_url}/v1/messages", json=body, trust_env=False)
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in response.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_stream_has_the_events_of_the_api_in_their_order(model: DemoModel) -> None:
    events = events_of(model, tools=TOOLS)
    assert all(name == data["type"] for name, data in events)
    names = [name for name, _ in events]
    shape = [name for place, name in enumerate(names) if place == 0 or name != names[place - 1]]
    block = ["content_block_delta", "content_block_stop"]
    assert shape == [
        "message_start",
        *("content_block_start", "ping", *block),
        *("content_block_start", *block),
        *("message_delta", "message_stop"),
    ]


def test_text_and_arguments_come_in_pieces(model: DemoModel) -> None:
    deltas = [data["delta"] for name, data in events_of(model, tools=TOOLS) if name == "content_block_delta"]
    texts = [delta["text"] for delta in deltas if delta["type"] == "text_delta"]
    pieces = [delta["partial_json"] for delta in deltas if delta["type"] == "input_json_delta"]
    assert len(texts) > 2
    assert "".join(texts) == "I can file that. Please check what I will send:"
    assert pieces[0] == ""
    assert len(pieces) > 3
    assert json.loads("".join(pieces)) == {"title": "Login button disappears on mobile", "team": "Mobile"}


def test_the_stream_starts_empty_and_ends_with_usage(model: DemoModel) -> None:
    events = dict(events_of(model, tools=TOOLS))
    started = events["message_start"]["message"]
    assert (started["content"], started["stop_reason"], started["model"]) == ([], None, MODEL)
    assert started["usage"]["input_tokens"] > 0
    assert events["message_delta"]["delta"] == {"stop_reason": "tool_use", "stop_sequence": None}
    assert events["message_delta"]["usage"]["output_tokens"] > 0


def test_the_sdk_reads_the_same_from_a_stream_as_without(client: anthropic.Anthropic) -> None:
    given: Any = {"model": MODEL, "max_tokens": 500, "messages": QUESTION, "tools": TOOLS}
    whole = client.messages.create(**given)
    with client.messages.stream(**given) as stream:
        streamed = stream.get_final_message()
    assert whole.stop_reason == streamed.stop_reason == "tool_use"
    for one, other in zip(whole.content, streamed.content, strict=True):
        assert one.model_dump(exclude={"id"}) == other.model_dump(exclude={"id"}, include=set(one.model_dump()))


@pytest.mark.anyio
async def test_the_asynchronous_sdk_streams_raw_events(model: DemoModel) -> None:
    async with anthropic.AsyncAnthropic(api_key="none", base_url=model.base_url) as client:
        given: Any = {"model": MODEL, "max_tokens": 500, "messages": QUESTION, "stream": True}
        events = [event.type async for event in await client.messages.create(**given)]
    assert (events[0], events[-1]) == ("message_start", "message_stop")


def test_what_the_rules_do_not_know_is_ignored(client: anthropic.Anthropic) -> None:
    given: Any = {
        "system": [{"type": "text", "text": "You are …", "cache_control": {"type": "ephemeral"}}],
        "thinking": {"type": "adaptive"},
        "metadata": {"user_id": "x"},
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
            {"role": "system", "content": "Answer briefly"},
        ],
        "tools": [{"type": "web_search_20250305", "name": "web_search"}],
        "extra_body": {"temperature": 1, "something_new": [1]},
    }
    answer = client.messages.create(model="claude-something-else", max_tokens=4_000, **given)
    assert answer.model == MODEL
    assert text_of(answer).startswith("Hello!")


def test_max_tokens_cuts_the_answer(client: anthropic.Anthropic) -> None:
    answer = client.messages.create(model=MODEL, max_tokens=5, messages=[{"role": "user", "content": "Hello"}])
    assert answer.stop_reason == "max_tokens"
    assert text_of(answer) == "Hello! I am the demo"


def test_models_are_listed(client: anthropic.Anthropic) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert "not an LLM" in client.models.retrieve(MODEL).display_name
    with pytest.raises(anthropic.NotFoundError):
        client.models.retrieve("another")


USE = {"type": "tool_use", "id": "toolu_1", "name": "x", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "done"}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"messages": []}, "at least one message"),
        ({"messages": [{"role": "assistant", "content": "Hi"}]}, "first message"),
        ({"messages": [{"role": "robot", "content": "Hi"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content"),
        ({"messages": [*QUESTION, {"role": "assistant", "content": [USE]}]}, "without `tool_result`"),
        (
            {"messages": [*QUESTION, {"role": "assistant", "content": [USE]}, *QUESTION]},
            "without `tool_result`",
        ),
        (
            {"messages": [*QUESTION, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": [RESULT]}]},
            "unexpected `tool_use_id`",
        ),
        ({"messages": [{"role": "user", "content": [RESULT]}]}, "without a `tool_use`"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"tools": [{"name": "bad name", "input_schema": {"type": "object"}}]}, "tools.0.name"),
        ({"tools": [{"name": "x", "input_schema": {"type": "string"}}]}, "input_schema"),
    ],
)
def test_what_the_api_refuses_is_refused(client: anthropic.Anthropic, changes: dict[str, Any], complaint: str) -> None:
    given: Any = {"model": MODEL, "max_tokens": 10, "messages": QUESTION} | changes
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(**given)
    assert isinstance(refused.value.body, dict)
    assert refused.value.body["error"]["type"] == "invalid_request_error"
    assert complaint in refused.value.body["error"]["message"]
    assert refused.value.request_id


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_request_is_refused(model: DemoModel, body: bytes) -> None:
    response = httpx2.post(f"{model.base_url}/v1/messages", content=body, trust_env=False)
    assert (response.status_code, response.json()["type"]) == (400, "error")


def test_a_body_that_is_too_large_is_refused(model: DemoModel) -> None:
    response = httpx2.post(f"{model.base_url}/v1/messages", content=b"x" * (MAX_BODY_BYTES + 1), trust_env=False)
    assert (response.status_code, response.json()["error"]["type"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": None, "required": None},
        {"type": "object", "properties": {"query": {"enum": 7}, "n": {"type": 5, "maximum": "x"}}, "required": "query"},
        {"type": "object", "properties": {"query": {"anyOf": [None, {"type": "null"}, {"type": "string"}]}}},
        {"type": "object", "properties": {"": {"type": ["string", "null"]}, "_": {}, "a.b": {"$ref": "#/x"}}},
    ],
)
def test_strange_schemas_do_no_harm(client: anthropic.Anthropic, schema: dict[str, Any]) -> None:
    tools: Any = [{"name": "shop__search_things", "description": None, "input_schema": schema}]
    question = 'search the things for 5 "zebras" \ud800 in #x and MOB-1: ((('
    messages: Any = [{"role": "user", "content": question.encode("utf-8", "replace").decode()}]
    answer = client.messages.create(model=MODEL, max_tokens=500, messages=messages, tools=tools)
    assert answer.stop_reason in ("tool_use", "end_turn")


def test_it_needs_neither_django_nor_the_mcp_sdk() -> None:
    check = (
        "import sys, conversations.demo_model.app, conversations.demo_model.__main__;"
        "print([name for name in ('django', 'mcp', 'anthropic') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
