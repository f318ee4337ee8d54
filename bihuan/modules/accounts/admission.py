"""What an admitted application brings with it: the unit, a post, the person, the way in."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from bihuan.kernel.orgs import people, roles, terms, units
from bihuan.kernel.orgs.models import Person, Post, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Actor

from . import invitations, messages
from .models import Enrolment

As = Enrolment.As
#: The post an applicant gets where the unit has none of the kind: its title and leadership.
POSTS: Final = {
    As.PRINCIPAL: ("主要负责人", Post.Lead.PRINCIPAL),
    As.SAFETY: ("安全管理人员", Post.Lead.NONE),
}


def admit(moved: Any) -> None:
    """Register the unit if it is new, give the applicant a post, open his receipt, and tell him.

    Raises what the registry and staffing raise; then nothing is admitted. A unit is another one
    registered only when whoever decides names it.
    """
    record: Enrolment = moved.record
    by, at = moved.by, moved.at
    if record.known and record.decider_id == record.known_id and not by.can(roles.MANAGE_ACCOUNTS):
        raise NotAllowed("您的岗位不能管理账号。", can=f"{record.known.name}管理账号的岗位")
    unit = record.known or _named(record, by, at) or _registered(record, by, at)
    term = _term(record, unit, by, at)
    invitations.let_in(term, record.digest, by=by, at=at)
    messages.tell(
        term.person, key=f"enrolment:{record.pk}:admitted", title="企业账号已开通",
        body=f"{unit.name}的账号申请已通过。请打开申请时保存的查询网址，设置密码后登录。", at=at,
    )  # fmt: skip


def refuse(moved: Any) -> None:
    """Tell the applicant that he was refused; why stands at his receipt, not in the message."""
    record: Enrolment = moved.record
    messages.tell(
        Person(name=record.applicant, phone=record.phone), key=f"enrolment:{record.pk}:refused",
        title="企业账号申请没有通过", at=moved.at,
        body=f"您为“{record.name}”提交的账号申请没有通过。原因请打开申请时保存的查询网址查看。",
    )  # fmt: skip


def _term(record: Enrolment, unit: Unit, by: Any, at: datetime) -> Term:
    """Return a term of the applicant in the unit; who works there already is not entered again."""
    running = Term.objects.filter(Q(until=None) | Q(until__gt=by.on), since__lte=by.on)
    known = running.filter(
        post__unit=unit, person__name=record.applicant, person__phone=record.phone
    ).first()
    if known:
        return known
    post = _post(unit, As(record.acts_as), by, at)
    person = people.enter(record.applicant, phone=record.phone, unit=unit, by=by, at=at)
    return terms.appoint(post=post, person=person, since=by.on, by=by, at=at)


def _named(record: Enrolment, by: Actor, at: datetime) -> Unit | None:
    unit = record.same_as
    if unit is None:
        return None
    if unit.credit_code and unit.credit_code != record.credit_code:
        says = f"{unit.name}登记的代码是 {unit.credit_code}，和申请的不同，不是同一家。"
        raise Invalid(says, field="same_as")
    return units.correct(unit, {"credit_code": record.credit_code}, by=by, at=at)


def _registered(record: Enrolment, by: Actor, at: datetime) -> Unit:
    return units.register(
        name=record.name, kind=record.kind, place=record.place, credit_code=record.credit_code,
        by=by, at=at,
    )  # fmt: skip


def _post(unit: Unit, acts_as: Enrolment.As, by: Actor, at: datetime) -> Post:
    known = unit.posts.filter(role=acts_as.value).order_by("pk").first()
    if known:
        return known
    title, lead = POSTS[acts_as]
    return terms.open_post(unit, title, role=acts_as.value, lead=lead, by=by, at=at)
