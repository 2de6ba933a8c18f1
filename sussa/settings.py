"""Every value comes from the environment and has a safe default; the names are listed in docs/settings.md.

Importing needs no server and no variable. A real installation (DATABASE_URL set, DEBUG off)
stops with a sentence when something it cannot do without is missing.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from sussa import hooks, schedule

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("LOCAL_DIR", BASE_DIR / ".local"))


def flag(name):
    """True when the variable is 1, true, yes or on."""
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def words(name):
    """The comma-separated parts of the variable, without blanks."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# -- what kind of installation this is -------------------------------------------------------------

DEBUG = flag("DEBUG")
EMBEDDED_DATABASE = flag("SUSSA_EMBEDDED")  # set by the launcher alone: demo people may exist only here
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
REAL_INSTALLATION = bool(DATABASE_URL) and not DEBUG

SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = words("ALLOWED_HOSTS")
if REAL_INSTALLATION and not SECRET_KEY:
    raise ImproperlyConfigured(
        "DATABASE_URL is set, so this is a real installation: set SECRET_KEY to a long random text "
        "(for example: openssl rand -base64 48) and keep it secret."
    )
if REAL_INSTALLATION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DATABASE_URL is set, so this is a real installation: set ALLOWED_HOSTS to the host names "
        "people use, separated by commas."
    )
SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(48)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]

PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")  # what people type; used in mail
HTTPS = urlsplit(PUBLIC_URL).scheme == "https"

# -- parts -----------------------------------------------------------------------------------------

OUR_APPS = ["regions", "roles", "sla", "outbox", "engine", "tickets", "forums", "sussa"]
DJANGO_APPS = ["auth", "contenttypes", "sessions", "messages", "staticfiles", "postgres"]
PEOPLE_APPS = ["guardian", "allauth", "allauth.account", "allauth.mfa", "allauth.idp.oidc"]
DOOR_APPS = ["rest_framework", "drf_spectacular", "drf_spectacular_sidecar", "django_htmx", "csp"]
INSTALLED_APPS = [*OUR_APPS, *(f"django.contrib.{name}" for name in DJANGO_APPS), *PEOPLE_APPS, *DOOR_APPS]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roles.middleware.ActorMiddleware",
    "tickets.refused_numbers.counting.CountRefusedNumbers",
    "roles.web.viewing.ViewingMiddleware",
    "sussa.web.session.IdleSessionMiddleware",
    "sussa.web.language.LanguageMiddleware",
    "sussa.web.resume.LoginRequired",
    "sussa.web.resume.ResumeMiddleware",
    "sussa.web.drafting.DraftMiddleware",
    "sussa.web.read_only.ReadOnlyMiddleware",
]

ROOT_URLCONF = "sussa.urls"
WSGI_APPLICATION = "sussa.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sussa.web.frame.frame",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or "postgresql:///sussa",
        conn_max_age=int(os.environ.get("DATABASE_CONN_MAX_AGE", "600")),
        conn_health_checks=True,
    )
}
DATABASE_KEEPS_PLANS = os.environ.get("DATABASE_KEEPS_PLANS", "1") == "1"  # not behind a pooler by transaction
# No one waits longer than 3 s for a locked row; the door answers "busy, try again" instead.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=3000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "sussa.cache.SharedCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", LOCAL_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", LOCAL_DIR / "files"))  # attachments: never served by address
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where the hourly pack for major incidents is written: copy it from there to somewhere that does not fall with us.
MAJOR_PACK_IS_WATCHED = "MAJOR_PACK_DIR" in os.environ  # then /readyz says when it was last written
MAJOR_PACK_DIR = Path(os.environ.get("MAJOR_PACK_DIR", LOCAL_DIR / "major_pack"))
MAJOR_PACK_KEY = os.environ.get("MAJOR_PACK_KEY", "").replace("\\n", "\n")  # Ed25519, PEM
# The gateway that sends the status messages of major incidents on as text messages.
SMS_HOOK_URL = os.environ.get("SMS_HOOK_URL", "").strip()
SMS_HOOK_SECRET = os.environ.get("SMS_HOOK_SECRET", "").strip().removeprefix("whsec_")  # base64
hooks.demand_safe(SMS_HOOK_URL, SMS_HOOK_SECRET)
ATTACHMENT_MAX_MB = int(os.environ.get("ATTACHMENT_MAX_MB", "25"))  # of one file
ATTACHMENT_SCANNER = os.environ.get("ATTACHMENT_SCANNER", "")  # a command that each file is given to
FILE_UPLOAD_HANDLERS = ["engine.file_text.uploading.LimitedUpload"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# -- people ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "roles.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: there is no anonymous person
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, nobody signs up
ACCOUNT_FORMS = {"login": "sussa.web.login.LoginForm"}
ACCOUNT_ADAPTER = "sussa.web.accounts.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator who made the account vouches for the address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
IDP_OIDC_PRIVATE_KEY = os.environ.get("OIDC_PRIVATE_KEY", "").replace("\\n", "\n")

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(os.environ.get("SESSION_HOURS", "10")) * 3600
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60  # a log-in nobody uses ends
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sussa.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["sussa.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# -- API -------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
SPECTACULAR_SETTINGS = {"OAS_VERSION": "3.1.1", "SERVE_INCLUDE_SCHEMA": False}
API_READS_PER_MINUTE = int(os.environ.get("API_READS_PER_MINUTE", "1200"))  # of each credential
API_WRITES_PER_MINUTE = int(os.environ.get("API_WRITES_PER_MINUTE", "300"))
API_TOKENS_PER_MINUTE = int(os.environ.get("API_TOKENS_PER_MINUTE", "20"))  # of each network address

ONCE_KEY_DAYS = int(os.environ.get("ONCE_KEY_DAYS", "7"))  # how long a repeated request gets its first answer
DRAFT_DAYS = int(os.environ.get("DRAFT_DAYS", "90"))  # how long a form that was begun and not sent is kept

# -- workers ---------------------------------------------------------------------------------------

_redis = REDIS_URL or "redis://127.0.0.1:6379/0"
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or _redis.rsplit("/", 1)[0] + "/1"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("CELERY_QUEUE", "sussa")
CELERY_TASK_ACKS_LATE = True  # every task only claims due rows, so running one twice is harmless
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long Redis is away, the workers wait for it
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps nothing on disk: rows say what is due
CELERY_BEAT_SCHEDULE = schedule.EACH

# -- mail ------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("MAIL_FROM", "noreply@localhost")
EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") != "0"
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = LOCAL_DIR / "mail"
_mail = "smtp" if EMAIL_HOST and not EMBEDDED_DATABASE else "filebased"
EMAIL_BACKEND = f"django.core.mail.backends.{_mail}.EmailBackend"

# -- logs: one line per event on standard output; no bodies, no headers, no form data ------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "sussa.logs.LineFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no personal numbers": {"()": "sussa.logs.PersonalNumberFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no personal numbers"]}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
if SENTRY_DSN:
    import sentry_sdk

    from sussa.logs import clean_report

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        before_send=clean_report,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        traces_sample_rate=0.0,
    )
