"""Settings come from the environment; each is documented in docs/reference/settings.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The value of OPENPAR_<name>, or the default."""
    return os.environ.get(f"OPENPAR_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """The words of a setting, parted by commas or blanks."""
    return text(name, default).replace(",", " ").split()


def sign_on() -> dict:
    """The provider by which people may sign on (OpenID Connect); off without an issuer."""
    claim = text("OIDC_CLAIM", "email")
    return {"issuer": text("OIDC_ISSUER"), "client_id": text("OIDC_CLIENT_ID"), "client_secret": text("OIDC_CLIENT_SECRET"),
            "name": text("OIDC_NAME", "hệ thống đăng nhập một lần"), "claim": claim,
            "match": text("OIDC_MATCH", "email" if claim == "email" else "username"),
            "scopes": words("OIDC_SCOPES", "openid profile email"), "trusted_amr": words("OIDC_TRUSTED_AMR"),
            "trusted_acr": words("OIDC_TRUSTED_ACR")}


def number(name: str, default: int) -> int:
    """A whole number; words are refused with the name of the setting."""
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError:
        raise SystemExit(f"OPENPAR_{name} must be a whole number, not {raw!r}.") from None


def evidence(data: Path) -> dict:
    """Where uploaded files lie: the data folder, or the bucket of an object store."""
    if not text("EVIDENCE_BUCKET"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(data / "evidence")}}
    return {"BACKEND": "openpar.core.object_store.ObjectStore", "OPTIONS": {
        "bucket_name": text("EVIDENCE_BUCKET"), "endpoint_url": text("EVIDENCE_ENDPOINT") or None,
        "region_name": text("EVIDENCE_REGION") or None, "access_key": text("EVIDENCE_KEY"), "secret_key": text("EVIDENCE_SECRET"),
        "addressing_style": "path", "signature_version": "s3v4", "default_acl": None, "file_overwrite": True,
        "max_memory_size": 8 * 1024 * 1024}}


def database(url: str, base: Path) -> dict:
    """Django's database settings from sqlite:///path or postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = parts.path[1:] if parts.path.startswith("//") or not parts.path.startswith("/./") else parts.path
        name = path if path == ":memory:" else str((base / path) if not path.startswith("/") else Path(path))
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": None,
                "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE",
                            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
                                            "PRAGMA mmap_size=2147418112; PRAGMA cache_size=-20000;"}}
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"), "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""), "HOST": options.pop("host", parts.hostname or ""),
                "PORT": str(parts.port or ""), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    raise SystemExit(f"OPENPAR_DATABASE_URL: {parts.scheme!r} is not known. Use sqlite:///file or postgresql://user:password@host/name.")
