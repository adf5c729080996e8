"""What lies beside the project, at ../shared: official descriptions of services' APIs, data for tests."""

from pathlib import Path

from tests.services.node import PeerMissing

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def shared(name: str) -> Path:
    """A file of ../shared. Raises PeerMissing where that is not there."""
    path = SHARED / name
    if not path.is_file():
        raise PeerMissing(f"{path} is not there: the official descriptions lie beside the project, see docs")
    return path
