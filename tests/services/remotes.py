"""The services' own MCP servers that run here, for the lines of `make services`: whose is at which address."""

REMOTES: dict[str, str] = {}
# The test modules that are about them.
MODULES = {
    "notion_server": "notion",
    "notion_remote": "notion",
    "ms365_server": "microsoft_365",
    "microsoft_365_remote": "microsoft_365",
}


def line_of(service: str) -> str:
    """What its line is called."""
    return f"{service} (remote)"
