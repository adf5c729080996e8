"""The short way of the requests that people wait for: the same views, with less around them.

A request that is plain in every respect, for one of PATHS, goes to its view through the
middlewares that have something to say to it (KEPT), in a thread that keeps its database connection. All others go the
long way, which is Django's whole handler with a thread and a connection for each request.
"""

import asyncio
import re
from io import BytesIO
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.core.exceptions import RequestAborted
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from config.edge.bodies import Application, Message, Receive, Scope, Send
from config.edge.handler import Answer, OneThreadHandler
from config.edge.streaming import streaming
from organizations.database_threads import DatabaseThreads

KEPT = (
    "config.edge.caching.PrivateByDefaultMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.edge.characters.CharactersMiddleware",
    "config.hosts.SandboxHostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
# Why each has nothing to say here; tests/edge/test_lean.py holds both lists against the settings.
LEFT_OUT = {
    "whitenoise.middleware.WhiteNoiseMiddleware": "serves static files to GET",
    "config.api.sign_in_limits.TooManyRequestsMiddleware": "words for /_allauth/",
    "config.api.errors.ValkeyOutageMiddleware": "words for what needs Valkey: these views say it after the commit",
    "django.middleware.csrf.CsrfViewMiddleware": "DRF's views are exempt, and ask in SessionAuthentication",
    "django.contrib.messages.middleware.MessageMiddleware": "messages of pages",
    "allauth.account.middleware.AccountMiddleware": "pages below /accounts/",
    "config.api.json_body.CleanJsonMiddleware": "bodies of /_allauth/",
}
# Of the connection pool's sixteen (settings): the long way keeps the others.
THREADS = 4
# Threads that wait for a lock hold nobody else up for longer: the long way has its own.
QUEUE_SECONDS = 0.3
# What people wait for with their eyes on the screen: the first word of an answer.
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CHATS = "/api/v1/organizations/[-a-zA-Z0-9_]+/conversations"
PATHS = re.compile(f"{CHATS}(?:/{UUID}/messages)?")
PRINTABLE = re.compile(rb"[\x20-\x7e]*")


class LeanHandler(OneThreadHandler):
    """The ASGI application between `LimitedBodies`, which hands on a body as one message, and the long way."""

    def __init__(self, long_way: Application) -> None:
        super().__init__()
        self._long_way, self._threads = long_way, DatabaseThreads(THREADS, "lean")

    def load_middleware(self, is_async: bool = False) -> None:
        """Only those that are kept. None of them looks at views, exceptions or templates."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        view: Any = self._get_response  # type: ignore[attr-defined]  # not in the stubs
        chain = convert_exception_to_response(view)
        for name in reversed(KEPT):
            chain = convert_exception_to_response(import_string(name)(chain))
        self._middleware_chain = chain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if not self.is_for(scope) or not await self._threads.free_within(QUEUE_SECONDS):
            await self._long_way(scope, receive, send)
            return
        message = await receive()
        request, _ = self.create_request(scope, BytesIO(message.get("body", b"")))
        if request is None:
            await self._long_way(scope, _again(message, receive), send)
            return
        request.keeps_connection = True
        answer = Answer(send)
        await self._answer(request, receive, answer)
        del request
        if answer.streaming is not None:
            await answer.streaming.send(receive, send)

    async def _answer(self, request: HttpRequest, receive: Receive, send: Send) -> None:
        response = await self._threads.submit(lambda: self.get_response(request))
        if streaming(response) is not None:
            await self.send_response(response, send)
            response.close()
            return
        async with ThreadSensitiveContext():
            await self._send(response, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """The server's start and its stop, when the connections are given back."""
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self._threads.close)
        await send({"type": "lifespan.shutdown.complete"})

    def is_for(self, scope: Scope) -> bool:
        """Whether the request is one of those that are listed, and plain."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return False
        return PATHS.fullmatch(scope["path"]) is not None and is_plain(scope)

    async def _send(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """As in Django: until all is said, or the client is gone."""
        tasks = [
            asyncio.create_task(self.send_response(response, send)),
            asyncio.create_task(self.listen_for_disconnect(receive)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            response.close()
        for error in ended:
            if isinstance(error, Exception) and not isinstance(error, RequestAborted):
                raise error


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def is_plain(scope: Scope) -> bool:
    """Whether nothing about the head of a request needs a second thought."""
    if scope.get("query_string") or scope.get("root_path") or scope.get("raw_path") != scope["path"].encode():
        return False
    head: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in head or not PRINTABLE.fullmatch(value):
            return False
        head[name] = value
    return True
