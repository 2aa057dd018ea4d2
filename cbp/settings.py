"""One settings file; the environment is the only switch.

Three small readers fail loudly: `text`, `flag`, `secret`. A secret NAME may also come as a file, in NAME_FILE.
A production start (DEBUG off) without its secrets is refused with one sentence.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        raise ImproperlyConfigured(f"{name} is “{value}”: write 1 or 0.")
    return value in ("1", "true", "yes", "on") if value else default


def secret(name: str, default: str | None = None) -> str:
    file = os.environ.get(f"{name}_FILE")
    value = Path(file).read_text(encoding="utf-8").strip() if file else text(name)
    if value or default is not None:
        return value or str(default)
    raise ImproperlyConfigured(f"{name} is missing. Set {name}, or {name}_FILE to a file that holds it.")


def database(url: str) -> dict[str, object]:
    """Reads postgres://user:password@host:port/name and postgres://user@/name?host=/socket/folder."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// . No other database is supported.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "cbp",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=3000 -c statement_timeout=30000"},
    }


# --- who we are -------------------------------------------------------------------------------------------------------
DEBUG = flag("DEBUG")
SECRET_KEY = secret("SECRET_KEY", default="dev" if DEBUG else None)
# Keys that never stand in the database: the first encrypts, all decrypt (rotation).
ENCRYPTION_KEYS = [
    key.strip()
    for key in secret(
        "ENCRYPTION_KEYS", default="ZGV2ZWxvcG1lbnQta2V5LW9mLWNicC0wMDAwMDAwMDA=" if DEBUG else None
    ).split(",")
]
SITE_URL = text("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [host.strip() for host in text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
DEMO = flag("DEMO")

INSTALLED_APPS = [
    "cbp.core",
    "cbp.accounts",
    "partners",
    "profiling",
    "cbp.cycles",
    "cbp.workshops",
    "cbp.priorities",
    "cbp.plans",
    "reports",
    "cbp.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "cbp.core.middleware.NoStore",
    "cbp.core.middleware.PlainRefusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cbp.accounts.middleware.SessionEnds",
    "cbp.accounts.middleware.LanguageOfThePerson",
    "cbp.accounts.middleware.SecondFactor",
    "cbp.core.middleware.OnlyPressed",
]

ROOT_URLCONF = "cbp.urls"
WSGI_APPLICATION = "cbp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cbp.accounts.context.person",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(text("DATABASE_URL", "postgres:///cbp"))}
# The database's cache: log-in throttles do not depend on the broker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cbp_cache"}}
FILES_DIR = Path(text("FILES_DIR", str(BASE_DIR / ".local" / "files")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_DIR", str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["ttf", "png", "jpg", "woff2", "gz", "br"]

# --- limits (trust: data bombs); settings, not constants in code ------------------------------------------------------
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
SHEET_MAX_UNPACKED_BYTES = 25 * 1024 * 1024
SHEET_MAX_MEMBERS = 1_000
SHEET_MAX_ROWS = 50_000
SHEET_MAX_COLUMNS = 200
IMAGE_MAX_PIXELS = 40_000_000  # photos; a one-bit picture of that size takes 40 MB while it is made small
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "cbp.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "cbp.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# The inviter hands the link over; an address is confirmed by the person who uses it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Per account ("key" is the address typed) and per true client address; success clears the account's counter.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("TRUSTED_PROXIES", "0"))
MFA_ADAPTER = "cbp.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be thirty seconds off
MFA_TOTP_ISSUER = "Community planning"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
SECOND_FACTOR_REQUIRED = flag("SECOND_FACTOR_REQUIRED", default=True)
INVITATION_DAYS = 7

SESSION_IDLE = timedelta(minutes=int(text("SESSION_IDLE_MINUTES", "30")))
SESSION_ABSOLUTE = timedelta(hours=int(text("SESSION_HOURS", "12")))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE_URL.startswith("https://")
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# --- headers ----------------------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- languages --------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "cbp" / "locale"]
FORMAT_MODULE_PATH = ["cbp.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "UTC"
PRODUCT_NAME = _("Community planning")

# --- mail may not exist -----------------------------------------------------------------------------------------------
# Pages write letters (rows); a worker hands them to MAIL_SERVER_BACKEND.
EMAIL_BACKEND = "cbp.core.mail.LetterBackend"
MAIL_URL = urlsplit(secret("EMAIL_URL", default=""))
if MAIL_URL.scheme:
    MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL_URL.hostname or "localhost", MAIL_URL.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL_URL.username or ""), unquote(MAIL_URL.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL_URL.scheme == "smtp+tls", MAIL_URL.scheme == "smtps", 10
else:
    MAIL_SERVER_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = text("MAIL_DIR", str(BASE_DIR / ".local" / "mail"))
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "planning@localhost")

# --- jobs: the table is the truth, the broker a bell ------------------------------------------------------------------
REDIS_URL = secret("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 75
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "tidy": {"task": "core.tidy", "schedule": 3600.0, "options": {"expires": 1800}},
    "tidy-papers": {"task": "reports.tidy", "schedule": crontab(hour=2, minute=20), "options": {"expires": 3600}},
    "count": {"task": "workshops.count_files", "schedule": crontab(hour=2, minute=40), "options": {"expires": 3600}},
    "remind": {"task": "workshops.remind", "schedule": crontab(hour=5, minute=10), "options": {"expires": 3600}},
}
CELERY_TIMEZONE = "UTC"
JOB_LEASE_SECONDS = int(text("JOB_LEASE_SECONDS", "30"))
JOB_MEMORY_BYTES = int(text("JOB_MEMORY_MB", "768")) * 1024 * 1024
# In kB: a child that a large paper has swollen is replaced after it.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = JOB_MEMORY_BYTES // 2 // 1024
JOB_MAX_ATTEMPTS = 3
PAPER_DAYS = 90
PAPER_MAX_PAGES = 250

# --- forms ------------------------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = ("cbp", "bootstrap5")
CRISPY_TEMPLATE_PACK = "cbp"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "cbp.core.drawing.Renderer"

# --- log --------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cbp.core.logs.OneLine", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
