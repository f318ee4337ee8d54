"""OpenID Connect: authorization code with PKCE; the identity token is checked to its last claim."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from bihuan.surfaces import clock

from . import answers
from .answers import Unreachable, Untrusted

if TYPE_CHECKING:
    from .providers import Asked

#: Signatures only the provider can make; a secret we share with it signs nothing.
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
LEEWAY: Final = 60
HOUR: Final = 3600.0
#: How long nobody waits again for a provider that did not answer.
PAUSE: Final = 10.0
_silent: dict[str, float] = {}
_found: dict[str, tuple[float, dict[str, Any]]] = {}
_keys: dict[str, KeySet] = {}
_lock: Final = Lock()


@dataclass(frozen=True)
class Oidc:
    """A provider of OpenID Connect, found by its issuer's discovery document."""

    key: str
    title: str
    issuer: str
    client_id: str
    secret: str
    in_body: bool = False

    def address(self, asked: Asked) -> str:
        """Return the authorization request."""
        challenge = base64.urlsafe_b64encode(sha256(asked.verifier.encode()).digest())
        wanted = {
            "response_type": "code", "scope": "openid", "client_id": self.client_id,
            "redirect_uri": asked.back, "state": asked.state, "nonce": asked.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(), "code_challenge_method": "S256",
        }  # fmt: skip
        where = self._told("authorization_endpoint")
        return f"{where}{'&' if '?' in where else '?'}{urlencode(wanted)}"

    def subject(self, asked: Asked, answer: dict[str, str], tick: float) -> str:
        """Return the ``sub`` of the identity token a code was exchanged for."""
        if answer.get("iss", self.issuer) != self.issuer:
            raise Untrusted("the answer is another issuer's")
        if "code" not in answer:
            raise Untrusted(f"no code: {answer.get('error', '')[:80]}")
        token = self._exchanged(asked, answer["code"]).get("id_token")
        if not isinstance(token, str):
            raise Untrusted("no identity token")
        return str(self._claims(token, asked.nonce, tick)["sub"])

    def leaving(self, home: str) -> str:
        """Return the provider's own sign-out, when it has one and answers."""
        try:
            where = str(self._document().get("end_session_endpoint", ""))
        except answers.SignOnFailed:
            return ""
        wanted = {"client_id": self.client_id, "post_logout_redirect_uri": home}
        return f"{where}?{urlencode(wanted)}" if where else ""

    def _exchanged(self, asked: Asked, code: str) -> dict[str, Any]:
        given = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": asked.back,
            "code_verifier": asked.verifier,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.in_body:
            given |= {"client_id": self.client_id, "client_secret": self.secret}
        else:
            pair = f"{quote(self.client_id)}:{quote(self.secret)}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return answers.fetch_json(
            self._told("token_endpoint"), urlencode(given).encode(), headers
        )  # fmt: skip

    def _claims(self, token: str, nonce: str, tick: float) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            now=int(tick), leeway=LEEWAY, iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id}, nonce={"essential": True,
            "value": nonce}, sub={"essential": True}, exp={"essential": True},
            iat={"essential": True},
        )  # fmt: skip
        try:
            claims = self._decoded(token).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise Untrusted(f"identity token: {error}") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", self.client_id) != self.client_id or (several and "azp" not in claims):
            raise Untrusted("the identity token is for another program")
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        """Return a token whose signature is the provider's, also after it changed its keys."""
        try:
            return jwt.decode(token, self._key_set(), algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):
            return jwt.decode(token, self._key_set(anew=True), algorithms=ALGORITHMS)

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if anew or self.issuer not in _keys:
            told = answers.fetch_json(self._told("jwks_uri"))
            try:
                keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise Untrusted(f"keys: {error}") from error
            with _lock:
                _keys[self.issuer] = keys
        return _keys[self.issuer]

    def _told(self, name: str) -> str:
        found = self._document().get(name)
        if not isinstance(found, str) or not found.startswith(("https://", "http://127.0.0.1")):
            raise Untrusted(f"discovery names no safe {name}")
        return found

    def _document(self) -> dict[str, Any]:
        kept = _found.get(self.issuer)
        if kept and clock.tick() - kept[0] < HOUR:
            return kept[1]
        if clock.tick() - _silent.get(self.issuer, -HOUR) < PAUSE:
            raise Unreachable(f"{self.issuer} did not answer a moment ago")
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            told = answers.fetch_json(where)
        except Unreachable:
            _silent[self.issuer] = clock.tick()
            raise
        if told.get("issuer") != self.issuer:
            raise Untrusted("discovery is another issuer's")
        with _lock:
            _found[self.issuer] = (clock.tick(), told)
        return told
