"""What people fill in about who works in a unit: posts, terms, contacts, sign-ins."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.authority import SIGHTS
from bihuan.kernel.orgs.models import Person, Post, Role, Term
from bihuan.kernel.orgs.people import people_kept
from bihuan.surfaces.sign_on.providers import providers

from ..templatetags.bihuan import named
from .form import ChoiceOf, DayField, Form, WordsField
from .registry import AboutForm

NEW, KNOWN = "new", "known"
PHONE = "11 位手机号，用来收通知。"
MAIL = "用来收通知。"
HOLDERS = 3


class PostForm(AboutForm):
    """A post that is opened in a unit."""

    name = "posts"
    title = WordsField(label="岗位名称", long=False, max_length=48)
    role = forms.ChoiceField(
        label="角色", error_messages={"required": "还没有选择“角色”。"},
        help_text="决定看得到什么、能办什么。",
    )  # fmt: skip
    lead = forms.ChoiceField(
        label="领导岗位",
        required=False,
        help_text="按职务计的责任落到这个岗位。",
    )
    signs = forms.BooleanField(
        label="签发文书", required=False, help_text="本单位的文书等这个岗位签发。"
    )

    def fill(self) -> None:
        """Offer the roles that see no more than the viewer's post does."""
        sights = SIGHTS[: SIGHTS.index(self.viewer.sees) + 1]
        roles = Role.objects.filter(sees__in=sights).order_by("title").values_list("key", "title")
        self.fields["role"].choices = [("", "请选择"), *roles]  # type: ignore[attr-defined]
        leads = [choice for choice in Post.Lead.choices if choice[0]]
        self.fields["lead"].choices = [("", "不是领导岗位"), *leads]  # type: ignore[attr-defined]


class AppointForm(AboutForm):
    """Who holds a post from which day: somebody known, or somebody new."""

    name = "terms"
    entry = ChoiceOf(
        [(NEW, "新登记的人"), (KNOWN, "登记过的人")], label="任职的人",
        told={NEW: "系统里还没有的", KNOWN: "现在或曾经在您辖区任职的，按姓名找；重名的再填手机"},
    )  # fmt: skip
    person = WordsField(label="姓名", long=False, max_length=32)
    phone = WordsField(label="手机", long=False, required=False, max_length=20, help_text=PHONE)
    email = WordsField(
        label="电子邮箱", long=False, required=False, max_length=254, help_text=MAIL
    )  # fmt: skip
    since = DayField(label="从哪天起任职")
    until = DayField(label="任职止期", required=False, help_text="从这天起不再任职；没有定的不填。")
    substitute = forms.BooleanField(
        label="代理", required=False, help_text="在任的人不在时代为办理，写明原因。"
    )
    reason = WordsField(
        label="原因或依据", long=False, required=False, max_length=200, help_text="代理的必须写。"
    )

    def fill(self) -> None:
        """Offer the unit's posts."""
        self.ask_first(post=forms.ModelChoiceField(
            self.unit.posts.order_by("pk"), label="岗位", empty_label="请选择",
            error_messages={"required": "还没有选择“岗位”。"},
        ))  # fmt: skip
        self.fields["post"].label_from_instance = _titled  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the person who is known already; refuse to enter one twice."""
        given = super().clean() or {}
        name, phone = given.get("person"), given.get("phone")
        if not name or not given.get("entry"):
            return given
        alike = people_kept(self.viewer).filter(name=name)
        if given["entry"] == KNOWN:
            self._choose(alike.filter(phone=phone) if phone else alike, name)
        elif phone and alike.filter(phone=phone).exists():
            self.add_error("entry", f"手机号相同的{name}已登记过，请选“登记过的人”。")
        return given

    def _choose(self, found: Any, name: str) -> None:
        people = list(found[: HOLDERS + 1])
        if not people:
            says = f"您的辖区里没有登记过“{name}”。请核对姓名和手机，或选“新登记的人”。"
            self.add_error("person", says)
        elif len(people) > 1:
            where = "、".join(_where(person) for person in people[:HOLDERS])
            says = f"叫“{name}”的不止一位（{where}），请再填手机。"
            self.add_error("phone", says)
        else:
            self.known = people[0]

    known: Person | None = None


class AboutTerm(Form):
    """A form about one term of a unit; its prefix keeps it apart from the others on the page."""

    name = ""

    def __init__(self, term: Term, data: Any = None) -> None:
        super().__init__(data, prefix=self.name, initial=self.known(term))

    def known(self, term: Term) -> dict[str, Any]:
        """Return what is on record and may be changed."""
        return {}


class EndForm(AboutTerm):
    """From which day somebody does not hold a post any more."""

    name = "end"
    on = DayField(label="从哪天起不再任职")
    reason = WordsField(label="原因", long=False, max_length=200)


class ContactForm(AboutTerm):
    """How a person is reached."""

    name = "contact"
    phone = WordsField(label="手机", long=False, required=False, max_length=20, help_text=PHONE)
    email = WordsField(
        label="电子邮箱", long=False, required=False, max_length=254, help_text=MAIL
    )  # fmt: skip

    def known(self, term: Term) -> dict[str, Any]:
        """Return the number and address on record."""
        return {"phone": term.person.phone, "email": term.person.email}

    def clean(self) -> dict[str, Any]:
        """Refuse to leave a person whom no notice reaches."""
        given = super().clean() or {}
        if not self.errors and not (given["phone"] or given["email"]):
            self.add_error("phone", "手机和电子邮箱至少填一样，不然通知送不到本人。")
        return given


class AccountForm(AboutTerm):
    """The name a person signs in with."""

    name = "account"
    login = WordsField(
        label="登录名", long=False, max_length=64, help_text="全系统不能重复，如 wanghai。"
    )  # fmt: skip


class LinkForm(AboutTerm):
    """By which identifier another system knows a person."""

    name = "link"
    provider = forms.ChoiceField(
        label="登录系统", choices=lambda: [(p.key, p.title) for p in providers().values()]
    )
    subject = WordsField(
        label="对方的用户标识", long=False, max_length=255,
        help_text="对方系统里不变、不重用的标识，不是姓名。",
    )  # fmt: skip


class FactorForm(AboutTerm):
    """Why a second factor is taken away."""

    name = "factor"
    reason = WordsField(
        label="原因", long=False, max_length=200, help_text="如：手机丢失，已核对本人。"
    )


class ConfirmForm(AboutTerm):
    """An act with nothing to fill in."""

    name = "confirm"


def _titled(post: Post) -> str:
    return post.title


def _where(person: Person) -> str:
    held = person.terms.select_related("post__unit").order_by("-since").first()
    return f"{held.post.unit.name} {held.post.title}" if held else named(person)
