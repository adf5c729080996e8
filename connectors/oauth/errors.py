"""What can go wrong on the way to a token: one exception each, with a message for the person and no secret in it."""


class OAuthFailed(Exception):
    """A step of signing in to a service failed.

    `code` is stable; `transient` means that another try may work, after `retry_after_seconds` if given.
    """

    code = "oauth_failed"
    transient = False

    def __init__(self, person_message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(person_message)
        self.person_message = person_message
        self.retry_after_seconds = retry_after_seconds


class DiscoveryFailed(OAuthFailed):
    """The server says nothing usable about how to sign in."""

    code = "discovery_failed"


class MetadataUnavailable(OAuthFailed):
    """The sign-in's metadata could not be read now; it may exist."""

    code = "metadata_unavailable"
    transient = True


class IssuerMismatch(OAuthFailed):
    """An answer names another authorization server than the one that was asked."""

    code = "issuer_mismatch"


class IssuerChanged(OAuthFailed):
    """The client id that somebody entered is for another sign-in server than the one found now."""

    code = "issuer_changed"

    def __init__(self, bound: str, found: str) -> None:
        super().__init__("The client id of this service was entered for another sign-in server.")
        self.bound = bound
        self.found = found


class WrongCallback(OAuthFailed):
    """The answer came to another address than the one that this sign-in gave to its server (RFC 9700, 2.1)."""

    code = "wrong_callback"


class ResourceMismatch(OAuthFailed):
    """The sign-in is meant for another server than the connector's."""

    code = "resource_mismatch"


class PkceUnsupported(OAuthFailed):
    """The authorization server declares other ways of PKCE than S256."""

    code = "pkce_unsupported"


class PkceUndeclared(OAuthFailed):
    """The authorization server says nothing about PKCE; somebody may decide to go on anyway."""

    code = "pkce_undeclared"


class AnswerUnusable(OAuthFailed):
    """An answer is too large or packed, so it was not read."""

    code = "answer_unusable"


class EndpointRefused(OAuthFailed):
    """The guard does not allow a discovered address."""

    code = "endpoint_refused"


class RegistrationRefused(OAuthFailed):
    """Registering failed, so somebody has to enter a client id; `reason` is the server's own text, cleaned."""

    def __init__(self, person_message: str, *, reason: str = "") -> None:
        super().__init__(person_message)
        self.reason = reason


class RegistrationFailed(RegistrationRefused):
    """The authorization server turned our registration down."""

    code = "registration_failed"


class RegistrationUnsupported(RegistrationRefused):
    """There is no way to register by ourselves; somebody has to enter a client id."""

    code = "registration_unsupported"


class StateMismatch(OAuthFailed):
    """The answer in the browser does not belong to the sign-in that was started."""

    code = "state_mismatch"


class ConsentDenied(OAuthFailed):
    """The person, or their administrator, said no."""

    code = "consent_denied"


class AuthorizationFailed(OAuthFailed):
    """The authorization page ended with another error."""

    code = "authorization_failed"


class ScopeRefused(OAuthFailed):
    """The authorization server refuses this scope; the next sign-in asks for another one."""

    code = "invalid_scope"


class TokenRefused(OAuthFailed):
    """The token endpoint gave no usable token."""

    code = "token_refused"


class GrantInvalid(OAuthFailed):
    """The code or refresh token is no longer accepted: the person has to connect again."""

    code = "invalid_grant"


class ClientRejected(OAuthFailed):
    """Our registration is no longer accepted: register again, then connect again."""

    code = "invalid_client"


class AuthorizationServerUnavailable(OAuthFailed):
    """The authorization server does not answer, is overloaded, or broken."""

    code = "authorization_server_unavailable"
    transient = True
