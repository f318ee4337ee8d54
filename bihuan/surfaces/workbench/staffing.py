"""What may be done about who works in a unit: posts, terms, contacts, and sign-ins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.orgs import accounts, authority, people, roles, terms
from bihuan.kernel.orgs.models import Account, Term, Unit
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accounts import first_passwords, invitations, links, second_factors
from bihuan.modules.accounts.first_passwords import Secret
from bihuan.modules.accounts.invitations import Issued
from bihuan.surfaces import lockout
from bihuan.surfaces.sign_on.providers import providers

from .access import WorkbenchRequest
from .forms import invitations as invited
from .forms import staffing as forms
from .forms.form import Form
from .registry import Act


def _open_post(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    given = form.cleaned_data
    made = terms.open_post(
        unit, given["title"], role=given["role"], lead=given["lead"], signs=given["signs"],
        by=request.viewer, at=request.now,
    )  # fmt: skip
    return f"{unit.name}已设“{made.title}”，现在空岗，请办理任职。"


@transaction.atomic
def _appoint(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    given = form.cleaned_data
    person = form.known or people.enter(
        given["person"], phone=given["phone"], email=given["email"], unit=unit,
        by=request.viewer, at=request.now,
    )  # fmt: skip
    made = terms.appoint(
        post=given["post"], person=person, since=given["since"], until=given["until"],
        substitute=given["substitute"], reason=given["reason"], by=request.viewer, at=request.now,
    )  # fmt: skip
    acting = "代理" if made.substitute else "担任"
    return f"{person.name}从 {made.since} 起{acting}{made.post.title}。"


POSTS = (
    Act("posts", "设岗", "岗位和任职", forms.PostForm, _open_post,
        lambda _, __: "设岗后先空着，空岗列在单位清单里，直到有人任职。", above=False),
    Act("terms", "任职", "岗位和任职", forms.AppointForm, _appoint,
        lambda _, __: "这个岗位的责任从那天起由他办理；登录要另开账号。", above=False,
        fits=lambda unit: unit.posts.exists()),
)  # fmt: skip


@dataclass(frozen=True)
class TermAct:
    """Something done about a term or its person; ``do`` returns words, or what is shown once."""

    name: str
    title: str
    access: str
    form: Callable[..., Form]
    do: Callable[[WorkbenchRequest, Term, Any], "str | Secret | Issued"]
    says: str
    fits: Callable[[Term, date], bool] = lambda _, __: True

    def opens(self, viewer: Viewer, term: Term, at: datetime) -> bool:
        """Say whether to offer this act to the viewer."""
        try:
            self.demand(viewer, term, at)
        except NotAllowed:
            return False
        return self.fits(term, viewer.on)

    def demand(self, viewer: Viewer, term: Term, at: datetime) -> None:
        """Raise :class:`NotAllowed` when the viewer's post may not do this about the term."""
        if self.access == roles.MANAGE_ACCOUNTS:
            accounts.demand_over(term.person, by=viewer, at=at)
        else:
            authority.demand(viewer, self.access, over=term.post.unit)


def account_of(term: Term) -> Account | None:
    """Return the sign-in of a term's person; ``None`` while there is none."""
    return Account.objects.filter(person=term.person_id).first()


def _end(request: WorkbenchRequest, term: Term, form: Any) -> str:
    given = form.cleaned_data
    done = terms.end_term(
        term, on=given["on"], reason=given["reason"], by=request.viewer, at=request.now
    )
    return f"{done.person.name}从 {done.until} 起不再任{done.post.title}。"


def _invite(request: WorkbenchRequest, term: Term, form: Any) -> Issued:
    way = form.cleaned_data["way"]
    return invitations.issue(term, way, by=request.viewer, at=request.now)


@transaction.atomic
def _hand_over(request: WorkbenchRequest, term: Term, form: Any) -> "str | Issued":
    given, by, at = form.cleaned_data, request.viewer, request.now
    post = term.post
    terms.end_term(term, on=given["on"], reason=given["reason"], by=by, at=at)
    named = people.people_kept(by).filter(name=given["person"], phone=given["phone"])
    known = named.first() if given["phone"] else None
    successor = known or people.enter(
        given["person"], phone=given["phone"], email=given["email"], unit=post.unit, by=by, at=at
    )
    made = terms.appoint(
        post=post, person=successor, since=given["on"], reason=given["reason"], by=by, at=at
    )
    if invitations.signs_in(successor):
        return f"从 {given['on']} 起由{successor.name}担任{post.title}，用他已有的账号登录。"
    return invitations.issue(made, given["way"], by=by, at=at)


def _contact(request: WorkbenchRequest, term: Term, form: Any) -> str:
    given = form.cleaned_data
    people.set_contact(
        term.person, phone=given["phone"], email=given["email"], by=request.viewer, at=request.now
    )
    return f"已改{term.person.name}的联系方式，今后的通知按新的送。"


def _account(request: WorkbenchRequest, term: Term, form: Any) -> Secret:
    return first_passwords.open_account(
        form.cleaned_data["login"], term.person, by=request.viewer, at=request.now
    )


def _password(request: WorkbenchRequest, term: Term, form: Any) -> Secret:
    return first_passwords.reset(_known(term), by=request.viewer, at=request.now)


