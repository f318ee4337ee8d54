"""Backing up, restoring, examining, proving: as an operator calls them, on a real data folder."""

import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings

from tests.cli.installation import backed_up_into, bihuan, build, copy_into

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with an installation in `data`."""
    copy_into(tmp_path)
    return tmp_path


@pytest.fixture
def archive(here: Path) -> Path:
    """A backup of it."""
    return backed_up_into(here)


def test_a_backup_says_what_it_holds(here: Path) -> None:
    done = bihuan(here, "backup", "b.tar", "--json")
    size = (here / "b.tar").stat().st_size
    # The database, the piece of evidence, the secret, the two keys of the seals.
    assert json.loads(done.stdout) == {"path": "b.tar", "files": 5, "size": size}


def refused(done, says: str) -> None:
    """One line, no traceback, exit code 1, nothing printed as if it had worked."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_a_restored_installation_holds_every_file_and_proves_itself(
    here: Path, archive: Path
) -> None:
    done = bihuan(here, "restore", "b.tar", BIHUAN_DATA="restored")
    assert done.returncode == 0, done.stderr
    old, new = here / "data", here / "restored"
    kept = {name for name in contents(old) if name.startswith(("evidence", "seals", "secret"))}
    assert any(name.startswith("evidence") for name in kept)
    assert {name: contents(new)[name] for name in kept} == {n: contents(old)[n] for n in kept}
    proof = bihuan(here, "verify", "--json", BIHUAN_DATA="restored")
    found = json.loads(proof.stdout)
    assert (proof.returncode, found["ok"], found["evidence"], found["seals"]) == (0, True, 1, 1)


def test_a_folder_with_records_is_not_restored_into(here: Path, archive: Path) -> None:
    before = contents(here / "data")
    refused(bihuan(here, "restore", "b.tar"), "不是空的")
    assert contents(here / "data") == before


