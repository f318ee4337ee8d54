"""Forms of reporting: the report, at the portal or the counter; keys, identities, payouts."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.disclosure.rules import forbidden
from bihuan.modules.tips.intake import Attachment, Report, Who
from bihuan.modules.tips.models import Tip

from .form import ChoiceOf, DayField, Form, WordsField

NAMED, NAMELESS = "named", "nameless"
_PHONE = re.compile(r"[0-9+\- ]{7,20}")


def betraying(text: str) -> str:
    """Refuse words that say who reports where others read them."""
    if found := forbidden(text):
        says = (
            f"这里办案的人看得到，请去掉{'、'.join(found)}。电话写在“留姓名电话”下面，会加密保存。"
        )
        raise ValidationError(says)
    return text


class PlainField(WordsField):
    """Words that handlers read: nothing in them may say who wrote them."""

    def clean(self, value: Any) -> Any:
        """Return the words. Refuses a phone or an identity number."""
        return betraying(super().clean(value))


class ReportForm(Form):
    """What is reported, and apart from it, if she wants to say so, by whom."""

    def __init__(self, data: Any = None, files: Sequence[Any] = (), *, seals: bool = True) -> None:
        super().__init__(data, prefix="tip")
        self.attached = files
        told = {
            NAMELESS: "也能凭查询码查进度、补充情况",
            NAMED: "加密保存，办案人看不到，只有保管员凭理由打开并留痕",
        }
        ways = [(NAMELESS, "不留姓名"), *([(NAMED, "留姓名电话")] if seals else [])]
        self.fields["way"] = ChoiceOf(ways, told=told, label="您是")
        self.fields["name"] = WordsField(label="姓名", long=False, max_length=40, required=False)
        self.fields["phone"] = WordsField(label="电话", long=False, max_length=20, required=False)
        self.fields["joint"] = WordsField(
            label="联名举报人", long=False, max_length=200, required=False,
            help_text="几个人一起举报的，写其他人的姓名；奖励由第一署名人领取。",
        )  # fmt: skip
        self.fields["says"] = PlainField(
            label="什么问题", max_length=4000, help_text="看到什么写什么，不用判断违反哪条。"
        )
        self.fields["spot"] = PlainField(
            label="发生在哪里", long=False, max_length=200,
            help_text="写到镇或街道、门牌、车间。例：某某镇工业大道 18 号三号车间",
        )  # fmt: skip
        self.fields["about"] = PlainField(
            label="单位名称", long=False, max_length=160, required=False,
            help_text="不知道可以不填。",
        )  # fmt: skip
        self.fields["seen_on"] = DayField(label="什么时候看到的", required=False)
        self.fields["employee"] = forms.BooleanField(
            label="是这家单位的职工", required=False,
            help_text="因为举报受到打击报复的，凭查询码告诉我们，单独立案办理。",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Demand name and phone of who wants to leave them."""
        given = super().clean() or self.cleaned_data
        if given.get("way") == NAMED:
            for field in ("name", "phone"):
                if not given.get(field):
                    says = f"还没有填写“{self.fields[field].label}”。不想留的，选“不留姓名”。"
                    self.add_error(field, says)
            if given.get("phone") and not _PHONE.fullmatch(given["phone"]):
                self.add_error("phone", "电话只写数字。例：0660-1234567")
        return given

    def report(self, channel: str = Tip.Channel.PORTAL) -> Report:
        """What was reported."""
        given = self.cleaned_data
        return Report(
            says=given["says"], spot=given["spot"], about=given["about"],
            seen_on=given["seen_on"], employee=given["employee"], channel=channel,
            files=attachments(self.attached),
        )  # fmt: skip

    @property
    def who(self) -> Who | None:
        """Who reports; None for who does not say."""
        given = self.cleaned_data
        if given["way"] != NAMED:
            return None
        return Who(given["name"], given["phone"], joint=given["joint"])


class CounterForm(ReportForm):
    """A report that came by phone, letter or visit, taken down by a handler."""

    def __init__(self, data: Any = None, files: Sequence[Any] = (), *, seals: bool = True) -> None:
        super().__init__(data, files, seals=seals)
        ways = [one for one in Tip.Channel.choices if one[0] != Tip.Channel.PORTAL]
        self.fields = {"channel": ChoiceOf(ways, label="来源"), **self.fields}


class NameForm(Form):
    """Who reports, told later with the code."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="name")
        self.fields["name"] = WordsField(label="姓名", long=False, max_length=40)
        self.fields["phone"] = WordsField(label="电话", long=False, max_length=20)

    @property
    def who(self) -> Who:
        """Who it is."""
        return Who(self.cleaned_data["name"], self.cleaned_data["phone"])


class MoreForm(Form):
    """What is added with the code."""

    def __init__(self, data: Any = None, *, prefix: str = "more", label: str = "补充情况") -> None:
        super().__init__(data, prefix=prefix)
        self.fields["says"] = PlainField(label=label, max_length=4000)


class KeyForm(Form):
    """The passphrase of a new key, typed twice."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="key")
        hidden = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        self.fields["passphrase"] = forms.CharField(label="口令", widget=hidden, max_length=200)
        self.fields["again"] = forms.CharField(label="再写一遍", widget=hidden, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Demand the same twice."""
        given = super().clean() or self.cleaned_data
        if given.get("passphrase") != given.get("again"):
            self.add_error("again", "两次写的不一样。")
        return given


class IdentityForm(Form):
    """The key file, its passphrase and the reason to open one identity."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="identity")
        hidden = forms.PasswordInput(attrs={"autocomplete": "off"})
        self.fields["number"] = WordsField(label="举报编号", long=False, max_length=40)
        self.fields["reason"] = WordsField(
            label="打开的理由", long=False, max_length=200, help_text="写进痕迹，受理单位看得到。"
        )
        self.fields["key"] = forms.FileField(label="钥匙文件")
        self.fields["passphrase"] = forms.CharField(label="口令", widget=hidden, max_length=200)


class PayoutForm(Form):
    """A code, and once the sum is shown, the voucher with which it was paid."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="payout")
        self.fields["code"] = WordsField(label="领奖码", long=False, max_length=40)
        self.fields["voucher"] = WordsField(
            label="凭证号", long=False, max_length=60, required=False
        )


class TermsForm(Form):
    """Which post pays rewards, and what an ordinary hazard earns: set by name, with a reason."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="terms")
        posts = Post.objects.filter(within(viewer.path, "unit__place_path"), unit__until=None)
        self.fields["post"] = forms.ModelChoiceField(
            posts.exclude(unit__kind="enterprise").select_related("unit").order_by("unit", "pk"),
            label="发放奖金的岗位", required=False, empty_label="不变",
        )  # fmt: skip
        self.fields["amount"] = forms.IntegerField(
            label="一般隐患的奖励金额（元）", required=False, min_value=1, max_value=300000,
            help_text="文件没有写，由本地设定。不变的不填。",
        )  # fmt: skip
        self.fields["reason"] = WordsField(label="依据或者理由", long=False, max_length=200)


def attachments(files: Sequence[Any]) -> list[Attachment]:
    """Return uploaded files as they came; their names only tell of what kind they are."""
    return [Attachment(one.name, one.read()) for one in files]
