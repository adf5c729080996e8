"""Setting up a service for the organization, and the live check of it. Owners only."""

import uuid
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.accounts.diagnosis import STEPS, Findings
from connectors.api.tools import ConnectorsOfMember
from connectors.models import Connector, Listing
from connectors.network import host_of
from connectors.outbound import entered_redirect_uri
from connectors.policy.rules import may_change
from connectors.policy.setup import (
    awaits_setup,
    may_choose_server,
    missing_setup,
    takes_client,
    wanted_fields,
    wants_setup,
)
from connectors.setting_up import connected_accounts, diagnose_connector, set_up_connector
from organizations.api.base import Nothing, valid
from organizations.refusals import insist
from organizations.sealing import SecretUnreadable, end_of, open_secret
from organizations.shapes import Time, time_text
from organizations.tenancy import tenant

RESULTS = ("passed", "failed", "unknown", "not_needed", "not_reached")
SOURCES = ("owner", "operator", "default", "nobody")


class SetupFieldShape(TypedDict):
    """A value that the service wants before anybody can sign in."""

    name: str
    label: str
    help: str
    default: str
    value: Annotated[str, "What is used now; empty: nothing."]
    source: Annotated[str, "Who entered it.", SOURCES]


class KeptSecretShape(TypedDict):
    """A client secret is never shown again: only since when it is there, and how a long one ends."""

    set_at: Time | None
    ends_with: str
    readable: Annotated[bool, "False: it has to be entered again."]


class ServerChoiceShape(TypedDict):
    """Two ways to reach the service."""

    uses_remote: Annotated[bool, "The service's own MCP server; false: Switchboard's own, around the service's API."]
    remote_host: str
    accounts: Annotated[int, "That have to sign in again after a change."]


class SetupShape(TypedDict):
    """What a service wants before anybody can sign in, and what was entered of it."""

    required: Annotated[bool, "Nobody can sign in yet."]
    wanted: Annotated[bool, "Whether it wants anything at all."]
    missing: list[str]
    takes_client: bool
    oauth_client_id: Annotated[str, "An owner's; empty: the operator's is used, if there is one."]
    oauth_secret: KeptSecretShape | None
    oauth_issuer: Annotated[str | None, "The sign-in server that the client id is for; null before its first use."]
    operators_client: Annotated[bool, "An operator entered a client id for everybody."]
    redirect_uri: Annotated[str, "To register at the service."]
    fields: list[SetupFieldShape]
    tested_at: Annotated[Time | None, "When the check last passed with exactly these values."]
    scopes: Annotated[list[str], "To allow the client at the service."]
    steps: list[str]
    url: Annotated[str, "Where the service gives client ids."]
    servers: ServerChoiceShape | None


def setup_shape(row: Connector, listing: Listing) -> SetupShape:
    """What an owner sees and changes."""
    return {
        "required": awaits_setup(row),
        "wanted": wants_setup(row),
        "missing": missing_setup(row),
        "takes_client": takes_client(row),
        "oauth_client_id": row.oauth_client_id,
        "oauth_secret": _kept_secret(row),
        "oauth_issuer": row.oauth_issuer or None,
        "operators_client": bool(listing.oauth_client_id),
        "redirect_uri": entered_redirect_uri(row.callback_key),
        "fields": [_field(row, listing, one) for one in wanted_fields(row)],
        "tested_at": time_text(row.client_holder.setup_tested_at),
        "scopes": row.scopes,
        "steps": listing.setup_steps,
        "url": listing.setup_url,
        "servers": _servers(row, listing),
    }


def _field(row: Connector, listing: Listing, wanted: dict[str, str]) -> SetupFieldShape:
    name, default = wanted["name"], wanted.get("default", "")
    entered = [("owner", row.setup_values), ("operator", listing.setup_values), ("default", {name: default})]
    source = next((who for who, values in entered if values.get(name)), "nobody")
    return {
        "name": name,
        "label": wanted.get("label") or name,
        "help": wanted.get("help", ""),
        "default": default,
        "value": row.values[name],
        "source": source,
    }


