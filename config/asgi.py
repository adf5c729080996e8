"""The ASGI entry point of the web process."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

application = get_asgi_application()


def _refuse_unsafe_role() -> None:
    from organizations.checks import refuse_unsafe_role  # needs the apps, which are ready only now

    # In a thread: uvicorn imports this module on its loop, where Django refuses database work.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(refuse_unsafe_role).result()


_refuse_unsafe_role()
