"""Local providers of sign-on for tests: they listen on 127.0.0.1 and keep to their protocols."""

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


class OidcServer:
    """An OpenID provider that signs everybody in as ``user``; ``claims`` bends its tokens."""

    client_id, secret = "bihuan", "s3cret"

    def __init__(self) -> None:
        self.user, self.claims, self.now, self.down = "u-1001", {}, 0.0, False
        self.codes: dict[str, dict[str, str]] = {}
        self.issuer = ""
        self.turn_keys("k1")

    def turn_keys(self, kid: str) -> None:
        """Sign with a new key from now on, and publish that one alone."""
        self.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})

    def get(self, path: str, given: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token",
                     "jwks_uri": "jwks", "end_session_endpoint": "end"}  # fmt: skip
            told = {name: f"{self.issuer}/{where}" for name, where in names.items()}
            return _json(told | {"issuer": self.issuer})
        if path == "/jwks":
            return _json(KeySet([self.key]).as_dict(private=False))
        assert path == "/authorize"
        code = secrets.token_urlsafe(8)
        self.codes[code] = given
        back = urlencode({"code": code, "state": given["state"], "iss": self.issuer})
        return 302, {"Location": f"{given['redirect_uri']}?{back}"}, b""

    def post(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, str], bytes]:
        pair = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        asked = self.codes.pop(given["code"], None)
        if asked is None or authorization != f"Basic {pair}":
            return _json({"error": "invalid_grant"}, 400)
        digest = sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge"] != challenge or asked["redirect_uri"] != given["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        claims = {
            "iss": self.issuer, "aud": self.client_id, "sub": self.user, "nonce": asked["nonce"],
            "iat": int(self.now), "exp": int(self.now) + 300,
        }  # fmt: skip
        header = {"alg": "RS256", "kid": self.key.kid}
        token = jwt.encode(header, claims | self.claims, self.key)
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": token})


class CasServer:
    """A CAS 3.0 server that signs everybody in as ``user`` and takes each ticket once."""

    def __init__(self) -> None:
        self.user, self.down, self.issuer = "zhang.san", False, ""
        self.tickets: dict[str, str] = {}

    def get(self, path: str, given: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/cas/login":
            ticket = f"ST-{secrets.token_urlsafe(8)}"
            self.tickets[ticket] = given["service"]
            return 302, {"Location": f"{given['service']}&ticket={ticket}"}, b""
        assert path == "/cas/p3/serviceValidate"
        good = self.tickets.pop(given["ticket"], None) == given["service"]
        inner = (
            f"<cas:authenticationSuccess><cas:user>{self.user}</cas:user>"
            "</cas:authenticationSuccess>"
            if good
            else '<cas:authenticationFailure code="INVALID_TICKET">x</cas:authenticationFailure>'
        )
        xml = f"<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>{inner}"
        return 200, {"Content-Type": "text/xml"}, f"{xml}</cas:serviceResponse>".encode()


@contextmanager
def listening(server: Any) -> Iterator[str]:
    """Let a server answer on 127.0.0.1 and give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            self._answer(server.get(url.path, _flat(url.query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(server.post(_flat(body), self.headers.get("Authorization", "")))

        def _answer(self, made: tuple[int, dict[str, str], bytes]) -> None:
            status, headers, content = (500, {}, b"") if server.down else made
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Keep the test's output clean."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.issuer = f"http://127.0.0.1:{made.server_port}"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.issuer
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _json(told: dict[str, Any], status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(told).encode()
