"""Whether an installation is well, and the first steps of a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from bihuan.kernel.law.models import Document
from bihuan.kernel.obligations.models import SweepRun
from bihuan.kernel.orgs import accounts, places, terms, units
from bihuan.kernel.orgs.models import Account, Place
from bihuan.kernel.orgs.people import enter
from bihuan.kernel.orgs.roles import load_roles
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.tables import Table
from bihuan.lib.workdays import YearNotPublished, national_calendar
from bihuan.surfaces import clock

BY = Machine("安装")
QUIET = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and how to mend it."""

    ok: bool
    about: str
    says: str
    mend: str = ""


def look() -> list[Finding]:
    """Look at the database, its tables, places, documents, jobs, calendar and front end."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        mend = "请检查 BIHUAN_DATABASE 指向的数据库是否在运行。"
        return [Finding(ok=False, about="数据库", says=str(error).strip(), mend=mend)]
    pending = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    if pending:
        says = f"有 {len(pending)} 个表结构更新没有执行"
        return [Finding(ok=False, about="数据库", says=says, mend="请运行 bihuan setup。")]
    return [Finding(ok=True, about="数据库", says=connection.vendor), *_rest()]


def _rest() -> Iterator[Finding]:
    count = Place.objects.count()
    mend = "" if count else "请运行 bihuan setup 导入区划。"
    yield Finding(ok=count > 0, about="区划", says=f"{count:,} 个", mend=mend)
    documents = Document.objects.count()
    mend = "" if documents else "请运行 bihuan policy load，或在“政策”页登记文件。"
    yield Finding(ok=documents > 0, about="文件", says=f"{documents} 份", mend=mend)
    people = Account.objects.filter(is_active=True).count()
    mend = "" if people else "请运行 bihuan createadmin。"
    yield Finding(ok=people > 0, about="账号", says=f"{people} 个", mend=mend)
    yield _jobs()
    yield _calendar()
    built = finders.find("build/manifest.json")
    mend = "" if built else "请运行 make setup。"
    yield Finding(ok=bool(built), about="页面样式", says="已生成" if built else "没有", mend=mend)
    writable = _writable(Path(settings.DATA_DIR))
    mend = "" if writable else "请给运行账号写权限。"
    yield Finding(ok=writable, about="数据文件夹", says=str(settings.DATA_DIR), mend=mend)


def _jobs() -> Finding:
    last = SweepRun.objects.filter(job="sweep", finished__isnull=False).order_by("-at").first()
    if last is None:
        return Finding(ok=False, about="巡查", says="还没有巡查过", mend="请运行 bihuan sweep。")
    gap = clock.now() - last.at
    mend = "" if gap <= QUIET else "请确认 bihuan run 或 bihuan jobs 在运行。"
    return Finding(
        ok=gap <= QUIET, about="巡查", says=f"上次 {in_shanghai(last.at):%Y-%m-%d %H:%M}", mend=mend
    )


def _calendar() -> Finding:
    try:
        year = clock.now().year
        national_calendar().is_workday(clock.now().date().replace(month=12, day=31))
    except YearNotPublished as error:
        mend = "国务院办公厅通知公布后请安装新版本；在此之前按工作日计的期限不推算。"
        return Finding(ok=False, about="工作日历", says=str(error), mend=mend)
    return Finding(ok=True, about="工作日历", says=f"{year} 年已公布")


def _writable(folder: Path) -> bool:
    try:
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


@transaction.atomic
def create_administrator(login: str, *, code: str, name: str, password: str) -> str:
    """Open an administrator's account in a place, with its office if there is none yet.

    Returns one sentence about what was made. Raises a ``Refused`` that names what is wrong.
    """
    at = clock.now()
    load_roles()
    places.load_places(Table("divisions").rows)
    place = places.place(code)
    title = f"{place.name}安委办"
    office = units.find(title, place=place, on=at.date()) or units.register(
        name=title, kind="committee_office", place=place, by=BY, at=at
    )
    post = office.posts.filter(title="系统管理员").first() or terms.open_post(
        office, "系统管理员", role="administrator", by=BY, at=at
    )
    person = enter(name, by=BY, at=at)
    terms.appoint(post=post, person=person, since=at.date(), by=BY, at=at)
    accounts.create(login, person, password, by=BY, at=at)
    return f"已建立账号 {login}：{office.name}系统管理员 {name}"
