"""Django's settings, built from the one Config. Change an installation there, not here."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from safeconduct.site import backends, headers, logs, sign_on
from safeconduct.site import config as configuration
from safeconduct.wording import languages

try:
    CONFIG = configuration.load()
except configuration.Fault as fault:
    raise ImproperlyConfigured(str(fault)) from None

PACKAGE = Path(__file__).resolve().parent.parent
DATA_FOLDER = CONFIG.data_folder
DATA_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
PRODUCTION = CONFIG.production
AUDIT_KEY_FILE = backends.audit_key_file(CONFIG)
DEMO = CONFIG.demo
FACES = CONFIG.faces
IDLE_LOCK_MINUTES = CONFIG.idle_lock_minutes
SECOND_FACTOR = CONFIG.second_factor or ("required" if CONFIG.production else "offered")
INVITATION_DAYS = CONFIG.invitation_days
POINT_TEST_DAYS = CONFIG.point_test_days
CLOCKS = CONFIG.clocks
RETENTION = CONFIG.retention
REPORTER_SITE = CONFIG.reporter_site
EXIT_TO = CONFIG.exit_to
UPLOAD_BYTES = CONFIG.upload_megabytes * 1024 * 1024
UPLOAD_FILES = CONFIG.upload_files
UPLOAD_FREE_BYTES = CONFIG.upload_free_gigabytes * 1024**3
SAVED_DAYS = CONFIG.saved_days
CLAMAV = CONFIG.clamav
LETTER_ANSWERS = CONFIG.letter_answers
LETTER_BOXES = backends.letter_boxes(CONFIG)
NEUTRAL_TITLE = CONFIG.neutral_title
ONION = CONFIG.onion
REPORTS_PER_MINUTE = CONFIG.reports_per_minute
MESSAGES_PER_MINUTE = CONFIG.messages_per_minute
BACKUP_RECIPIENTS = CONFIG.backup_recipients

DEBUG = False
SECRET_KEY = backends.signing_key(CONFIG)
ALLOWED_HOSTS = [*CONFIG.hosts, *([urlsplit(CONFIG.onion).hostname] if CONFIG.onion else [])]
ROOT_URLCONF = "safeconduct.site.urls"
WSGI_APPLICATION = "safeconduct.site.wsgi.application"
ASGI_APPLICATION = "safeconduct.site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False  # a redirect would tell a known route from an unknown one

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "safeconduct.audit",
    "safeconduct.access",
    "safeconduct.vault",
    "safeconduct.post",
    "safeconduct.flow",
    "safeconduct.roster",
    "safeconduct.cases",
    "safeconduct.intake",
    "safeconduct.memberstates",
    "safeconduct.messaging",
    "safeconduct.transparency",
    "safeconduct.retention",
    "safeconduct.wording",
    "safeconduct.web.shared",
    "safeconduct.web.desk",
    "safeconduct.web.reporter",
    "safeconduct.web.field",
    "safeconduct.web.partner",
    "safeconduct.web.entrance",
    "safeconduct.web.public",
    "safeconduct.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safeconduct.site.logs.RequestLine",
    "safeconduct.site.compression.Compression",
    "safeconduct.site.headers.Headers",
    "safeconduct.site.speech.Current",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeconduct.web.shared.factors.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "safeconduct.site.context.installation",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]

DATABASES = {"default": backends.database(CONFIG)}

AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "safeconduct.access.passphrases.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "safeconduct.access.passphrases.NotCommon"},
    {"NAME": "safeconduct.access.passphrases.WordsOfTheHouse"},
]
LOGIN_URL = "/desk/sign-in"

# Sign-in with a second factor, by django-allauth. Nobody signs up, no address is confirmed by
# mail, nothing is limited by network address (4-security); waiting after failures is ours.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_ADAPTER = "safeconduct.web.entrance.adapters.AccountAdapter"
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # between passphrase and code
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON = CONFIG.sign_on_name if CONFIG.sign_on_issuer else ""
SOCIALACCOUNT_PROVIDERS = sign_on.providers(CONFIG)
SOCIALACCOUNT_ADAPTER = "safeconduct.web.entrance.single_sign_on.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "safeconduct.web.entrance.adapters.FactorAdapter"
MFA_TOTP_ISSUER = "Safe Conduct"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off (RFC 6238, 5.2)
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # unverified, it would yield another PRF output
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.https

LANGUAGE_CODE = "en"
WORDING = DATA_FOLDER / "wording"  # texts and languages of the owner of this installation
try:
    _SPOKEN = languages.spoken(PACKAGE / "locale", WORDING)
except languages.Fault as fault:
    raise ImproperlyConfigured(str(fault)) from None
LANG_INFO.update({one.code: one.info for one in _SPOKEN if one.code not in LANG_INFO})
LANGUAGES = [(one.code, one.name) for one in _SPOKEN if one.whole]
REPORTER_LANGUAGES = [(one.code, one.name) for one in _SPOKEN]
LANGUAGES_BIDI = [one.code for one in _SPOKEN if one.right_to_left]
LOCALE_PATHS = [WORDING, PACKAGE / "locale"]  # the first that says a text decides
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Cookies. The reporter and public faces never touch the session.
_NAME = "__Host-{}" if CONFIG.https else "{}"
# Nothing is remembered in a process: what must not happen twice is in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SESSION_ENGINE = "safeconduct.vault.session_store"
SESSION_COOKIE_NAME = _NAME.format("session")
SESSION_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = _NAME.format("form")
CSRF_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
KEY_COOKIE_NAME = _NAME.format("key")
DEVICE_COOKIE_NAME = _NAME.format("device")
REPORT_COOKIE_NAME = _NAME.format("report")
MAILBOX_COOKIE_NAME = _NAME.format("mailbox")
LANGUAGE_COOKIE_NAME = _NAME.format("language")
LANGUAGE_COOKIE_SECURE = CONFIG.https
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing goes to another site. "no-referrer" would also blank the Origin of our own forms.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": sign_on.form_targets(CONFIG),
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["htmx", "app"],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": backends.sealed_store(CONFIG),
    "sealed": backends.sealed_store(CONFIG),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

WHITENOISE_ADD_HEADERS_FUNCTION = headers.on_static_file

# A request body never reaches a temporary file: the server refuses it first.
BODY_LIMIT = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["safeconduct.site.bodies.MemoryOnly"]
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

_mail = backends.mail(CONFIG)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = _mail.get("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = CONFIG.mail_from

CSRF_FAILURE_VIEW = "safeconduct.site.refusals.stale_form"
LOGGING = logs.settings(CONFIG.log_format)
