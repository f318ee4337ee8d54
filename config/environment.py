"""What the environment variables of an installation mean.

Everything an operator may set is read here and nowhere else. Each function takes the text of
one variable and returns the Django setting it stands for, or raises `ImproperlyConfigured`
with one sentence that names the variable and shows a right value.
"""

import contextlib
import json
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
)
SQLITE_LOCK_WAIT_SECONDS = 20
CONNECTION_SECONDS = 60
#: As many statements as the pages have; to parse one anew takes longer than to answer it.
SQLITE_STATEMENTS = 500
SECRET_BYTES = 48
#: What a sign-on of each kind must name; its address first.
SIGN_ONS = {"oidc": ("issuer", "client_id", "secret"), "cas": ("url",)}
GATEWAYS = ("sms", "wecom", "dingtalk")


def flag(name: str, text: str) -> bool:
    """Return whether the switch `name` is on: `1` is on, `0` or nothing is off."""
    if text not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name}={text}: write 1 to switch it on, 0 to switch it off.")
    return text == "1"


def number(name: str, text: str, default: int) -> int:
    """Return the whole number from 1 that `name` sets, `default` where it sets none."""
    if text and not (text.isdecimal() and int(text) >= 1):
        raise ImproperlyConfigured(f"{name}={text}: write a whole number, such as {default}.")
    return int(text) if text else default


def database(url: str, data: Path) -> dict[str, Any]:
    """Return the entry of `DATABASES` for the value of `BIHUAN_DATABASE`.

    An empty value is `bihuan.sqlite3` in the data folder. `sqlite:///name` is a file relative
    to the current folder, `sqlite:////name` an absolute one.
    """
    if not url:
        return _sqlite(str(data / "bihuan.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(unquote(parts.path[1:]))
    if parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": CONNECTION_SECONDS,
            "CONN_HEALTH_CHECKS": True,
        }
    shown = url if parts.password is None else url.replace(f":{parts.password}@", ":***@")
    raise ImproperlyConfigured(
        f"BIHUAN_DATABASE={shown}: write sqlite:///folder/file.sqlite3 "
        "or postgresql://user:password@host:5432/name."
    )


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "cached_statements": SQLITE_STATEMENTS,
            # A transaction that starts as a reader cannot become a writer once another has
            # written; taking the write lock at once turns that failure into a short wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_LOCK_WAIT_SECONDS,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def job_queue(database: dict[str, Any], data: Path) -> dict[str, Any]:
    """Return the `HUEY` setting whose storage goes with `database`.

    On SQLite the queue has a file of its own, because a file has a single writer; each entry is
    on the disk before the request that made it is answered.
    """
    if database["ENGINE"].endswith("sqlite3"):
        store: dict[str, Any] = {
            "huey_class": "huey.SqliteHuey",
            "filename": str(data / "jobs.sqlite3"),
            "fsync": True,
        }
    else:
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
        names |= {"host": "HOST", "port": "PORT"}
        store = {"huey_class": "huey.PostgresHuey"}
        store |= {key: database[name] for key, name in names.items() if database[name]}
    return {"name": "bihuan", "immediate": False, **store}


def secret_key(path: Path) -> str:
    """Return the installation's secret, made and kept in `path` (readable by its owner) if new."""
    if path.exists():
        return _read_secret(path)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole and then given its name: of two first starts at once one secret wins.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    except OSError as error:
        raise ImproperlyConfigured(
            f"BIHUAN_SECRET_FILE={path} cannot be written ({error.strerror}): "
            "set BIHUAN_DATA to a folder this account may write to."
        ) from error
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    try:
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"BIHUAN_SECRET_FILE={path} cannot be read: it must be one line of ASCII text, "
            "readable by this account."
        ) from error
    if len(secret) < SECRET_BYTES:
        raise ImproperlyConfigured(
            f"BIHUAN_SECRET_FILE={path} holds {len(secret)} characters, at least {SECRET_BYTES} "
            "are needed: remove the file and a new one is made (everybody signs in again)."
        )
    return secret


