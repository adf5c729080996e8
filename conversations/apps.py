"""App config."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations, messages, turns, shares."""

    name = "conversations"

    def ready(self) -> None:
        """Listen to the apps below, name this one's rows in the audit log, and which models decide on tools."""
        from conversations import receivers  # noqa: F401
        from conversations.engine.toolset import rules_cache  # noqa: F401
