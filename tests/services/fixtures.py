"""Fixtures with the services' peers: each starts for the first test that asks for it, and ends with the run.

Where Node's packages or ../shared are missing, those tests are skipped with the reason (and fail in CI).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.services.emulate import Emulate
    from tests.services.medplum import Medplum
    from tests.services.ms365_server import Ms365Server
    from tests.services.notion_server import NotionServer
    from tests.services.prism import Prism
    from tests.services.smart import Smart


@contextmanager
def _there_or_skipped() -> Iterator[None]:
    from tests.services.node import PeerMissing

    try:
        yield
    except PeerMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def emulate(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Emulate"]:
    """Google, Slack, Linear and Microsoft's sign-in with Mia's and Ada's accounts (tests/services/emulate.py)."""
    from tests.services.consent import CALLBACKS
    from tests.services.emulate import emulate_services

    with _there_or_skipped(), emulate_services(tmp_path_factory.mktemp("emulate"), CALLBACKS) as services:
        yield services


@pytest.fixture(scope="session")
def medplum(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Medplum"]:
    """A FHIR server with our records, without a sign-in (tests/services/medplum.py)."""
    from tests.services.medplum import medplum_server

    with _there_or_skipped(), medplum_server(tmp_path_factory.mktemp("medplum")) as server:
        yield server


@pytest.fixture(scope="session")
def smart_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Smart"]:
    """The same records behind a SMART on FHIR sign-in (tests/services/smart.py)."""
    from tests.services.consent import CALLBACKS
    from tests.services.smart import smart

    with _there_or_skipped(), smart(tmp_path_factory.mktemp("smart"), CALLBACKS) as server:
        yield server


def _prism(service: str) -> Any:
    @pytest.fixture(scope="session", name=f"running_prism_{service}")
    def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Prism"]:
        from tests.services.prism import prism

        with _there_or_skipped(), prism(service, tmp_path_factory.mktemp(f"prism-{service}")) as state:
            yield state

    return running


def _cleared(service: str) -> Any:
    @pytest.fixture(name=f"prism_{service}")
    def cleared(request: pytest.FixtureRequest) -> "Prism":
        state: Prism = request.getfixturevalue(f"running_prism_{service}")
        state.clear()
        return state

    return cleared


# `prism_asana` and so on: Prism on the official description, with nothing recorded yet (tests/services/prism.py).
# Asana's takes 4 seconds to start, Figma's 40: tests with these are marked `services`. `prism_figma_files` has the
# files and nodes that the other leaves out, without the form of their answers: say it with `replies`.
running_prism_asana, prism_asana = _prism("asana"), _cleared("asana")
running_prism_canva, prism_canva = _prism("canva"), _cleared("canva")
running_prism_figma, prism_figma = _prism("figma"), _cleared("figma")
running_prism_figma_files, prism_figma_files = _prism("figma_files"), _cleared("figma_files")
running_prism_graph, prism_graph = _prism("graph"), _cleared("graph")
running_prism_notion, prism_notion = _prism("notion"), _cleared("notion")


@pytest.fixture(scope="session")
def running_notion_server(
    tmp_path_factory: pytest.TempPathFactory, running_prism_notion: "Prism"
) -> Iterator["NotionServer"]:
    from tests.services.notion_server import notion_mcp_server

    folder = tmp_path_factory.mktemp("notion")
    with _there_or_skipped(), notion_mcp_server(folder, running_prism_notion) as server:
        yield server


@pytest.fixture
def notion_server(running_notion_server: "NotionServer", prism_notion: "Prism") -> "NotionServer":
    """Notion's official MCP server in front of Prism, with nothing recorded yet (tests/services/notion_server.py)."""
    return running_notion_server


@pytest.fixture(scope="session")
def running_ms365_server(
    tmp_path_factory: pytest.TempPathFactory, emulate: "Emulate", running_prism_graph: "Prism"
) -> Iterator["Ms365Server"]:
    from tests.services.ms365_server import ms365_mcp_server

    folder = tmp_path_factory.mktemp("ms365")
    with _there_or_skipped(), ms365_mcp_server(folder, emulate, running_prism_graph) as server:
        yield server


@pytest.fixture
def ms365_server(running_ms365_server: "Ms365Server", prism_graph: "Prism") -> "Ms365Server":
    """Softeria's Microsoft 365 MCP server with OAuth (tests/services/ms365_server.py); tests are marked `services`."""
    return running_ms365_server
