"""An entry of the Connectors Directory: data, the same for all organizations."""

import uuid

from django.db import models

from organizations.sealing import SealedTextField


class Registration(models.TextChoices):
    """How the service lets a client in (docs/adding-a-service.md)."""

    AUTO = "auto", "Automatic"
    PREREGISTERED = "preregistered", "Pre-registered client"
    HEADER = "header", "Fixed header"
    NONE = "none", "No sign-in"


class Review(models.TextChoices):
    """Only `listed` is shown and may be used."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    IN_REVIEW = "in_review", "In review"
    LISTED = "listed", "Listed"
    REJECTED = "rejected", "Rejected"
    DELISTED = "delisted", "Delisted"


class Category(models.TextChoices):
    """The directory's categories."""

    PRODUCTIVITY = "productivity", "Productivity"
    COMMUNICATION = "communication", "Communication"
    PROJECT_MANAGEMENT = "project_management", "Project management"
    DESIGN = "design", "Design"
    ENGINEERING = "engineering", "Engineering"
    DATA = "data", "Data"
    SALES = "sales", "Sales"
    FINANCE = "finance", "Finance"
    HEALTH = "health", "Health"


EFFECTS = ("read", "write", "destructive")


def _list() -> list[str]:
    return []


def _object() -> dict[str, str]:
    return {}


class Listing(models.Model):
    """A reviewed service that organizations may enable; loaded from directory/listings.toml, edited by operators."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    publisher = models.CharField(max_length=80)
    category = models.CharField(max_length=24, choices=Category.choices)
    summary = models.CharField(max_length=160)
    description = models.TextField()
    use_cases = models.JSONField(default=_list, blank=True)
    color = models.CharField(max_length=7, blank=True)
    icon_url = models.CharField(max_length=200, blank=True)
    # The service's own MCP server, and how a client is registered there.
    server_url = models.URLField(max_length=500, blank=True)
    registration = models.CharField(max_length=16, choices=Registration.choices, default=Registration.AUTO)
    oauth_client_id = models.CharField(max_length=300, blank=True)
    oauth_client_secret = SealedTextField(blank=True, default="", editable=False)
    oauth_secret_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    scopes = models.JSONField(default=_list, blank=True)
    # Or a server of ours around the service's API (connectors/servers): where the API is, and how one signs in there.
    # `{tenant}` and the like in addresses stand for a value of `setup_fields`.
    builtin = models.CharField(max_length=64, blank=True, help_text="Name of a server in connectors/servers.")
    api_url = models.CharField(max_length=500, blank=True)
    sign_in = models.JSONField(default=_object, blank=True, help_text="The sign-in server's endpoints and habits.")
    api_scopes = models.JSONField(default=_list, blank=True)
    # What a scope lets the assistant do, in a plain phrase, by its name.
    scope_words = models.JSONField(default=dict, blank=True)
    prefers_remote = models.BooleanField(
        "use the service's own MCP server", default=False, help_text="Where it has one; else Switchboard's own is used."
    )
    # What has to be entered before anybody can sign in: `[{"name", "label", "help", "default"}]`, and what was entered.
    setup_fields = models.JSONField(default=_list, blank=True)
    setup_values = models.JSONField(default=_object, blank=True)
    # When the live check last passed with exactly these values; null: they are a draft.
    setup_tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    setup_steps = models.JSONField(default=_list, blank=True, help_text="How to get the client, one sentence a step.")
    setup_url = models.URLField(max_length=300, blank=True)
    # Keys that a member enters: `[{"name", "label", "help", "prefix"}]`, at most four.
    header_fields = models.JSONField(default=_list, blank=True)
    pkce_undeclared = models.BooleanField(
        "PKCE not announced",
        default=False,
        help_text="Its sign-in server supports PKCE (S256) without saying so: sign in there nevertheless.",
    )
    read_tools = models.JSONField(default=_list, blank=True)
    write_tools = models.JSONField(default=_list, blank=True)
    destructive_tools = models.JSONField(default=_list, blank=True)
    # Of the service's own MCP server, by effect, where a server of ours stands for it: `{"read": ["search"]}`.
    remote_tools = models.JSONField(default=dict, blank=True)
    plans = models.JSONField(
        default=_list,
        blank=True,
        help_text="The plans that may enable it, with commas between them. Empty: every plan.",
    )
    regions = models.JSONField(
        default=_list,
        blank=True,
        help_text="The countries where it may be used (such as DE), with commas between them. Empty: everywhere.",
    )
    sensitivity = models.CharField(max_length=8, choices=[("normal", "Normal"), ("health", "Health")], default="normal")
    interactive = models.BooleanField(default=False)
    verification = models.CharField(
        max_length=10, choices=[("verified", "Verified"), ("community", "Community")], default="verified"
    )
    review_status = models.CharField(max_length=10, choices=Review.choices, default=Review.DRAFT)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    data_handling = models.TextField(blank=True)
    docs_url = models.URLField(max_length=300, blank=True)
    privacy_url = models.URLField(max_length=300, blank=True)
    support_url = models.URLField(max_length=300, blank=True)
    source = models.TextField(blank=True, help_text="Where the facts come from, and when.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_listed(self) -> bool:
        """Shown, and usable (tools-T1)."""
        return self.review_status == Review.LISTED

    def reviewed_tools(self, *, builtin: bool) -> dict[str, list[str]]:
        """The tools that the review names, by effect: of our own server, or of the service's."""
        if self.builtin and not builtin:
            return {effect: self.remote_tools.get(effect, []) for effect in EFFECTS}
        return {"read": self.read_tools, "write": self.write_tools, "destructive": self.destructive_tools}


class ListingIssuer(models.Model):
    """The one sign-in server that an operator's client id for a listing is for: added at its first use.

    A row of its own, because whoever uses it first may add it, but only an operator changes or removes it.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="+")
    issuer = models.CharField(max_length=500)
    token_origin = models.CharField(max_length=300, help_text="Scheme, host and port that tokens are asked at.")
    bound_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.listing}: {self.issuer}"
