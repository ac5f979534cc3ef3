"""The protocol: authorization code with PKCE, state and nonce; the ID token is checked against the provider's published keys.

Nothing here knows the people of the platform. Every failure is a `Refused` or a `NotLoaded` whose sentence a person can act on;
what exactly was wrong goes into the log, without names.
"""

import base64
import hashlib
import logging
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from openpar.engine.errors import NotLoaded, Refused

log = logging.getLogger(__name__)
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")  # never "none", never a shared secret
PATIENCE = 10  # seconds for each request to the provider
LEEWAY = 60  # seconds that two clocks may differ
WAITING = 600  # seconds a person may take at the provider
KEPT = 600  # seconds the provider's description and keys are kept
LONGEST_SUBJECT = 255  # characters, OpenID Connect Core 1.0, section 2
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Identity:
    """Who the provider says signed on. `second_factor`: when they last proved themselves, in seconds, if it was by a way that the
    installation trusts as a second factor (1 where the provider does not say when); 0 otherwise."""

    issuer: str
    subject: str
    claims: dict = field(repr=False)
    second_factor: float = 0


def offered() -> str:
    """The name of the provider on the sign-in page; empty while signing on is off."""
    return settings.OIDC["name"] if settings.OIDC["issuer"] else ""


class Provider:
    """The provider named by the settings, asked over the network. `explain` puts what was wrong into the error, for operators."""

    explain = False

    def __init__(self, config: dict | None = None):
        self.config = config or settings.OIDC
        self.issuer = self.config["issuer"]

    def begin(self, redirect_uri: str, *, again: bool = False) -> tuple[str, dict]:
        """Where to send the person, and what the session keeps until the answer. `again` asks for the person to prove themselves anew."""
        kept = {"state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(64),
                "redirect_uri": redirect_uri, "at": time.time(), "again": again}
        digest = hashlib.sha256(kept["verifier"].encode()).digest()
        asked = {"response_type": "code", "client_id": self.config["client_id"], "redirect_uri": redirect_uri,
                 "scope": " ".join(self.config["scopes"]), "state": kept["state"], "nonce": kept["nonce"],
                 "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256"}
        if self.config["trusted_acr"]:
            asked["acr_values"] = " ".join(self.config["trusted_acr"])
        if again:
            asked |= {"prompt": "login", "max_age": "0"}
        address = self.described()["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", kept

    def finish(self, answer, kept: dict | None) -> Identity:
        """Whom the provider's answer names, after everything about it has been checked. `kept` is used up by the caller."""
        state = answer.get("state", "")
        if not kept or time.time() - kept["at"] > WAITING or not constant_time_compare(state, kept["state"]):
            raise Refused(_("Lần đăng nhập này đã cũ hoặc không bắt đầu từ trình duyệt này. Bắt đầu lại từ trang đăng nhập."))
        if said := answer.get("iss"):
            self._must(constant_time_compare(said, self.issuer), "the answer comes from another issuer")
        if error := answer.get("error"):
            if error == "access_denied":
                raise Refused(_("Bạn đã dừng ở hệ thống đăng nhập một lần. Đăng nhập lại, hoặc dùng mật khẩu."))
            self._must(False, f"the provider answered {error[:60]!r}")
        token = self._exchange(answer.get("code", ""), kept)
        claims = self._claims(token.get("id_token", ""), kept)
        if self.config["claim"] not in claims and self.described().get("userinfo_endpoint"):
            claims = self._userinfo(token.get("access_token", ""), claims["sub"]) | claims
        return Identity(self.issuer, claims["sub"], claims, self._trusted(claims))

    def described(self) -> dict:
        """What the provider publishes about itself, checked; kept for ten minutes."""
        return self._kept("described", self._describe)

    def _describe(self) -> dict:
        self._must(_safe(self.issuer), "the issuer is not https")
        found = self._json("get", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        self._must(found.get("issuer") == self.issuer, f"the description names the issuer {found.get('issuer')!r}, the settings {self.issuer!r}")
        for name in NEEDED:
            self._must(bool(found.get(name)), f"the description has no {name}")
        for name in (*NEEDED[1:], "userinfo_endpoint"):
            self._must(_safe(found.get(name) or self.issuer), f"{name} is not https")
        return found

    def _kept(self, what: str, make):
        cache, key = caches["beat"], f"oidc:{what}:{hashlib.sha256(self.issuer.encode()).hexdigest()}"
        if (found := cache.get(key)) is None:
            cache.set(key, found := make(), KEPT)
        return found

    def _exchange(self, code: str, kept: dict) -> dict:
        self._must(bool(code), "the answer has no code")
        client, secret = self.config["client_id"], self.config["client_secret"]
        data = {"grant_type": "authorization_code", "code": code, "redirect_uri": kept["redirect_uri"], "code_verifier": kept["verifier"]}
        ways = self.described().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in ways:
            return self._json("post", self.described()["token_endpoint"], data=data, auth=(quote(client, safe=""), quote(secret, safe="")))
        return self._json("post", self.described()["token_endpoint"], data=data | {"client_id": client, "client_secret": secret})

    def _claims(self, id_token: str, kept: dict) -> dict:
        try:
            head = jwt.get_unverified_header(id_token)
            self._must(head.get("alg") in ALGORITHMS, f"the ID token is signed by {head.get('alg')!r}")
            claims = jwt.decode(id_token, self._key(head.get("kid")), algorithms=[head["alg"]], audience=self.config["client_id"],
                                issuer=self.issuer, leeway=LEEWAY, options={"require": ["exp", "iat", "iss", "aud", "sub"]})
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            self._must(False, f"the ID token does not hold: {type(error).__name__}")
        subject = claims["sub"]  # never cut or folded: two people of the provider are never one account here
        self._must(isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable(), "the subject is none that OpenID allows")
        self._must(constant_time_compare(str(claims.get("nonce", "")), kept["nonce"]), "the nonce is another one")
        parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        self._must(("azp" not in claims and len(parties) == 1) or claims.get("azp") == self.config["client_id"], "the ID token is for another party")
        if kept["again"]:
            proved = claims.get("auth_time")
            self._must(isinstance(proved, (int, float)) and proved >= kept["at"] - LEEWAY, "the person was not asked anew")
        return claims

    def _key(self, kid):
        """The published key of this id; keys are asked for again when it is a new one, for providers change them."""
        for again in (False, True):
            if again:
                caches["beat"].delete(f"oidc:keys:{hashlib.sha256(self.issuer.encode()).hexdigest()}")
            keys = self.keys()
            found = [k for k in keys if k.key_id == kid] if kid else keys if len(keys) == 1 else []
            if found:
                return found[0].key
        raise jwt.InvalidKeyError("unknown key")

    def keys(self) -> list:
        """The keys that the provider publishes and that can be used."""
        return jwt.PyJWKSet.from_dict(self._kept("keys", lambda: self._json("get", self.described()["jwks_uri"]))).keys

    def _userinfo(self, token: str, subject) -> dict:
        found = self._json("get", self.described()["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"})
        self._must(found.get("sub") == subject, "the user information is about somebody else")
        return found

    def _trusted(self, claims: dict) -> float:
        said, proved = claims.get("amr"), claims.get("auth_time")
        ways = {w for w in said if isinstance(w, str)} if isinstance(said, list) else set()
        if not ways & set(self.config["trusted_amr"]) and claims.get("acr") not in self.config["trusted_acr"]:
            return 0
        return min(float(proved), time.time()) if isinstance(proved, (int, float)) and proved > 0 else 1

    def _json(self, method: str, address: str, **more) -> dict:
        try:
            answer = requests.request(method, address, timeout=PATIENCE, allow_redirects=False, **more)
            self._must(answer.status_code == 200, f"{urlsplit(address).path} answered {answer.status_code}")
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            log.warning("sign-on: the provider cannot be reached: %s", type(error).__name__)
            if self.explain:
                raise NotLoaded(f"{address}: {type(error).__name__}") from None
            raise NotLoaded(_("Hệ thống đăng nhập một lần đang không trả lời. Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.")) from None
        self._must(isinstance(found, dict), f"{urlsplit(address).path} answered something else than an object")
        return found

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            log.warning("sign-on refused: %s", otherwise)
            if self.explain:
                raise Refused(otherwise)
            raise Refused(_("Câu trả lời của hệ thống đăng nhập một lần không hợp lệ nên không dùng được. Thử lại; nếu vẫn vậy, báo người quản trị."))


def _safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is said there: TLS, or this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
