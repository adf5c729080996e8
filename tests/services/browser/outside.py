"""The services outside of the product: peers from npm and our stand-ins, which know the product's own addresses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.product import Product
from tests.services.canva_sign_in import AUTHORIZE, CLIENT, TOKEN
from tests.services.canva_stand_in import SCOPES, Canva, canva_stand_in
from tests.services.consent import CALLBACKS, callbacks_of
from tests.services.emulate import Emulate, client_of, emulate_services
from tests.services.signing_in import SERVICES, addresses_at
from tests.services.smart import CLIENT as HEALTH_CLIENT, Smart, smart

POINTS = """
import json
from tests.services.signing_in import point
for slug, addresses in json.loads({addresses!r}).items():
    point(slug, **addresses)
"""


@dataclass(frozen=True)
class Service:
    """What an owner knows of a service: its place in the directory, and the client that it gave out."""

    slug: str
    name: str
    client_id: str
    client_secret: str


def _of_emulate(slug: str, name: str) -> Service:
    return Service(slug, name, **client_of(SERVICES[slug][0]))


LINEAR = _of_emulate("linear", "Linear")
DRIVE = _of_emulate("google-drive", "Google Drive")
GMAIL = _of_emulate("gmail", "Gmail")
CANVA = Service("canva", "Canva", **CLIENT)
# Its addresses are entered by whoever sets it up.
HEALTH = Service("health-records", "Health records", **HEALTH_CLIENT)


@dataclass(frozen=True)
class Outside:
    """What runs outside."""

    emulate: Emulate
    canva: Canva
    health: Smart

    @property
    def hosts(self) -> list[str]:
        """What the operator lets the product reach."""
        return [*self.emulate.hosts, self.canva.host, self.health.host]

    def addresses(self) -> dict[str, dict[str, Any]]:
        """Of each service that a run uses: what its listing has to say."""
        of_emulate = {each.slug: addresses_at(self.emulate, each.slug) for each in (LINEAR, DRIVE, GMAIL)}
        origin = self.canva.origin
        sign_in = {"authorization_endpoint": origin + AUTHORIZE, "token_endpoint": origin + TOKEN}
        # The operator leaves folders out: who needs one gives more access then.
        scopes = sorted(SCOPES - {"folder:read"})
        canva = {"api_url": f"{origin}/rest", "api_scopes": scopes, "sign_in": sign_in}
        return {**of_emulate, CANVA.slug: canva}


@contextmanager
def services_for(product: Product, folder: Path) -> Iterator[Outside]:
    """All of them, until the block ends, for a product that has its port and is not started. Raises PeerMissing.

    They know the tests' own address too, past the product: what is there afterwards is asked that way.
    """
    callbacks = [*callbacks_of(product.url), *CALLBACKS]
    with (
        emulate_services(folder, callbacks) as emulate,
        canva_stand_in(callbacks) as canva,
        smart(folder, callbacks) as health,
    ):
        yield Outside(emulate, canva, health)


def let_out(product: Product, outside: Outside) -> None:
    """Before the start the operator names the hosts, as docs/operators.md says."""
    assert all(urlsplit(f"//{host}").port for host in outside.hosts)
    product.environment["SWITCHBOARD_EGRESS_ALLOW"] = ",".join(outside.hosts)


def point_listings(product: Product, outside: Outside) -> None:
    """After the start they correct the listings' addresses, with the operators' login."""
    product.manage("shell", "-c", POINTS.format(addresses=json.dumps(outside.addresses())))
