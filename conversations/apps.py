"""App config."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations, messages, turns, shares."""

    name = "conversations"

    def ready(self) -> None:
        """Listen to the apps below, and name this one's rows in the audit log."""
        from conversations import receivers  # noqa: F401
