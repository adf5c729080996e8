"""Health records over SMART on FHIR R4, read only (hl7.org/fhir/R4, hl7.org/fhir/smart-app-launch)."""

from connectors.servers.health import charts, documents, readings, record
from connectors.servers.health.api import health
from connectors.servers.health.server import SERVER
from connectors.servers.service import Service

# Importing them registers their tools.
_TOOLS = (record, readings, charts, documents)

SERVICE = Service(server=SERVER, account=health.account)
