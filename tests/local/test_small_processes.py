"""What a process never uses it does not load: each library costs memory in every one that does."""

import subprocess
import sys

import pytest

WEB = """
import django
django.setup()
from django.core.handlers.asgi import ASGIHandler
from django.urls import get_resolver
ASGIHandler()
list(get_resolver().url_patterns)
"""


# The model's SDK is 44 MiB of 2,900 modules (anthropic 2.12.0): only workers speak to the model.
@pytest.mark.parametrize("library", ["anthropic"])
def test_the_web_process_does_without(library: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"{WEB}\nimport sys\nprint({library!r} in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.split()[-1] == "False"
