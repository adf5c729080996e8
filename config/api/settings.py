"""Settings of the API and of its schema."""

from typing import Any

FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organizations.api.authentication.TokenAuthentication",
        "organizations.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.json_body.CleanJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.Schema",
    "EXCEPTION_HANDLER": "config.api.errors.handle",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SCHEMA: dict[str, Any] = {
    "TITLE": "Switchboard",
    "DESCRIPTION": "The API of the team workspace. Sign in with a session or a personal access token.",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AuthorEnum": "conversations.models.Author",
        "CallStatusEnum": "conversations.models.CallStatus",
        "ConnectionStatusEnum": "connectors.models.ConnectionStatus",
        "DesignKindEnum": "conversations.models.DesignKind",
        "EffectEnum": "connectors.models.Effect",
        "LevelEnum": "connectors.models.Level",
        "RequestStatusEnum": "connectors.models.RequestStatus",
        "RoleEnum": "organizations.models.Role",
        "TokenScopeEnum": "organizations.models.Scope",
        "TurnStatusEnum": "conversations.models.TurnStatus",
        "VisibilityEnum": "organizations.models.Visibility",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.describe_events",
        "config.api.schema.close_requests",
        "config.api.schema.describe_problems",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
