"""Medplum's FHIR router (npm) with Mia's and Ada's records (health_seed.py), for whoever asks: no sign-in.

It validates nothing and answers an unknown parameter with no hits, and `subject:Patient=ID` too
(findings/fhir_search_by_subject.sh): search by `patient=ID`. Links to further pages are the wrapper's.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.health_seed import record
from tests.services.node import SOURCES, installed, started

START_SECONDS = 60


@dataclass(frozen=True)
class Medplum:
    """The base address of the FHIR API."""

    origin: str

    @property
    def host(self) -> str:
        """For `settings.EGRESS_ALLOW`."""
        return urlsplit(self.origin).netloc


@contextmanager
def medplum_server(folder: Path) -> Iterator[Medplum]:
    """Run it until the block ends. Raises PeerMissing."""
    seed = folder / "record.json"
    seed.write_text(json.dumps(record()))
    packages = installed() / "node_modules"
    script, log = SOURCES / "medplum.mjs", folder / "medplum.log"
    with started(script, str(packages), str(seed), log=log, seconds=START_SECONDS) as said:
        yield Medplum(said["origin"])
