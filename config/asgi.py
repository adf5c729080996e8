"""The ASGI entry point of the web process."""

import os
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

import django
from django.conf import settings

from organizations.garbage import collect_seldom

if TYPE_CHECKING:
    from config.edge.bodies import LimitedBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


def _application() -> "LimitedBodies":
    from config.edge.bodies import LimitedBodies  # need the apps, which are ready only now
    from config.edge.handler import OneThreadHandler
    from config.edge.lean import LeanHandler

    return LimitedBodies(LeanHandler(OneThreadHandler()), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _refuse_unsafe_role() -> None:
    from organizations.checks import refuse_unsafe_role  # needs the apps too

    # In a thread, because uvicorn imports this module on its loop, where Django refuses database work.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(refuse_unsafe_role).result()


django.setup(set_prefix=False)
application = _application()
_refuse_unsafe_role()
import_module(settings.ROOT_URLCONF)
collect_seldom()
