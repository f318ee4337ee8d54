"""账号: who signs in in the units whose accounts one manages; inviting, shutting and opening."""

from datetime import datetime
from typing import Literal

from django.db.models import QuerySet
from pydantic import Field

from bihuan.kernel.orgs import accounts, roles
from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accounts import invitations
from bihuan.surfaces.workbench.queries.paging import Order, page

from ..calls import GET, POST, Asked, Call
from ..fields import Mark, Moment, PersonRef, RowId, Shape

AREA = "账号"
ORDER = (Order("pk"),)


class AccountRow(Shape):
    """One sign-in: whose it is, and whether it is open."""

    id: RowId
    login: str = Field(title="登录名")
    person: PersonRef | None = Field(title="人员")
    open: bool = Field(title="启用")
    first_password: bool = Field(title="还是初始密码")
    last_login: Moment | None = Field(title="最近登录")


class Accounts(Shape):
    """A page of sign-ins, by their id."""

    rows: list[AccountRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """From where on the sign-ins are asked for."""

    after: Mark = Field("", title="上一页的 following")


class InviteShape(Shape):
    """How a person is invited; the key goes to her alone, never into an answer."""

    way: Literal["sms", "email"] = Field(title="邀请方式", description="sms 短信，email 邮件")


class InvitedShape(Shape):
    """An invitation that went out."""

    id: RowId
    until: Moment = Field(title="有效期至")


def listing(asked: Asked) -> Accounts:
    """Return the sign-ins of the people in the units whose accounts the caller manages."""
    rows = _kept(asked.viewer).select_related("person", "first_password")
    found = page(rows, ORDER, after=asked.query.after)
    return Accounts(rows=[_row(one) for one in found.rows], following=found.following)


def invite(asked: Asked) -> InvitedShape:
    """Invite the person of a term by SMS or mail; an earlier invitation is void."""
    term = Term.objects.select_related("person", "post__unit").filter(
        pk=asked.path["pk"], post__unit__in=units_kept(asked.viewer)
    ).first()  # fmt: skip
    if term is None:
        raise NotFound("没有这一任期，或您的岗位看不到。")
    made = invitations.issue(term, asked.body.way, by=asked.viewer, at=asked.now).invitation
    return InvitedShape(id=made.pk, until=made.until)


def shut(asked: Asked) -> AccountRow:
    """Shut a sign-in; shutting a shut one changes nothing."""
    return _turned(asked, active=False)


def open_again(asked: Asked) -> AccountRow:
    """Open a shut sign-in; opening an open one changes nothing."""
    return _turned(asked, active=True)


def _turned(asked: Asked, *, active: bool) -> AccountRow:
    rows = _kept(asked.viewer).select_related("person")
    account = rows.filter(pk=asked.path["pk"]).first()
    if account is None:
        raise NotFound("没有这个账号，或您的岗位看不到。")
    accounts.demand_over(account.person, by=asked.viewer, at=asked.now)
    if account.is_active != active:
        accounts.set_active(account, active=active, by=asked.viewer, at=asked.now)
        account.refresh_from_db()
    return _row(account)


def _kept(viewer: Viewer) -> QuerySet[Account]:
    held = Term.objects.filter(post__unit__in=units_kept(viewer))
    return Account.objects.filter(person__in=held.values("person"))


def _row(account: Account) -> AccountRow:
    last: datetime | None = account.last_login
    return AccountRow(
        id=account.pk, login=account.login, person=PersonRef.of(account.person),
        open=account.is_active, first_password=hasattr(account, "first_password"),
        last_login=last,
    )  # fmt: skip


CALLS = (
    Call(GET, "accounts", listing, "accounts", AREA, "您管的账号", Accounts,
         roles.MANAGE_ACCOUNTS, query=Wanted),
    Call(POST, "terms/<id:pk>/invite", invite, "term-invite", AREA, "邀请任职的人", InvitedShape,
         roles.MANAGE_ACCOUNTS, body=InviteShape),
    Call(POST, "accounts/<id:pk>/shut", shut, "account-shut", AREA, "停用账号", AccountRow,
         roles.MANAGE_ACCOUNTS),
    Call(POST, "accounts/<id:pk>/open", open_again, "account-open", AREA, "启用账号", AccountRow,
         roles.MANAGE_ACCOUNTS),
)  # fmt: skip
