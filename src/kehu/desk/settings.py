"""Settings of the application, from the environment and the data folder; nothing secret in here.

KEHU_DATA             the data folder (default: ./kehu-data)
DATABASE_URL          a PostgreSQL; without it SQLite in the data folder
KEHU_HOSTS            names under which others reach it, separated by commas
KEHU_SECRET_KEY_FILE  a file with the secret key (default: one that is made in the data folder)
KEHU_SECRETS          a folder with the passwords of mailboxes, a file each (default: secrets in
                      the data folder); KEHU_MAILBOX_NAME in the environment goes before it
KEHU_HTTPS            1 where browsers reach it by HTTPS
KEHU_WEBHOOKS_ANYWHERE  1 where webhooks may go to http and into one's own network
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("KEHU_DATA", "kehu-data")).resolve()


SECRET_KEY_FILE = Path(os.environ.get("KEHU_SECRET_KEY_FILE", DATA / "secret-key"))
# `kehu serve` makes the file; what runs without it signs nothing that has to last.
SECRET_KEY = (
    SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.exists() else secrets.token_urlsafe(50)
)
DEBUG = False
HTTPS = os.environ.get("KEHU_HTTPS") == "1"
_HOSTS = [host for host in os.environ.get("KEHU_HOSTS", "").split(",") if host]
# This machine's own names are always good: who watches over the process asks by them.
ALLOWED_HOSTS = [*_HOSTS, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _HOSTS if HTTPS]

# ---- rooms and what they stand on, upper first ------------------------------------------------

ROOMS = [
    "insights",
    "followups",
    "samples",
    "inquiries",
    "portraits",
    "grading",
    "intake",
    "ledger",
    "accounts",
    "core",
]
INSTALLED_APPS = [
    *(f"kehu.desk.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
    "ninja",
]
MIDDLEWARE = [
    "kehu.desk.core.middleware.timed",
    "kehu.desk.core.asked_once.keeping",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kehu.desk.accounts.middleware.actor_and_language",
    "kehu.desk.grading.middleware.labels_are_fresh",
    "kehu.desk.followups.middleware.queue_is_fresh",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kehu.desk.core.middleware.ErrorsInWords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kehu.desk.urls"
WSGI_APPLICATION = "kehu.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csrf",
                "kehu.desk.rail.rail",
            ],
        },
    },
]

# ---- data ------------------------------------------------------------------------------------

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(DATA / "kehu.sqlite3"),
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
_GIVEN = os.environ.get("DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(_GIVEN, conn_max_age=600, conn_health_checks=True)
    if _GIVEN
    else _SQLITE
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What is counted against a limit is counted for all processes; hints and drawn parts of pages are
# each one's own.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_counted",
    },
    **{
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("process", "template_fragments")
    },
}
Q_CLUSTER = {
    "name": "kehu",
    "orm": "default",
    "workers": 1,
    "timeout": 3000,
    "retry": 3600,
    "max_attempts": 3,
    "catch_up": False,
    "save_limit": 500,
    "label": "Kehu",
}

# Jobs of upper rooms that lower ones have the worker do.
IMPORTER = "kehu.desk.grading.jobs.import_ledgers"
SHEETS_WORKER = "kehu.desk.grading.jobs.work_on_sheets"
MAIL_READER = "kehu.desk.inquiries.jobs.read_mail"
MAIL_FETCHER = "kehu.desk.inquiries.jobs.fetch_mail"
MAIL_SENDER = "kehu.desk.inquiries.jobs.send_letters"
DUPLICATES_FINDER = "kehu.desk.intake.duplicates.finding.look_for_duplicates"

# ---- people ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 2 * 24 * 3600  # seconds: how long a link to set a password works
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "kehu.desk.accounts.forms.LoginForm",
    "reauthenticate": "kehu.desk.accounts.forms.ReauthenticateForm",
}
ACCOUNT_ADAPTER = "kehu.desk.accounts.adapter.ByInvitation"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Guessing passwords is stopped by axes; this stops guessing codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kehu"
MFA_TOTP_TOLERANCE = 1  # a code of 30 seconds before or after: telephones and we differ a little
MFA_FORMS = {
    "authenticate": "kehu.desk.accounts.forms.CodeForm",
    "reauthenticate": "kehu.desk.accounts.forms.CodeAgainForm",
    "activate_totp": "kehu.desk.accounts.forms.FirstCodeForm",
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"

WEBHOOKS_ANYWHERE = os.environ.get("KEHU_WEBHOOKS_ANYWHERE") == "1"

# ---- language, time, pages ---------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
SECRETS = Path(os.environ.get("KEHU_SECRETS", DATA / "secrets"))

# ---- safety ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KEHU_LOG", "WARNING")},
}
