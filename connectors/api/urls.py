"""Routes of the directory, connectors, tools and connections, below /api/v1/."""

from django.urls import path

from connectors.api.connections import ConnectionsView, ConnectionView
from connectors.api.connectors import ConnectorActionsView, ConnectorsView, ConnectorView
from connectors.api.directory import DirectoryView, ListingView
from connectors.api.tools import ToolRefreshesView, ToolReviewView, ToolsReviewView, ToolsView, ToolView

ORG = "organizations/<slug:org>"
ONE = f"{ORG}/connectors/<uuid:connector_id>"

urlpatterns = [
    path(f"{ORG}/directory", DirectoryView.as_view()),
    path(f"{ORG}/directory/<slug:slug>", ListingView.as_view()),
    path(f"{ORG}/connector-actions", ConnectorActionsView.as_view()),
    path(f"{ORG}/connectors", ConnectorsView.as_view()),
    path(ONE, ConnectorView.as_view()),
    path(f"{ONE}/tools", ToolsView.as_view()),
    path(f"{ONE}/tool-refreshes", ToolRefreshesView.as_view()),
    path(f"{ONE}/tool-reviews", ToolsReviewView.as_view()),
    path(f"{ONE}/tools/<path:name>/review", ToolReviewView.as_view()),
    path(f"{ONE}/tools/<path:name>", ToolView.as_view()),
    path(f"{ONE}/connections", ConnectionsView.as_view()),
    path(f"{ONE}/connections/<uuid:connection_id>", ConnectionView.as_view()),
]
