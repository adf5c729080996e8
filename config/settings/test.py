"""Fast hashing and memory mail; everything else is as in production, on embedded PostgreSQL and Valkey."""

from psycopg.conninfo import make_conninfo

from config import env
from config.postgresql import database
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASE_OPERATOR_URL, DATABASE_ROLE, DATABASES

DEMO_ACCOUNTS = False
# A test is one transaction on one connection, so the operators' cannot be another one. The operators' login opens it
# and takes the application's role from the start: tests run as switchboard_app, `as_operator` goes back for its scope,
# and in the cluster nobody has more than in production. tests/logins.py has the application's own login.
if DATABASE_ROLE == "app":
    DATABASES["default"] = database(make_conninfo(DATABASE_OPERATOR_URL, options="-c role=switchboard_app"))
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests")
SEALING_KEYS = ["test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each test client makes its middleware anew, and looking for static files took half of the suite's time.
WHITENOISE_AUTOREFRESH = True
