"""Nobody keeps a private answer: walked over every route, whatever its status, streams included."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from config.edge.caching import PrivateByDefaultMiddleware
from tests.acme_rows import address_parts
from tests.cast import Cast
from tests.edge.routes import NAMED, all_routes, plain_path
from tests.owner import set_as_owner

ROUTES = sorted(set(all_routes()))
PUBLIC = "/oauth/client-metadata.json"


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams give their connection back before they start; here it holds the test's transaction."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def is_private(path: str, answer: Any) -> None:
    said = {part.strip() for part in answer["Cache-Control"].split(",")}
    assert "no-store" in said, (path, said)
    assert "private" in said or path.startswith("/shared/"), (path, said)
    assert "public" not in said
    assert {"Authorization", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


def real_path(route: str, cast: Cast) -> str:
    if "<slug:org>" not in route:
        return plain_path(route)
    names = {name for _, name in NAMED.findall(route)} - {"org"}
    values = address_parts(cast, names) | {"org": "acme"}
    return "/" + NAMED.sub(lambda found: str(values[found[2]]), route)


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_is_private(route: str, cast: Cast) -> None:
    path = real_path(route, cast)
    set_as_owner(cast.ada.user, is_staff=True)
    for client in (cast.client(cast.mia), cast.client(cast.ada), Client()):
        client.raise_request_exception = False
        for method in ("GET", "POST", "OPTIONS"):
            if path != PUBLIC:
                is_private(path, client.generic(method, path, b"{}", content_type="application/json"))


def test_a_stream_is_private_and_is_not_transformed(cast: Cast) -> None:
    path = real_path("api/v1/organizations/<slug:org>/turns/<uuid:turn_id>/events", cast)
    answer: Any = cast.client(cast.mia).get(path)
    assert (answer.status_code, answer.streaming) == (200, True)
    assert answer["Cache-Control"] == "private, no-store, no-transform"


@pytest.mark.parametrize("path", ["/shared/%00", "/?q=%00", "/api/v1/me?q=%00", "/nowhere", "/static/nothing.js"])
def test_refusals_are_private_too(path: str, cast: Cast) -> None:
    is_private(path, cast.client(cast.mia).get(path))


def test_what_is_public_stays_so(db: None) -> None:
    assert Client().get(PUBLIC)["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("name", "immutable"),
    [("assets/index-Bx3_9kQz.js", True), ("assets/index.js", False), ("admin/img/icon-changelink.svg", False)],
)
def test_built_files_are_kept_for_ever_and_others_are_not(
    name: str, immutable: bool, tmp_path: Path, settings: Any
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("x")
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = str(tmp_path), False
    inner = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    answer = PrivateByDefaultMiddleware(inner)(RequestFactory().get(f"/static/{name}"))
    assert answer.status_code == 200
    assert ("immutable" in answer["Cache-Control"]) is immutable
    assert "public" in answer["Cache-Control"]
