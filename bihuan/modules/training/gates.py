"""Gates: nobody works untaught, nobody does what asks for a certificate without a valid one."""

from datetime import date
from typing import Final

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Person, Post
from bihuan.kernel.orgs.refusals import ProofMissing

from . import hours, rules
from .certificates import valid_on
from .models import Trainee

#: Roles of those who work with their hands; heads and safety managers are taught within a term.
WORKING: Final = ("worker", "team_leader")
LAW: Final = "CN/work-safety-2021"
TAUGHT, LICENSED = "第二十八条", "第三十条"


def demand_taught(row: Trainee, on: date) -> None:
    """Refuse who lacks her first training, or works at what asks for a certificate without one.

    Raises :class:`ProofMissing`, with the clause and who could supply what is missing.
    """
    if missing := missing_of(row, on):
        path = LICENSED if "操作证" in missing else TAUGHT
        says = f"{row.person.name}不能上岗：{missing}"
        raise ProofMissing(says, clause=_clause(path), can=f"{row.unit.name}安全管理岗位")


def missing_of(row: Trainee, on: date) -> str:
    """Return what keeps a person on a roster from working on a day, "" when nothing does."""
    for need in hours.standing(row, on).needs:
        if need.demand.purpose == rules.FIRST and need.short:
            return (
                f"岗前培训要求 {need.hours} 学时，已完成 {_plain(need.done)} 学时，"
                f"还差 {_plain(need.short)} 学时（{need.basis}）。"
            )
    if row.category == "special" and valid_on(row.person, rules.SPECIAL, on) is None:
        return "没有在有效期内、按期复审的特种作业操作证。"
    return ""


def admit(post: Post, person: Person, since: date, _until: date | None = None) -> None:
    """Refuse to put into a working post of an enterprise that keeps a roster who is not taught.

    Where no roster is kept nothing can be said, and nothing is. Raises :class:`ProofMissing`.
    """
    unit = post.unit
    if unit.kind != hours.ENTERPRISE or post.role_id not in WORKING:
        return
    kept = Trainee.objects.filter(unit=unit, until=None, category__in=rules.WORKERS)
    if not kept.exists():
        return
    rows = list(kept.filter(person=person).select_related("unit", "person"))
    if not rows:
        says = (
            f"{person.name}不在{unit.name}的培训花名册上，没有岗前培训记录，不能任命{post.title}。"
        )
        raise ProofMissing(says, clause=_clause(TAUGHT), can=f"{unit.name}安全管理岗位")
    for row in rows:
        demand_taught(row, since)


def _clause(path: str) -> Clause | None:
    rows = Clause.objects.filter(document__key=LAW, path=path)
    return rows.select_related("document").order_by("-version").first()


def _plain(number: object) -> str:
    return f"{number:g}" if isinstance(number, float) else f"{number}".removesuffix(".0")
