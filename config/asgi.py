"""The ASGI entry point of the web process."""

import os
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


class OneThreadHandler(ASGIHandler):
    """Runs middleware and view of a request in one thread; only streams run on the loop.

    Django's own handler goes back to the loop between the two, although both are synchronous here: four changes of
    thread for each request, a fifth of its time.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """The synchronous chain."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """As in Django's synchronous handler."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def _refuse_unsafe_role() -> None:
    from organizations.checks import refuse_unsafe_role  # needs the apps, which are ready only now

    # In a thread: uvicorn imports this module on its loop, where Django refuses database work.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(refuse_unsafe_role).result()


django.setup(set_prefix=False)
application = OneThreadHandler()
_refuse_unsafe_role()