def _kept_secret(row: Connector) -> KeptSecretShape | None:
    if not str(row.oauth_client_secret):
        return None
    try:
        end, readable = end_of(open_secret(row, "oauth_client_secret")), True
    except SecretUnreadable:
        end, readable = "", False
    return {"set_at": time_text(row.oauth_secret_set_at), "ends_with": end, "readable": readable}


def _servers(row: Connector, listing: Listing) -> ServerChoiceShape | None:
    if not may_choose_server(row):
        return None
    return {
        "uses_remote": not row.builtin,
        "remote_host": host_of(listing.server_url),
        "accounts": len(connected_accounts(row)),
    }


class DiagnosisStepShape(TypedDict):
    """One step of the check, and what to do where it failed."""

    name: Annotated[str, STEPS]
    result: Annotated[str, RESULTS]
    words: str
    todo: str


class DiagnosisShape(TypedDict):
    """How the check went. What could not be told does not count against it."""

    passed: bool
    steps: list[DiagnosisStepShape]
    required: Annotated[bool, "Nobody can sign in yet."]


def diagnosis_shape(row: Connector, findings: Findings) -> DiagnosisShape:
    """The steps in their order."""
    steps: list[DiagnosisStepShape] = [
        {"name": step.name, "result": step.result, "words": step.words, "todo": step.todo} for step in findings.steps
    ]
    return {"passed": findings.passed, "steps": steps, "required": awaits_setup(row)}


class SetupChanges(serializers.Serializer[Any]):
    """What is left out stays. A client id of one's own goes before the operator's."""

    oauth_client_id = serializers.CharField(required=False, max_length=300, allow_blank=True)
    oauth_client_secret = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    oauth_issuer = serializers.CharField(required=False, max_length=500, allow_null=True)
    setup_values = serializers.DictField(
        required=False, child=serializers.CharField(max_length=300, allow_blank=True), help_text="By name."
    )
    uses_remote = serializers.BooleanField(
        required=False, help_text="The service's own MCP server: every account there has to sign in again."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Null is a choice of its own: no server."""
        return {**attrs, "oauth_issuer": attrs["oauth_issuer"] or ""} if "oauth_issuer" in attrs else attrs


class SetupDetail(ConnectorsOfMember):
    """What an owner enters so that members can sign in."""

    @extend_schema(operation_id="setups_retrieve", responses=SetupShape)
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """What the service wants, and what was entered of it; of a custom connector nothing."""
        return Response(self._shaped(self._own(connector_id)))

    @extend_schema(operation_id="setups_update", request=SetupChanges, responses=SetupShape)
    def patch(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Enter it. It is a draft until the diagnosis passes; accounts that are connected go on."""
        row = self._own(connector_id)
        return Response(
            self._shaped(set_up_connector(actor=self.actor, connector=row, **valid(SetupChanges, request.data)))
        )

    def _own(self, connector_id: uuid.UUID) -> Connector:
        row = self.connector(connector_id)
        insist(may_change(row, self.membership))
        return row

    def _shaped(self, row: Connector) -> SetupShape:
        return setup_shape(row, row.listing or Listing(slug=str(row.pk), name=row.name))


class ConnectorDiagnosis(ConnectorsOfMember):
    """The live check."""

    # It asks the service, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="connectors_diagnosis", request=None, responses=DiagnosisShape)
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Try addresses, sign-in server, client id and secret; what passes is available from now on."""
        with tenant(self.organization.id):
            self.connector(connector_id)  # a stranger's 404 comes before what may be wrong with the body
        valid(Nothing, request.data)
        row, findings = diagnose_connector(actor=self.actor, connector_id=connector_id)
        return Response(diagnosis_shape(row, findings))
