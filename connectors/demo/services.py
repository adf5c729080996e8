"""The three demo services: addresses, scopes, and what consent to them means in plain words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One demo service. `reads` and `writes` are shown to the person who is asked for consent."""

    slug: str
    title: str
    summary: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its MCP server answers, below the base address."""
        return f"/{self.slug}/mcp"

    @property
    def read_scope(self) -> str:
        return f"{self.slug}:read"

    @property
    def write_scope(self) -> str:
        return f"{self.slug}:write"

    @property
    def scopes(self) -> list[str]:
        return [self.read_scope, self.write_scope]


TRACKER = Service(
    "tracker",
    "Acme Tracker",
    "Issues of the teams: bugs, tasks and requests.",
    reads=("Issues and comments of your workspace", "Your own private issues"),
    writes=("Create issues in your name", "Change and close issues", "Comment on issues"),
)
DOCS = Service(
    "docs",
    "Acme Docs",
    "Documents of the workspace.",
    reads=("Documents of your workspace", "Your own private documents"),
    writes=("Create documents in your name",),
)
CHAT = Service(
    "chat",
    "Acme Chat",
    "Team chat, by channel.",
    reads=("Messages in public channels", "Messages in private channels that you are in"),
    writes=("Post messages in your name",),
)

SERVICES: tuple[Service, ...] = (TRACKER, DOCS, CHAT)
ALL_SCOPES: list[str] = [scope for service in SERVICES for scope in service.scopes]
