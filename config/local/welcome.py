"""The words that a person sees when the workspace is up."""

from config.local.settings import RunSettings

PASSWORD = "switchboard-demo"
DEMO_ACCOUNTS = (
    ("ada@acme.example", "primary owner of Acme"),
    ("mia@acme.example", "member of Acme"),
    ("gus@globex.example", "primary owner of Globex"),
    ("finn@example.com", "personal, free plan"),
)


def welcome(settings: RunSettings) -> str:
    """Where the workspace is, who may sign in on the embedded database, and who answers."""
    lines = [f"Switchboard is running at {settings.address}"]
    if settings.embedded_database:
        lines += [f"Demo accounts, password {PASSWORD}:"]
        lines += [f"  {email:<20} {who}" for email, who in DEMO_ACCOUNTS]
    lines += ["`make operator EMAIL=you@example.com` makes somebody an operator, who may open /admin/."]
    if settings.demo_model:
        lines += ["The demo model answers (rules, not an LLM) until you set ANTHROPIC_API_KEY."]
    return "\n".join([*lines, "Ctrl-C stops it."])
