"""Wires the rooms together; decides nothing. Every value that an installation may change comes from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

from . import environment as env

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.text("DATA", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
TESTING = env.flag("TESTING")
# A demo or development run needs no secret; anything else refuses to start without one.
SECRET_KEY = env.text("SECRET_KEY") or ("demo-only-not-a-secret-" * 3 if DEBUG or DEMO or TESTING else "")
AUDIT_KEY = env.text("AUDIT_KEY") or SECRET_KEY
# Identities of citizens: the first key encrypts, all decrypt; the index key finds the same number again and is not rotated.
IDENTITY_KEYS = [k for k in env.text("IDENTITY_KEYS").split(",") if k] or ([SECRET_KEY] if DEBUG or DEMO or TESTING else [])
IDENTITY_INDEX_KEY = env.text("IDENTITY_INDEX_KEY") or AUDIT_KEY
ALLOWED_HOSTS = [h for h in env.text("HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in env.text("ORIGINS").split(",") if o]
PROVINCE = env.text("PROVINCE", "Lai Châu")
PROXIES = env.text("PROXIES")  # read by wsgi.py: whose word about the asker's address is believed
BASE_URL = env.text("BASE_URL", "http://localhost:8000")  # where letters lead

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize",
    "openpar.core.apps.CoreConfig", "openpar.web",  # before allauth and the admin, whose templates the web room replaces
    "openpar.core.apps.OperatorsConfig",
    "allauth", "allauth.account", "allauth.mfa", "allauth.usersessions",
    "axes", "csp", "django_htmx", "django_q",
    "openpar.apps.tasks", "openpar.apps.documents", "openpar.apps.indices", "openpar.apps.demo",
]
MIDDLEWARE = [
    "openpar.core.logs.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openpar.web.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openpar.core.api.middleware.ApiMiddleware",
    "openpar.core.middleware.ActorMiddleware",
    "openpar.core.middleware.OwnPasswordMiddleware",
    "openpar.core.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "openpar.config.urls"
WSGI_APPLICATION = "openpar.config.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.template.context_processors.i18n",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
        "csp.context_processors.nonce", "openpar.web.context.page"]},
}]
FORM_RENDERER = "openpar.web.forms.Renderer"

DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'openpar.sqlite3'}"), BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits are counted here: in the database, so that all processes count together. The worker's own beat stays in memory.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_counter"},
          "beat": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend",
                           "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "openpar.core.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# The lock-out of an account is axes' (it counts in the database, for all processes); these limits brake before it.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,50/15m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "openpar.core.security_keys.Adapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO or TESTING  # a demo has no TLS; browsers allow keys on localhost all the same
MFA_TOTP_ISSUER = "OpenPAR"
MFA_FORMS = {"authenticate": "openpar.core.second_factor.AuthenticateForm",
             "reauthenticate": "openpar.core.second_factor.ReauthenticateForm",
             "add_webauthn": "openpar.core.security_keys.AddForm",
             "edit_webauthn": "openpar.core.security_keys.RenameForm",
             "authenticate_webauthn": "openpar.core.security_keys.AuthenticateForm",
             "reauthenticate_webauthn": "openpar.core.security_keys.ReauthenticateForm",
             "login_webauthn": "openpar.core.security_keys.LoginForm"}
OIDC = env.sign_on()  # signing on once, by a provider of the province or the nation
USERSESSIONS_TRACK_ACTIVITY = False  # it would write to the database on every page
AXES_USERNAME_CALLABLE = "openpar.core.accounts.name_tried"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_COOKIES = env.flag("HTTPS", not (DEBUG or DEMO or TESTING))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
SECURE_SSL_REDIRECT = False  # the reverse proxy does it
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "font-src": [SELF], "img-src": [SELF, "data:"],
    "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE], "object-src": [NONE],
    "manifest-src": [SELF]}}

FORMAT_MODULE_PATH = ["openpar.web.formats"]
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "src/openpar/web/locale"]

STATIC_URL = "static/"
FACTS_DIR = Path(env.text("FACTS_DIR", str(DATA_DIR / "facts")))  # snapshots of fact tables; several web machines share this folder
FACTS_ENGINE = env.text("FACTS_ENGINE", "duckdb")  # or "spark"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA_DIR / "media")}},
    "evidence": env.evidence(DATA_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO or TESTING
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 50)
# What one person may upload in a day, and what one organisation may keep, in MB; 0 is no limit.
UPLOAD_PERSON_DAY_MB, UPLOAD_ORGANISATION_MB = env.number("UPLOAD_PERSON_DAY_MB", 1000), env.number("UPLOAD_ORGANISATION_MB", 20000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
# Folders of typefaces for printed papers, for an installation that has Times New Roman; the Typst package brings a serif like it.
PAPER_FONTS = [f for f in env.text("PAPER_FONTS").split(":") if f]
# Digital signatures: the key of the installation (PKCS#12); a demo signs with keys for trying, which say so.
SIGNING_KEY, SIGNING_PASSWORD = env.text("SIGNING_KEY"), env.text("SIGNING_PASSWORD")
SIGNING_TEST = env.flag("SIGNING_TEST", DEMO or TESTING)
TRUST_ROOTS = env.text("TRUST_ROOTS")
# Requests to the API in a minute of one token, and of one address; 0 counts nothing.
API_TOKEN_PER_MINUTE, API_ADDRESS_PER_MINUTE = (
    env.number("API_TOKEN_PER_MINUTE", 0 if TESTING else 600), env.number("API_ADDRESS_PER_MINUTE", 0 if TESTING else 3000))
WEBHOOK_HOSTS = [h for h in env.text("WEBHOOK_HOSTS").split(",") if h]  # who may be told of events
SCANNER = env.text("SCANNER")  # host:port of a clamd service; empty shows "no scanner"

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = env.text("EMAIL_HOST", "localhost"), env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_USER"), env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "openpar@localhost")

# `retry` stays above the longest job's `timeout`, or a slow job would run twice at once.
Q_CLUSTER = {"name": "openpar", "orm": "default", "workers": env.number("WORKERS", 1), "timeout": 600, "retry": 660,
             "max_attempts": 5, "catch_up": False, "poll": 1, "save_limit": 500, "ack_failures": True, "label": "Công việc nền",
             "cache": "beat"}

LOGGING = {"version": 1, "disable_existing_loggers": False,
           "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
                          "json": {"()": "openpar.core.logs.JsonFormatter"}},
           "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env.text("LOG_FORMAT", "plain")}},
           "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
           "loggers": {"openpar.access": {"level": env.text("ACCESS_LOG_LEVEL", "WARNING")}}}
METRICS_TOKEN = env.text("METRICS_TOKEN")  # without one, the figures for monitors are not served
# Whether subdomains and browsers' preload lists join in is for the installation to say, at its proxy.
SILENCED_SYSTEM_CHECKS = ["axes.W003", "security.W005", "security.W008", "security.W021"]
