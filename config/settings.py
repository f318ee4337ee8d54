"""Settings of one installation. What may differ between installations is in `environment`."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


# The installation
DATA_DIR = Path(_setting("BIHUAN_DATA", "data")).resolve()
DEBUG = environment.flag("BIHUAN_DEBUG", _setting("BIHUAN_DEBUG"))
SECRET_KEY = environment.secret_key(
    Path(_setting("BIHUAN_SECRET_FILE", str(DATA_DIR / "secret.key")))
)
ORIGIN, HOST, HTTPS = environment.public_address(_setting("BIHUAN_URL", "http://127.0.0.1:8000"))
ALLOWED_HOSTS = [HOST, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

DATABASES = {"default": environment.database(_setting("BIHUAN_DATABASE"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
HUEY = environment.job_queue(DATABASES["default"], DATA_DIR)
MEDIA_ROOT = DATA_DIR / "files"

_mail = environment.mail_server(_setting("BIHUAN_SMTP"))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.encrypted, _mail.starts_encryption
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _setting("BIHUAN_MAIL_FROM", f"bihuan@{HOST}")
BIHUAN_CHANNELS = environment.channels(_setting("BIHUAN_CHANNELS"), mail=_setting("BIHUAN_SMTP"))
WEBHOOK_HOSTS = environment.hosts(_setting("BIHUAN_WEBHOOK_HOSTS"))

# The product
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "huey.contrib.djhuey",
    "bihuan.kernel.orgs",
    "bihuan.kernel.law",
    "bihuan.kernel.trace",
    "bihuan.kernel.notices",
    "bihuan.kernel.letters",
    "bihuan.kernel.obligations",
    "bihuan.kernel.flows",
    "bihuan.modules.policy",
    "bihuan.modules.committee",
    "bihuan.modules.correspondence",
    "bihuan.modules.responsibility",
    "bihuan.modules.accidents",
    "bihuan.modules.emergency",
    "bihuan.modules.selfcheck",
    "bihuan.modules.accountability",
    "bihuan.modules.referral",
    "bihuan.modules.training",
    "bihuan.modules.funds",
    "bihuan.modules.projects",
    "bihuan.modules.planning",
    "bihuan.modules.health",
    "bihuan.modules.standardization",
    "bihuan.modules.publicity",
    "bihuan.modules.assessment",
    "bihuan.modules.hazards",
    "bihuan.modules.enforcement",
    "bihuan.modules.commendation",
    "bihuan.modules.interference",
    "bihuan.modules.oversight",
    "bihuan.modules.disclosure",
    "bihuan.modules.dossier",
    "bihuan.modules.tips",
    "bihuan.modules.credit",
    "bihuan.modules.imports",
    "bihuan.modules.inspections",
    "bihuan.modules.reporting",
    "bihuan.modules.statistics",
    "bihuan.modules.exchange",
    "bihuan.modules.remuneration",
    "bihuan.modules.accounts",
    "bihuan.wiring.Wiring",
    "bihuan.surfaces.channels",
    "bihuan.surfaces.workbench",
    "bihuan.surfaces.portal",
    "bihuan.surfaces.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bihuan.surfaces.workbench.middleware.SignInMiddleware",
    "bihuan.surfaces.workbench.middleware.ViewerMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bihuan.surfaces.workbench.context.frame",
            ],
        },
    }
]
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Scripts, styles and pictures: built at set-up with digests in their names
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "bihuan" / "surfaces" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.BuiltStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/build/.+-[0-9A-Z]{8}\.\w+$"

# Who is who
AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_RULES = "bihuan.modules.accounts.passwords"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.Length", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.Unlike", "OPTIONS": {"user_attributes": ("login",)}},
    {"NAME": f"{_RULES}.Uncommon"},
    {"NAME": f"{_RULES}.NotDigitsAlone"},
]
FIRST_PASSWORD_LASTS = timedelta(
    days=environment.number("BIHUAN_FIRST_PASSWORD_DAYS", _setting("BIHUAN_FIRST_PASSWORD_DAYS"), 7)
)
SIGN_ON = environment.sign_on(_setting("BIHUAN_SIGN_ON"))
EVERYBODY_BY_PASSWORD = environment.local_sign_in(_setting("BIHUAN_LOCAL_SIGN_IN"))
INVITATION_LASTS = timedelta(
    days=environment.number("BIHUAN_INVITATION_DAYS", _setting("BIHUAN_INVITATION_DAYS"), 7)
)
# An address that asks for more sign-ins of enterprises in an hour is told to wait.
ENROLMENTS_PER_HOUR = 10
AXES_VERBOSE = False
AXES_HANDLER = "bihuan.surfaces.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "bihuan.surfaces.lockout.address"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# The time told at the first refusal stays true however often somebody tries meanwhile.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# An office shares one address: it is locked as a whole only after many more failures than one
# login from one address, and so is a login that is tried from everywhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_FAILURE_LIMIT = 20
ADDRESS_FAILURE_LIMIT = 100
AXES_LOCKOUT_CALLABLE = "bihuan.surfaces.workbench.views.session.locked_out"
CSRF_FAILURE_VIEW = "bihuan.surfaces.workbench.views.faults.stale_form"
# A demonstration lists its invented accounts on the sign-in page.
DEMONSTRATION_ACCOUNTS = "bihuan.demo.accounts"
# A session ends when nobody has touched it for a while, and in any case after its longest life.
SESSION_IDLE = timedelta(
    minutes=environment.number("BIHUAN_IDLE_MINUTES", _setting("BIHUAN_IDLE_MINUTES"), 120)
)
SESSION_LONGEST = timedelta(
    hours=environment.number("BIHUAN_SESSION_HOURS", _setting("BIHUAN_SESSION_HOURS"), 12)
)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())

# What a browser may do with our pages
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS and not DEBUG
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    # The web process speaks plain HTTP; an HTTPS address means a proxy in front of it that sets
    # this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = not DEBUG
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
