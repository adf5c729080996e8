"""Grants: what one person allowed one client at one service. Codes and tokens end with their grant."""

import sqlite3
import time
from dataclasses import dataclass

from connectors.demo.authorization.keys import new_token
from connectors.demo.database import Database


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant that is not revoked."""

    id: str
    client_id: str
    person: str
    resource: str

    @classmethod
    def of(cls, row: sqlite3.Row) -> "Grant":
        """From a row with the columns grant_id, client_id, person and resource."""
        return cls(row["grant_id"], row["client_id"], row["person"], row["resource"])


GRANT_COLUMNS = "g.id AS grant_id, g.client_id, g.person, g.resource"


class Grants:
    """Makes and revokes grants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, client_id: str, person: str, resource: str) -> Grant:
        """A new grant for the person with this e-mail address."""
        grant = Grant(new_token(), client_id, person, resource)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO oauth_grants (id, client_id, person, resource, created_at) VALUES (?, ?, ?, ?, ?)",
                (grant.id, client_id, person, resource, time.time()),
            )
        return grant

    def revoke(self, grant_id: str) -> None:
        """End the grant: all its codes and tokens stop working at once."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE oauth_grants SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                (time.time(), grant_id),
            )