def _unlock(request: WorkbenchRequest, term: Term, form: Any) -> str:
    lockout.unlock(_known(term), by=request.viewer, at=request.now)
    return f"{term.person.name}可以马上再试登录，密码不变。"


def _link(request: WorkbenchRequest, term: Term, form: Any) -> str:
    given = form.cleaned_data
    links.link(_known(term), given["provider"], given["subject"], by=request.viewer, at=request.now)
    return f"{term.person.name}的账号已关联，今后可以从那里登录。"


def _unlink(request: WorkbenchRequest, term: Term, form: Any) -> str:
    for one in links.held(_known(term)):
        links.unlink(one.account, one.provider, by=request.viewer, at=request.now)
    return f"{term.person.name}的账号已解除关联，只能用登录名和密码登录。"


def _factor(request: WorkbenchRequest, term: Term, form: Any) -> str:
    second_factors.reset(
        _known(term), reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
    )
    return f"{term.person.name}的动态码已重置，已通知本人，所有设备退出。"


def _shut(request: WorkbenchRequest, term: Term, form: Any) -> str:
    accounts.set_active(_known(term), active=False, by=request.viewer, at=request.now)
    return f"{term.person.name}的账号已停用，登录马上失效。"


def _open(request: WorkbenchRequest, term: Term, form: Any) -> str:
    accounts.set_active(_known(term), active=True, by=request.viewer, at=request.now)
    return f"{term.person.name}的账号已启用，密码不变。"


def _sessions(request: WorkbenchRequest, term: Term, form: Any) -> str:
    accounts.revoke_sessions(_known(term), by=request.viewer, at=request.now)
    return f"{term.person.name}在所有设备上都已退出，密码不变。"


def _known(term: Term) -> Account:
    account = account_of(term)
    if account is None:
        raise NotFound(f"{term.person.name}还没有账号。")
    return account


def _stays(term: Term, day: date) -> bool:
    return term.until is None or term.until > day


def _is_new(term: Term, day: date) -> bool:
    account = account_of(term)
    unused = account is not None and first_passwords.pending(account) is not None
    return _stays(term, day) and (account is None or unused)


def _is_open(term: Term, _: date) -> bool:
    account = account_of(term)
    return account is not None and account.is_active


def _is_locked(term: Term, _: date) -> bool:
    account = account_of(term)
    return account is not None and lockout.is_locked(account)


def _links_here(term: Term, day: date) -> bool:
    return bool(providers()) and _is_open(term, day)


def _is_linked(term: Term, _: date) -> bool:
    account = account_of(term)
    return account is not None and links.held(account).exists()


def _has_factor(term: Term, _: date) -> bool:
    account = account_of(term)
    return account is not None and second_factors.of(account) is not None


def _is_shut(term: Term, _: date) -> bool:
    account = account_of(term)
    return account is not None and not account.is_active


TERM_ACTS = (
    TermAct("end", "离任", roles.MANAGE_ORGS, forms.EndForm, _end,
            "在办的责任留在岗位上，不随人走；领导和签发岗位没有人接任的，列为空岗。",
            fits=_stays),
    TermAct("handover", "交接", roles.MANAGE_ACCOUNTS, invited.HandoverForm, _hand_over,
            "责任留在岗位上，从那天起由继任者办理；原来的人没有别的任职的，登录当天自动关闭。"
            "继任者凭邀请自己设密码。", fits=_stays),
    TermAct("contact", "改联系方式", roles.MANAGE_ORGS, forms.ContactForm, _contact,
            "痕迹只记改过，不记号码。"),
    TermAct("invite", "邀请", roles.MANAGE_ACCOUNTS, invited.InviteForm, _invite,
            "本人凭链接或二维码自己取登录名、设密码；只能用一次，过期作废。", fits=_is_new),
    TermAct("account", "开账号", roles.MANAGE_ACCOUNTS, forms.AccountForm, _account,
            "提交后显示一次初始密码，请当面交给本人；本人首次登录要先改成自己的密码。",
            fits=lambda term, _: account_of(term) is None),
    TermAct("password", "重设密码", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _password,
            "原密码作废，所有设备退出；初始密码显示一次，本人登录后要先改掉。", fits=_is_open),
    TermAct("unlock", "解除锁定", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _unlock,
            "连续输错密码锁住的，马上可以再试。", fits=_is_locked),
    TermAct("factor", "重置动态码", roles.MANAGE_ACCOUNTS, forms.FactorForm, _factor,
            "手机丢了用。请先核对是本人；会通知本人，所有设备退出，登录后可再开通。",
            fits=_has_factor),
    TermAct("link", "关联统一登录", roles.MANAGE_ACCOUNTS, forms.LinkForm, _link,
            "凭对方的用户标识认人，一对一；从不按姓名匹配。", fits=_links_here),
    TermAct("unlink", "解除关联", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _unlink,
            "今后不能从其他系统登录，密码不变。", fits=_is_linked),
    TermAct("sessions", "退出所有设备", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _sessions,
            "密码不变，要重新登录。", fits=_is_open),
    TermAct("shut", "停用账号", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _shut,
            "不能再登录；任职和责任不变。", fits=_is_open),
    TermAct("open", "启用账号", roles.MANAGE_ACCOUNTS, forms.ConfirmForm, _open,
            "用原来的密码登录。", fits=_is_shut),
)  # fmt: skip
