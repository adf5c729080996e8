"""Routes of the directory, connectors, tools and connections, below /api/v1/."""

from django.urls import path

from connectors.api import actions, connections, connectors, consent, directory, requests, setup, tool_reviews, tools

ORG = "organizations/<slug:org>"
ONE = f"{ORG}/connectors/<uuid:connector_id>"

urlpatterns = [
    path(f"{ORG}/directory", directory.ListingList.as_view()),
    path(f"{ORG}/directory/<slug:slug>", directory.ListingDetail.as_view()),
    path(f"{ORG}/connector-actions", actions.ConnectorActionsDetail.as_view()),
    path(f"{ORG}/connector-requests", requests.ConnectorRequestList.as_view()),
    path(f"{ORG}/connector-requests/<uuid:connector_request_id>", requests.ConnectorRequestDetail.as_view()),
    path(f"{ORG}/connectors", connectors.ConnectorList.as_view()),
    path(ONE, connectors.ConnectorDetail.as_view()),
    path(f"{ONE}/setup", setup.SetupDetail.as_view()),
    path(f"{ONE}/diagnosis", setup.ConnectorDiagnosis.as_view()),
    path(f"{ONE}/tools", tools.ToolList.as_view()),
    path(f"{ONE}/tool-refreshes", tools.ToolRefreshList.as_view()),
    path(f"{ONE}/tool-reviews", tool_reviews.ToolReviewList.as_view()),
    path(f"{ONE}/tools/<path:name>/review", tool_reviews.ToolReview.as_view()),
    path(f"{ONE}/tools/<path:name>", tools.ToolDetail.as_view()),
    path(f"{ONE}/consent", consent.ConsentDetail.as_view()),
    path(f"{ONE}/connections", connections.ConnectionList.as_view()),
    path(f"{ONE}/connections/<uuid:connection_id>", connections.ConnectionDetail.as_view()),
]
