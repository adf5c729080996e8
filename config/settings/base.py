"""Settings that every process shares; local, production and test only differ where they must."""

from pathlib import Path

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.retry import Retry

from config import env
from config.api.settings import FRAMEWORK, SCHEMA
from config.edge.proxies import trusted_proxies
from config.postgresql import database, without_pool

BASE_DIR = Path(__file__).resolve().parents[2]
VERSION = "0.1.0"

PORT = env.port()
SWITCHBOARD_HOME = env.home()
PUBLIC_URL = env.public_url()
SANDBOX_URL = env.text("SANDBOX_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
PUBLIC_HOST = PUBLIC_URL.split("://", 1)[1]

# Which proxies are trusted about a client's address (organizations/audit.py) and about https.
TRUSTED_PROXIES = trusted_proxies(env.text("SWITCHBOARD_TRUSTED_PROXIES"))

SECRET_KEY = env.text("SECRET_KEY")
SEALING_KEYS = env.words("SWITCHBOARD_SEALING_KEYS")
# Required by django-encrypted-model-fields at import; our strict field never uses it (organizations/sealing.py).
FIELD_ENCRYPTION_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

DEBUG = False
ALLOWED_HOSTS = [PUBLIC_HOST.split(":")[0], SANDBOX_URL.split("://", 1)[1].split(":")[0]]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "organizations",
    "connectors",
    "conversations",
]

MIDDLEWARE = [
    "config.edge.caching.PrivateByDefaultMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.edge.characters.CharactersMiddleware",
    "config.hosts.SandboxHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.api.sign_in_limits.TooManyRequestsMiddleware",
    "config.api.errors.ValkeyOutageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.api.json_body.CleanJsonMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False
CSRF_FAILURE_VIEW = "config.api.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL")
DATABASE_ROLE = env.text("SWITCHBOARD_DATABASE_ROLE", "app")
DATABASES = {"default": database(DATABASE_OWNER_URL if DATABASE_ROLE == "owner" else env.text("DATABASE_URL"))}
if DATABASE_ROLE == "owner":
    # Migrations take as long as they take.
    DATABASES["default"] = without_pool(DATABASES["default"])
# The operators' own login (organizations/tenancy.py opens and closes it): for the operators' site and commands only.
if DATABASE_OPERATOR_URL := env.text("DATABASE_OPERATOR_URL"):
    DATABASES["operator"] = without_pool(database(DATABASE_OPERATOR_URL))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
# A healthy Valkey answers within milliseconds. A stalled one delays a request by a second or two at most.
VALKEY_SECONDS = 0.75
VALKEY_DEADLINES = {"socket_timeout": VALKEY_SECONDS, "socket_connect_timeout": VALKEY_SECONDS}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Tried again only after a broken connection, not after a timeout.
        "OPTIONS": {**VALKEY_DEADLINES, "retry": Retry(NoBackoff(), 1, (ConnectionBroken,))},
    }
}

CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
CELERY_IMPORTS = ("connectors.accounts.tasks", "connectors.requests.tasks")  # beside every app's own `tasks`
# What a worker says to the operator (config/console.py) stays out of the log.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "switchboard"
CELERY_TASK_ACKS_LATE = False  # the database lease and the sweeper recover, not redelivery
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Valkey (config/celery.py) instead of giving up
# Celery's defaults wait six seconds for a queue that refuses, and forty for a stalled one.
ONE_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_PUBLISH_RETRY_POLICY = ONE_RETRY
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_keepalive": True,
    "health_check_interval": 10,
    **VALKEY_DEADLINES,
    **ONE_RETRY,
    # It would cost two round trips per task to give back after an hour what a killed worker had taken: by then every
    # task of ours was swept or has expired (tests/local/test_queue.py). One that stops in order still puts it back.
    "ack_emulation": False,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Without a worker nothing piles up: each does all that there is to do, and the next one comes. `expires` is wider than
# clocks differ.
CELERY_BEAT_SCHEDULE = {
    "sweep-turns": {"task": "conversations.tasks.sweep_turns", "schedule": 5.0, "options": {"expires": 30}},
    "drop-old-answers": {
        "task": "organizations.tasks.drop_old_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "purge-disconnected": {
        "task": "connectors.accounts.tasks.purge_disconnected",
        "schedule": 60.0,
        "options": {"expires": 120},
    },
    "mail-lost-decisions": {
        "task": "connectors.requests.tasks.mail_lost_decisions",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "refresh-connections": {
        "task": "connectors.accounts.tasks.refresh_connections",
        "schedule": 300.0,
        "options": {"expires": 600},
    },
}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "organizations.people.sign_up.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "organizations.people.sign_up.SignUpForm"
# People may sign in before they confirm the address; what lasts waits for it (organizations/policy/members.py).
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_MAX_EMAIL_ADDRESSES = 1  # a second one could ask for the reset of a password that is not its owner's
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/accounts/confirm-email/{{key}}/",
    "account_reset_password_from_key": f"{PUBLIC_URL}/accounts/password/reset/key/{{key}}/",
    "account_signup": f"{PUBLIC_URL}/sign-up",
}
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_NAME = f"sessionid_{PORT}"
CSRF_COOKIE_NAME = f"csrftoken_{PORT}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # one request's JSON; longest message is 100,000 characters
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = SWITCHBOARD_HOME / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / ".vite" / "manifest.json"}}

REST_FRAMEWORK = FRAMEWORK
SPECTACULAR_SETTINGS = {**SCHEMA, "VERSION": VERSION}

EMAIL_BACKEND = "config.mail.PrintedAndFiledMail"
EMAIL_FILE_PATH = SWITCHBOARD_HOME / "mail"
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "switchboard@localhost")

# The model: an Anthropic key, any server that speaks the Messages API, or the demo model (rules, not an LLM).
ANTHROPIC_API_KEY = env.text("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = env.text("ANTHROPIC_BASE_URL")
DEMO_MODEL_URL = env.text("SWITCHBOARD_DEMO_MODEL_URL")
MODEL_IS_DEMO = not (ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL)
MODEL = "switchboard-demo-rules" if MODEL_IS_DEMO else env.text("MODEL", "claude-sonnet-4-5")
# The operator's word that the model's provider does not train on what it is sent: health records need it (health-H8).
MODEL_DOES_NOT_TRAIN = MODEL_IS_DEMO or env.flag("MODEL_DOES_NOT_TRAIN")

# What the model may write in one answer, in tokens; small models write less than the default.
MODEL_MAX_OUTPUT_TOKENS = env.number("MODEL_MAX_OUTPUT_TOKENS", 8192)
# Longest time for one answer of the model within a turn, in seconds; a turn has fifteen minutes in all.
MODEL_STEP_SECONDS = env.number("MODEL_STEP_SECONDS", 300)

DEMO_SERVERS_URL = env.text("SWITCHBOARD_DEMO_SERVERS_URL")
EGRESS_ALLOW = env.words("SWITCHBOARD_EGRESS_ALLOW")

LOGGING_CONFIG = "config.edge.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Addresses can carry codes and states: the HTTP client's request lines stay out of the log.
    "loggers": {
        **{name: {"level": "WARNING"} for name in ("httpx2", "httpcore2", "anthropic")},
        # The MCP SDK logs what it could not parse, and pydantic's message quotes it.
        **{name: {"level": "CRITICAL"} for name in ("mcp", "client")},
        # No access log, however the server is started: it would have the whole address.
        "uvicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
