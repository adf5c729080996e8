"""The environment of a test run, set before Django reads it (loaded by `-p tests.environment`).

Without DATABASE_URL this starts throwaway servers of its own; workers of pytest-xdist share them, each with its
own database and its own Valkey number.
"""

import atexit
import os
import tempfile
from pathlib import Path

if "DATABASE_URL" not in os.environ:
    from config.local.services import EmbeddedServices

    services = EmbeddedServices(Path(tempfile.mkdtemp(prefix="switchboard-tests-")), durable=False)
    os.environ.update(services.start())
    atexit.register(services.stop)

worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={int(worker) + 1}"
os.environ["SWITCHBOARD_DATABASE_ROLE"] = "app"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "PUBLIC_URL", "PORT"):
    os.environ.pop(name, None)
