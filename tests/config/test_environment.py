"""What an operator writes into the environment becomes settings, or one clear sentence."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

DATA = Path("/srv/bihuan")


def test_without_an_address_the_database_is_a_file_in_the_data_folder() -> None:
    entry = environment.database("", DATA)
    assert entry["ENGINE"] == "django.db.backends.sqlite3"
    assert entry["NAME"] == "/srv/bihuan/bihuan.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert entry["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:///here.db", "here.db"), ("sqlite:////srv/a%20b.db", "/srv/a b.db")],
)
def test_a_sqlite_address_names_a_relative_or_an_absolute_file(url: str, name: str) -> None:
    assert environment.database(url, DATA)["NAME"] == name


def test_a_postgresql_address_is_taken_apart() -> None:
    entry = environment.database("postgresql://clerk:p%40ss@db.local:5433/bihuan", DATA)
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "bihuan",
        "USER": "clerk",
        "PASSWORD": "p@ss",
        "HOST": "db.local",
        "PORT": "5433",
    }
    assert {key: entry[key] for key in expected} == expected


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "bihuan.sqlite3", "sqlite://", "sqlite:///", "postgresql://host"]
)
def test_an_address_of_no_known_database_is_refused_with_a_right_one(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_DATABASE=.*write sqlite:///"):
        environment.database(url, DATA)


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.database("mysql://clerk:p4ssw0rd@host/x", DATA)
    assert "p4ssw0rd" not in str(refusal.value)


def test_the_job_queue_of_a_file_is_a_file_of_its_own_written_through() -> None:
    queue = environment.job_queue(environment.database("", DATA), DATA)
    assert queue["huey_class"] == "huey.SqliteHuey"
    assert queue["filename"] == "/srv/bihuan/jobs.sqlite3"
    assert queue["fsync"] is True


def test_the_job_queue_of_postgresql_lives_in_the_same_database() -> None:
    database = environment.database("postgresql://clerk@db/bihuan", DATA)
    queue = environment.job_queue(database, DATA)
    assert queue["huey_class"] == "huey.PostgresHuey"
    connection: dict[str, Any] = {"dbname": "bihuan", "user": "clerk", "host": "db"}
    assert connection.items() <= queue.items()
    assert "password" not in queue


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    secret = environment.secret_key(path)
    assert len(secret) >= environment.SECRET_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert environment.secret_key(path) == secret


def test_a_short_secret_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text("short")
    with pytest.raises(ImproperlyConfigured, match="holds 5 characters"):
        environment.secret_key(path)
    assert path.read_text() == "short"


def test_a_secret_below_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_SECRET_FILE=.*BIHUAN_DATA"):
        environment.secret_key(tmp_path / "file" / "secret.key")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000", ("http://127.0.0.1:8000", "127.0.0.1", False)),
        ("https://aq.example.cn/", ("https://aq.example.cn", "aq.example.cn", True)),
    ],
)
def test_the_public_address_gives_origin_host_and_encryption(
    url: str, expected: tuple[str, str, bool]
) -> None:
    assert environment.public_address(url) == expected


@pytest.mark.parametrize("url", ["aq.example.cn", "ftp://a", "https://a/b", "https://"])
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_URL="):
        environment.public_address(url)


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("0", False), ("", False)])
def test_a_switch_is_on_only_when_it_says_one(text: str, expected: object) -> None:
    assert environment.flag("BIHUAN_DEBUG", text) is expected


def test_a_switch_that_says_anything_else_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_DEBUG=yes"):
        environment.flag("BIHUAN_DEBUG", "yes")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("127.0.0.1", 25, "", "", False, False)),
        ("smtp://a:b%2Fc@mail.cn:587", ("mail.cn", 587, "a", "b/c", False, True)),
        ("smtps://a:b@mail.cn", ("mail.cn", 465, "a", "b", True, False)),
    ],
)
def test_mail_leaves_encrypted_as_soon_as_there_is_a_password(
    url: str, expected: tuple[object, ...]
) -> None:
    assert environment.mail_server(url) == expected


def test_a_refused_mail_address_does_not_show_its_password() -> None:
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_SMTP: write") as refusal:
        environment.mail_server("http://clerk:p4ssw0rd@mail.cn")
    assert "p4ssw0rd" not in str(refusal.value)


def test_people_are_reached_by_mail_where_a_server_is_named_and_by_nothing_elsewhere() -> None:
    assert environment.channels("", mail="smtp://mail.local") == {"email": {"kind": "email"}}
    assert environment.channels("", mail="") == {}


def test_channels_keep_the_order_they_are_written_in() -> None:
    text = '{"sms": {"kind": "sms", "url": "https://gw.local/send"}, "email": {"kind": "email"}}'
    assert list(environment.channels(text, mail="")) == ["sms", "email"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("email", "BIHUAN_CHANNELS is not JSON"),
        ("[]", "write {"),
        ('{"pigeon": {"kind": "pigeon"}}', "pigeon has kind pigeon: write email, sms"),
        ('{"sms": {"kind": "sms"}}', "sms needs the url of its gateway"),
        ('{"sms": {"kind": "sms", "url": "file:///etc/passwd"}}', "needs the url of its gateway"),
    ],
)
def test_channels_that_cannot_work_are_named(text: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        environment.channels(text, mail="")


def test_the_hosts_that_may_be_told_are_named_one_by_one() -> None:
    assert environment.hosts("") == ()
    assert environment.hosts("OA.example.cn, 10.1.2.3,") == ("oa.example.cn", "10.1.2.3")


@pytest.mark.parametrize("text", ["https://oa.example.cn", "oa.example.cn:8080", "a b", "u@h"])
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BIHUAN_WEBHOOK_HOSTS"):
        environment.hosts(text)
