"""What a provider answers is believed only when everything about it holds; here the network is played, one falsehood at a time."""

import io
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import caches
from django.core.management import CommandError, call_command

from openpar.core.sign_on.provider import Provider
from openpar.engine.errors import NotLoaded, Refused

ISSUER = "https://dinh-danh.vn"
CONFIG = {"issuer": ISSUER, "client_id": "openpar", "client_secret": "bi mat", "name": "x", "claim": "email", "match": "email",
          "scopes": ["openid"], "trusted_amr": ["otp"], "trusted_acr": []}
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
DESCRIBED = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t", "jwks_uri": f"{ISSUER}/k"}


def published(key, kid="k1"):
    return {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "RS256", "use": "sig"}]}


class Played(Provider):
    """A provider whose answers are given by address; what was asked is kept."""

    def __init__(self, **more):
        super().__init__(CONFIG)
        self.answers, self.asked = {"/.well-known/openid-configuration": DESCRIBED, "/k": published(KEY)} | more, []

    def _json(self, method, address, **more):
        self.asked.append((method, urlsplit(address).path, more))
        answer = self.answers[urlsplit(address).path]
        return answer(more) if callable(answer) else answer


@pytest.fixture(autouse=True)
def forgotten():
    caches["beat"].clear()
    yield
    caches["beat"].clear()


def signed_on(claims=None, *, key=KEY, head=None, provider=None, again=False, without=(), answer=None):
    """The identity that comes of an attempt whose ID token says this."""
    it = provider or Played()
    _address, kept = it.begin("https://cchc.vn/ve/", again=again)
    now = int(time.time())
    said = {"iss": ISSUER, "aud": "openpar", "sub": "s1", "iat": now, "exp": now + 300, "nonce": kept["nonce"], "email": "a@b.vn"} | (claims or {})
    token = jwt.encode({k: v for k, v in said.items() if k not in without}, key, algorithm=(head or {}).get("alg", "RS256"),
                       headers={"kid": "k1"} | (head or {}))
    it.answers["/t"] = {"id_token": token, "access_token": "at"}
    return it.finish({"state": kept["state"], "code": "c"} | (answer or {}), kept)


def test_a_true_answer_is_believed():
    found = signed_on()
    assert (found.issuer, found.subject, found.claims["email"], found.second_factor) == (ISSUER, "s1", "a@b.vn", 0)


@pytest.mark.parametrize("claims", [
    {"iss": "https://khac.vn"}, {"aud": "khac"}, {"exp": 1}, {"nonce": "khac"}, {"nonce": ""}, {"iat": int(time.time()) + 3600},
    {"aud": ["openpar", "khac"]}, {"aud": ["openpar", "khac"], "azp": "khac"}, {"azp": "khac"},
], ids=["issuer", "audience", "expired", "nonce", "no-nonce", "from-the-future", "two-audiences", "two-and-azp", "azp"])
def test_a_token_for_another_purpose_is_refused(claims):
    with pytest.raises(Refused):
        signed_on(claims)


def test_several_parties_are_fine_when_ours_is_the_authorised_one():
    assert signed_on({"aud": ["openpar", "khac"], "azp": "openpar"}).subject == "s1"


@pytest.mark.parametrize("name", ["exp", "iat", "iss", "aud", "sub", "nonce"])
def test_a_token_that_leaves_something_out_is_refused(name):
    with pytest.raises(Refused):
        signed_on(without=(name,))


def test_a_token_signed_by_another_key_is_refused():
    with pytest.raises(Refused):
        signed_on(key=OTHER)


@pytest.mark.parametrize(("key", "alg"), [("", "none"), ("bi mat bi mat bi mat bi mat bi mat", "HS256")])
def test_a_token_without_a_signature_of_the_provider_is_refused(key, alg):
    with pytest.raises(Refused):
        signed_on(key=key, head={"alg": alg})


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", None, 7])
def test_what_is_no_token_at_all_is_refused(token):
    it = Played()
    _address, kept = it.begin("https://cchc.vn/ve/")
    it.answers["/t"] = {"id_token": token}
    with pytest.raises(Refused):
        it.finish({"state": kept["state"], "code": "c"}, kept)


def test_a_new_key_of_the_provider_is_fetched_once_it_is_met():
    it = Played()
    it.described()
    caches["beat"].clear()
    keys = iter([published(OTHER, "old"), published(KEY, "k1")])
    it.answers["/k"] = lambda _more: next(keys)
    assert signed_on(provider=it).subject == "s1"


