"""Fast hashing and memory mail; everything else is as in production, on embedded PostgreSQL and Valkey."""

from config import env
from config.settings.base import *  # noqa: F403

DEMO_ACCOUNTS = False
SECRET_KEY = env.text("SECRET_KEY", "only-for-tests")
SEALING_KEYS = ["test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
