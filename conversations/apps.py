"""App config."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations, messages, turns, shares."""

    name = "conversations"

    def ready(self) -> None:
        """Load the receivers, the names for the audit log, and the functions that `reads_rules` marks."""
        from conversations import receivers  # noqa: F401
        from conversations.engine.toolset import rules_cache  # noqa: F401
