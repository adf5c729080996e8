"""A server with its own PostgreSQL, Valkey and TLS proxy. Refuses to start with an unsafe setting."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, PUBLIC_URL, REDIS_URL, SEALING_KEYS, SECRET_KEY, TRUSTED_PROXIES

DEMO_ACCOUNTS = False
WHITENOISE_USE_FINDERS = False

if not SECRET_KEY or not SEALING_KEYS:
    raise ImproperlyConfigured("Set SECRET_KEY and SWITCHBOARD_SEALING_KEYS (see .env.example).")

# credentials-C8: encrypted in transit, or an explicit reason why not.
PLAIN_REASON = env.text("SWITCHBOARD_PLAINTEXT_REASON")
_remote = [login for login in DATABASES.values() if login["HOST"] and not login["HOST"].startswith("/")]
_plain_database = any(
    login["OPTIONS"].get("sslmode") not in {"require", "verify-ca", "verify-full"} for login in _remote
)
_plain_redis = REDIS_URL.startswith("redis://")
if (_plain_database or _plain_redis) and not PLAIN_REASON:
    raise ImproperlyConfigured(
        "PostgreSQL or Valkey would be reached without TLS. Use sslmode=verify-full and rediss://, or set"
        " SWITCHBOARD_PLAINTEXT_REASON to say why the network between them is private."
    )
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL must start with https:// outside loopback.")

SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "config.mail.PrintedMail"
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
