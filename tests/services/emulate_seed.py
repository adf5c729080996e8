"""What emulate holds at the start: Mia's and Ada's things apart, and one place of each service that both see."""

from typing import Any

MIA, ADA = "mia@acme.example", "ada@acme.example"
NAMES = {MIA: "Mia Kern", ADA: "Ada Byron"}
CLIENT = {"client_id": "switchboard-{service}", "client_secret": "secret-of-switchboard-at-{service}"}
LINEAR_SCOPES = ["read", "write", "issues:create", "comments:create"]
SLACK_SCOPES = [
    *("channels:read", "channels:history", "channels:join", "groups:read", "groups:history", "groups:write"),
    *("im:read", "im:history", "im:write", "mpim:read", "mpim:history", "users:read", "users:read.email"),
    *("users.profile:read", "chat:write", "reactions:read", "reactions:write", "files:read", "team:read"),
]
SLACK_TOKENS = {"mia": "xoxp-seeding-mia", "ada": "xoxp-seeding-ada"}


def client_of(service: str) -> dict[str, str]:
    """The client id and secret that an operator would have got from the service."""
    return {key: value.format(service=service) for key, value in CLIENT.items()}


def seeds(callbacks: list[str]) -> dict[str, dict[str, Any]]:
    """By service. `callbacks` are registered for our client, and no other address."""
    app = {"name": "Switchboard", "redirect_uris": callbacks}
    return {
        "google": {**_google(), "oauth_clients": [client_of("google") | app]},
        "slack": {**_slack(), "oauth_apps": [client_of("slack") | app | {"user_scopes": SLACK_SCOPES}]},
        "linear": {**_linear(), "oauth_apps": [client_of("linear") | app | {"scopes": LINEAR_SCOPES}]},
        "microsoft": {"users": _people(), "oauth_clients": [client_of("microsoft") | app]},
    }


def _people() -> list[dict[str, str]]:
    return [{"email": email, "name": name} for email, name in NAMES.items()]


def _google() -> dict[str, Any]:
    return {
        "users": [{**person, "hd": "acme.example"} for person in _people()],
        "labels": [{"id": "Label_launch", "user_email": MIA, "name": "Launch"}],
        "messages": [
            _mail(MIA, "mail-roadmap", "Paul <paul@northwind.example>", "Roadmap for March", "Can you send the plan?"),
            _mail(MIA, "mail-invoice", "billing@northwind.example", "Invoice 1042", "€ 1.200,00 are due in May."),
            _mail(ADA, "mail-board", "chair@board.example", "Board minutes", "For your eyes only."),
        ],
        "drive_items": [
            _file(MIA, "file-roadmap", "Roadmap.txt", "Launch on the 3rd of March; Grüße"),
            _file(MIA, "file-budget", "Budget.csv", "month,euro\nMarch,1200\n"),
            _file(ADA, "file-salaries", "Salaries.csv", "name,euro\nMia,5000\n"),
        ],
    }


def _mail(owner: str, name: str, sender: str, subject: str, text: str) -> dict[str, Any]:
    return {
        "id": name,
        "user_email": owner,
        "from": sender,
        "to": owner,
        "subject": subject,
        "body_text": text,
        "message_id": f"<{name}@northwind.example>",
        "date": "2026-11-20T09:30:00.000Z",
    }


def _file(owner: str, name: str, title: str, text: str) -> dict[str, Any]:
    kind = "text/csv" if title.endswith(".csv") else "text/plain"
    return {"id": name, "user_email": owner, "name": title, "mime_type": kind, "data": text}


def _slack() -> dict[str, Any]:
    people = [{"name": email.split("@")[0], "real_name": name, "email": email} for email, name in NAMES.items()]
    return {
        "team": {"name": "Acme", "domain": "acme"},
        "users": people,
        "channels": [{"name": "launch", "topic": "The launch in March"}],
        "tokens": [
            {"token": token, "user": name, "type": "user", "scopes": SLACK_SCOPES}
            for name, token in SLACK_TOKENS.items()
        ],
        "strict_scopes": True,
    }


def _linear() -> dict[str, Any]:
    return {
        "organization": {"name": "Acme", "url_key": "acme"},
        "users": _people(),
        "teams": [{"key": "LAU", "name": "Launch"}, {"key": "OPS", "name": "Operations"}],
        "labels": [{"name": "Urgent", "team": "LAU"}],
        "projects": [{"name": "Spring launch", "team": "LAU", "state": "started"}],
        "cycles": [{"name": "March", "number": 1, "team": "LAU"}],
        "issues": [
            _issue("LAU", "Write the announcement", MIA, "Todo", labels=["Urgent"], project="Spring launch"),
            _issue("LAU", "Book the room", MIA, "Done", cycle="March"),
            _issue("OPS", "Renew the certificate", ADA, "In Progress"),
        ],
        "comments": [{"issue": "LAU-1", "user": ADA, "body": "Please keep it short."}],
        "strict_scopes": True,
    }


def _issue(team: str, title: str, assignee: str, state: str, **more: Any) -> dict[str, Any]:
    return {"team": team, "title": title, "assignee": assignee, "creator": assignee, "state": state, **more}