def public_address(url: str) -> tuple[str, str, bool]:
    """Return (origin, host name, whether it is HTTPS) of the value of `BIHUAN_URL`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ImproperlyConfigured(
            f"BIHUAN_URL={url}: write the address people type, such as https://safety.example.cn."
        )
    return f"{parts.scheme}://{parts.netloc}", parts.hostname, parts.scheme == "https"


class MailServer(NamedTuple):
    """How outgoing e-mail leaves: at most one of the two ways of encryption is on."""

    host: str
    port: int
    user: str
    password: str
    encrypted: bool
    starts_encryption: bool


def mail_server(url: str) -> MailServer:
    """Return the server the value of `BIHUAN_SMTP` names; an empty value is this machine's own.

    `smtps://` is encrypted from the first byte; `smtp://` with a user name switches to
    encryption before the password is sent.
    """
    parts = urlsplit(url or "smtp://127.0.0.1:25")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            "BIHUAN_SMTP: write smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    encrypted = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if encrypted else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encrypted=encrypted,
        starts_encryption=bool(parts.username) and not encrypted,
    )


def channels(text: str, *, mail: str) -> dict[str, dict[str, Any]]:
    """Return `BIHUAN_CHANNELS`: the ways to reach people outside the pages, the preferred first.

    The variable holds a JSON object by name: `{"email": {"kind": "email"}, "sms": {"kind": "sms",
    "url": "https://…", "token": "…", "repeatable": true}}`. Empty, it is e-mail where `BIHUAN_SMTP`
    (`mail`) names a server, and nothing elsewhere. `repeatable` says that the gateway drops a
    second message with the same `Idempotency-Key`.
    """
    if not text:
        return {"email": {"kind": "email"}} if mail else {}
    try:
        chosen = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"BIHUAN_CHANNELS is not JSON: {error}.") from error
    if not isinstance(chosen, dict) or not all(isinstance(v, dict) for v in chosen.values()):
        raise ImproperlyConfigured('BIHUAN_CHANNELS: write {"email": {"kind": "email"}}.')
    for name, facts in chosen.items():
        kind, url = facts.get("kind"), str(facts.get("url", ""))
        if kind not in (*GATEWAYS, "email"):
            raise ImproperlyConfigured(
                f"BIHUAN_CHANNELS: {name} has kind {kind}: write email, {', '.join(GATEWAYS)}."
            )
        if kind in GATEWAYS and not url.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"BIHUAN_CHANNELS: {name} needs the url of its gateway, https://host/path."
            )
    return chosen


def sign_on(text: str) -> dict[str, dict[str, Any]]:
    """Return `BIHUAN_SIGN_ON`: the systems people may sign in by, by key, in the order shown.

    A JSON object, or `@` and the path of a file that holds one: `{"city": {"kind": "oidc", "title":
    "…", "issuer": "https://…", "client_id": "…", "secret": "…"}, "oa": {"kind": "cas", "title":
    "…", "url": "https://…/cas"}}`.
    """
    if not text:
        return {}
    try:
        words = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        chosen = json.loads(words)
    except OSError as error:
        raise ImproperlyConfigured(f"BIHUAN_SIGN_ON={text}: {error.strerror}.") from error
    except ValueError as error:
        raise ImproperlyConfigured(f"BIHUAN_SIGN_ON is not JSON: {error}.") from error
    if not isinstance(chosen, dict) or not all(isinstance(v, dict) for v in chosen.values()):
        raise ImproperlyConfigured('BIHUAN_SIGN_ON: write {"city": {"kind": "oidc", …}}.')
    for name, facts in chosen.items():
        _check_sign_on(name, facts)
    return chosen


def _check_sign_on(name: str, facts: dict[str, Any]) -> None:
    kind = facts.get("kind")
    if not re.fullmatch(r"[a-z0-9-]{1,24}", name) or kind not in SIGN_ONS:
        raise ImproperlyConfigured(
            f"BIHUAN_SIGN_ON: {name} has kind {kind}: write a key of a-z and 0-9, and oidc or cas."
        )
    for part in ("title", *SIGN_ONS[kind]):
        if not isinstance(facts.get(part), str) or not facts[part]:
            raise ImproperlyConfigured(f"BIHUAN_SIGN_ON: {name} needs its {part}.")
    url = urlsplit(facts[SIGN_ONS[kind][0]])
    local = url.hostname in ("127.0.0.1", "localhost")
    if not url.hostname or url.scheme != "https" and not (local and url.scheme == "http"):
        raise ImproperlyConfigured(
            f"BIHUAN_SIGN_ON: {name} needs an https address: who reads the line reads who signs in."
        )


def local_sign_in(text: str) -> bool:
    """Return `BIHUAN_LOCAL_SIGN_IN`: whether everybody may use a password, not managers alone."""
    if text not in ("", "everybody", "managers"):
        raise ImproperlyConfigured(
            f"BIHUAN_LOCAL_SIGN_IN={text}: write everybody, or managers where people sign in by "
            "BIHUAN_SIGN_ON and who manages accounts keeps a password for when that is down."
        )
    return text != "managers"


def hosts(text: str) -> tuple[str, ...]:
    """Return `BIHUAN_WEBHOOK_HOSTS`: the hosts messages to programs may go to, none when empty."""
    named = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in named:
        if urlsplit(f"//{name}").hostname != name or any(map(str.isspace, name)):
            raise ImproperlyConfigured(
                f"BIHUAN_WEBHOOK_HOSTS: {name} is no host name: write oa.example.cn,10.1.2.3."
            )
    return named