@pytest.mark.parametrize("kept", [None, {}])
def test_an_answer_that_nobody_asked_for_is_refused(kept):
    with pytest.raises(Refused, match="Bắt đầu lại"):
        Played().finish({"state": "x", "code": "c"}, kept)


def test_an_answer_after_ten_minutes_is_refused():
    it = Played()
    _address, kept = it.begin("https://cchc.vn/ve/")
    with pytest.raises(Refused, match="đã cũ"):
        it.finish({"state": kept["state"], "code": "c"}, kept | {"at": time.time() - 601})


def test_an_answer_of_another_issuer_is_refused():
    with pytest.raises(Refused):
        signed_on(answer={"iss": "https://khac.vn"})


def test_the_challenge_is_answered_and_the_secret_stays_out_of_the_address():
    it = Played()
    address, kept = it.begin("https://cchc.vn/ve/")
    asked = parse_qs(urlsplit(address).query)
    it.answers["/t"] = {"id_token": "x"}
    with pytest.raises(Refused):
        it.finish({"state": kept["state"], "code": "c"}, kept)
    method, path, more = it.asked[-1]
    import base64
    import hashlib
    digest = hashlib.sha256(more["data"]["code_verifier"].encode()).digest()
    assert (method, path) == ("post", "/t") and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"][0]
    assert more["auth"] == ("openpar", "bi%20mat") and "mat" not in address


def test_a_second_factor_counts_only_when_it_is_one_of_the_trusted_ways():
    now = int(time.time())
    assert signed_on({"amr": ["pwd", "otp"], "auth_time": now - 30}).second_factor == now - 30
    assert signed_on({"amr": ["otp"]}).second_factor == 1
    for amr in (["pwd"], "otp", None, [7, None], {"otp": 1}):
        assert signed_on({"amr": amr}).second_factor == 0
    assert signed_on({"acr": ""}).second_factor == 0


@pytest.mark.parametrize("auth_time", [None, 0, int(time.time()) - 3600, "vừa xong"], ids=["none", "zero", "an-hour-ago", "words"])
def test_whoever_was_to_be_asked_anew_was(auth_time):
    with pytest.raises(Refused):
        signed_on({"auth_time": auth_time}, again=True)


@pytest.mark.parametrize("change", [{"issuer": "https://khac.vn"}, {"token_endpoint": "http://dinh-danh.vn/t"}, {"jwks_uri": None},
                                    {"authorization_endpoint": "javascript:alert(1)"}, {"userinfo_endpoint": "http://dinh-danh.vn/u"}], ids=str)
def test_a_provider_that_describes_itself_wrongly_is_not_used(change):
    with pytest.raises(Refused):
        Played(**{"/.well-known/openid-configuration": DESCRIBED | change}).begin("https://cchc.vn/ve/")


def test_user_information_is_asked_only_for_what_the_token_lacks_and_must_be_about_the_same_person():
    described = {"/.well-known/openid-configuration": DESCRIBED | {"userinfo_endpoint": f"{ISSUER}/u"}}
    found = signed_on(without=("email",), provider=Played(**described, **{"/u": {"sub": "s1", "email": "u@b.vn", "nonce": "x"}}))
    assert found.claims["email"] == "u@b.vn"
    with pytest.raises(Refused):
        caches["beat"].clear()
        signed_on(without=("email",), provider=Played(**described, **{"/u": {"sub": "s2", "email": "u@b.vn"}}))


def test_a_provider_that_does_not_answer_is_said_so():
    with pytest.raises(NotLoaded, match="không trả lời"):
        Provider(CONFIG | {"issuer": "http://127.0.0.1:9"}).described()


def test_the_command_says_what_the_provider_offers_and_what_is_wrong(settings, provider):
    said = io.StringIO()
    call_command("check_sign_on", stdout=said)
    assert "/oauth2/authorize" in said.getvalue() and "/dang-nhap-mot-lan/ve/" in said.getvalue()
    settings.OIDC |= {"issuer": f"{provider.url}/khac"}
    with pytest.raises(CommandError, match="404"):
        call_command("check_sign_on")
    settings.OIDC |= {"issuer": ""}
    with pytest.raises(CommandError, match="OPENPAR_OIDC_ISSUER"):
        call_command("check_sign_on")
