"""Asks a web process on this machine how it is, under its public host name.

`python -m config.health_probe [/livez]` is the containers' health check: exit code 0 when the answer is 200.
"""

import http.client
import sys
from urllib.parse import urlsplit

from config import env

PROBE_SECONDS = 5.0


def answers_ok(port: int, public_url: str, path: str = "/healthz") -> bool:
    """Whether the process on this port answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", path, headers=_as_the_proxy_would(public_url))
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _as_the_proxy_would(public_url: str) -> dict[str, str]:
    # Any other host name is refused, and plain http is redirected where the public address is https.
    public = urlsplit(public_url)
    return {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}


if __name__ == "__main__":
    raise SystemExit(not answers_ok(env.port(), env.public_url(), *sys.argv[1:2]))