@pytest.mark.parametrize("harm", ["cut", "changed", "foreign"])
def test_a_damaged_archive_restores_nothing(here: Path, archive: Path, harm: str) -> None:
    whole = archive.read_bytes()
    photo = whole.index("已整改".encode())
    damaged = {
        "cut": whole[: len(whole) // 2],
        "changed": whole[:photo] + b"\0" + whole[photo + 1 :],
        "foreign": b"not an archive",
    }
    archive.write_bytes(damaged[harm])
    done = bihuan(here, "restore", "b.tar", BIHUAN_DATA="restored")
    refused(done, "没有恢复任何内容")
    assert set(contents(here / "restored")) <= {"secret.key", "jobs.sqlite3"}


def test_a_backup_overwrites_nothing_and_leaves_nothing_half_written(here: Path) -> None:
    (here / "b.tar").write_text("dear")
    refused(bihuan(here, "backup", "b.tar"), "已经存在")
    assert (here / "b.tar").read_text() == "dear"
    refused(bihuan(here, "backup", "没有/b.tar"), "写不成")
    assert not (here / "没有").exists()


def test_what_was_altered_is_found_and_the_exit_code_says_so(here: Path) -> None:
    assert bihuan(here, "verify").returncode == 0
    [photo] = [p for p in (here / "data/evidence").rglob("*") if p.is_file()]
    photo.chmod(0o600)
    photo.write_text("未整改")
    done = bihuan(here, "verify", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False


def test_a_certificate_of_a_seal_convicts_a_rewritten_history(here: Path) -> None:
    kept = bihuan(here, "seal", "-o", "凭证.json")
    assert kept.returncode == 0, kept.stderr
    assert bihuan(here, "verify", "--seal", "凭证.json").returncode == 0
    refused(bihuan(here, "seal", "-o", "凭证.json"), "已经存在")
    certificate = json.loads((here / "凭证.json").read_text("utf-8"))
    (here / "凭证.json").write_text(json.dumps(certificate | {"root": "0" * 64}), "utf-8")
    assert bihuan(here, "verify", "--seal", "凭证.json").returncode == 1
    (here / "凭证.json").write_text("[]", "utf-8")
    refused(bihuan(here, "verify", "--seal", "凭证.json"), "不是封存凭证")


def test_a_day_without_a_seal_has_no_certificate(here: Path) -> None:
    refused(bihuan(here, "seal", "--day", "2001-01-01"), "还没有封存")


def test_a_healthy_installation_says_so_and_a_silent_one_does_not(here: Path) -> None:
    def found() -> dict[str, bool]:
        done = bihuan(here, "doctor", "--json")
        findings = json.loads(done.stdout)
        assert all(set(f) == {"ok", "about", "says", "mend"} for f in findings)
        assert all(f["mend"] for f in findings if not f["ok"])
        assert done.returncode == (0 if all(f["ok"] for f in findings) else 1)
        return {f["about"]: f["ok"] for f in findings}

    # The installation copied from may have been made long before, in a long run.
    bihuan(here, "sweep")
    healthy = found()
    assert all(healthy[about] for about in ("数据库", "区划", "文件", "账号", "巡查", "数据文件夹"))
    with sqlite3.connect(here / "data/bihuan.sqlite3") as database:
        database.execute("UPDATE obligations_sweeprun SET at = '2001-01-01 00:00:00'")
    assert found() == healthy | {"巡查": False}


def test_setting_up_again_adds_nothing(here: Path) -> None:
    done = bihuan(here, "setup")
    assert done.returncode == 0
    assert "区划新增 0 个" in done.stdout


def test_the_sweep_and_the_periods_print_json_alone(here: Path) -> None:
    swept = bihuan(here, "sweep", "--json")
    assert set(json.loads(swept.stdout)) == {"at", "moved", "opened", "letters"}
    filled = bihuan(here, "materialise", "--at", "2024-05-01", "--json")
    assert json.loads(filled.stdout) == {"at": "2024-05-01 00:00:00+08:00", "opened": 0, "ended": 0}


def test_nobody_is_found_late_at_a_moment_that_has_not_come(here: Path) -> None:
    refused(bihuan(here, "sweep", "--at", "2999-01-01"), "还没有到")


@pytest.mark.parametrize(
    "words",
    [("verify",), ("sweep",), ("policy", "load"), ("backup", "b.tar")],
    ids=" ".join,
)
def test_a_data_folder_without_tables_is_told_to_be_set_up(tmp_path: Path, words) -> None:
    refused(bihuan(tmp_path, *words), "请先运行 bihuan setup")
    assert not (tmp_path / "b.tar").exists()


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    refused(bihuan(tmp_path, "doctor", BIHUAN_DATABASE="mysql://x"), "BIHUAN_DATABASE=mysql://x")
    away = "postgresql://a:geheim@127.0.0.1:1/x"
    gone = bihuan(tmp_path, "doctor", BIHUAN_DATABASE=away)
    refused(gone, "连不上数据库")
    assert "geheim" not in gone.stderr


def test_an_address_in_use_is_one_line(here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = bihuan(here, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "请换一个端口" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="needs pg_dump")
def test_a_backup_of_postgresql_fills_an_empty_database_and_no_other(tmp_path: Path) -> None:
    import psycopg

    facts = settings.DATABASES["default"]
    server = f"postgresql://{facts['USER']}@{facts['HOST']}:{facts['PORT']}"

    def recreate(*names: str, make: bool) -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                if make:
                    connection.execute(f"CREATE DATABASE {name}")

    first, second = f"backup_{tmp_path.parent.name}_a", f"backup_{tmp_path.parent.name}_b"
    first, second = first.replace("-", "_"), second.replace("-", "_")
    recreate(first, second, make=True)
    try:
        here, there = (
            {"BIHUAN_DATABASE": f"{server}/{first}"},
            {
                "BIHUAN_DATABASE": f"{server}/{second}",
                "BIHUAN_DATA": "restored",
            },
        )
        build(tmp_path, **here)
        assert bihuan(tmp_path, "backup", "b.tar", **here).returncode == 0
        done = bihuan(tmp_path, "restore", "b.tar", **there)
        assert done.returncode == 0, done.stderr
        proof = json.loads(bihuan(tmp_path, "verify", "--json", **there).stdout)
        assert (proof["ok"], proof["evidence"]) == (True, 1)
        shutil.rmtree(tmp_path / "restored")
        refused(bihuan(tmp_path, "restore", "b.tar", **there), "数据库里已有数据")
    finally:
        recreate(first, second, make=False)
