"""What people fill in about an enterprise's dossier: facts, papers, people, tier, visits, links."""

from datetime import date
from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.dossier import catalogue, credentials
from bihuan.modules.dossier.catalogue import FACTS, Fact
from bihuan.modules.dossier.models import Contact
from bihuan.modules.dossier.rules import TIERS

from .form import DayField, Form, WordsField
from .lookups import PlaceField, UnitField

NOTED = "不知道的空着；空着表示“不知道”，不表示没有。"


def field_of(fact: Fact) -> forms.Field:
    """Return the field in which a fact is filled in; never required."""
    same: dict[str, Any] = {"label": fact.title, "required": False, "help_text": fact.help}
    if fact.value in ("yes", "choice"):
        known = {"true": "是", "false": "否"} if fact.value == "yes" else fact.choices
        return forms.ChoiceField(choices=[("", "不知道"), *known.items()], **same)
    if fact.value == "whole":
        return forms.IntegerField(
            min_value=0, max_value=catalogue.MOST_NUMBER, widget=_number(),
            error_messages={"invalid": "写整数，如 12。"}, **same,
        )  # fmt: skip
    if fact.value == "day":
        return DayField(**same)
    long = fact.key == "sites"
    return WordsField(long=long, max_length=catalogue.MOST_WORDS, **same)


def _number() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "size": 12})


class FactsForm(Form):
    """The facts of one group, as far as the viewer may state them."""

    since = DayField(label="从哪天起", required=False, help_text="不填就是今天。")
    basis = WordsField(
        label="依据", long=False, required=False, max_length=200, help_text="执照、批文、年报等。"
    )

    def __init__(
        self, group: str, known: dict[str, Any], revision: int, *, own: bool, data: Any = None
    ) -> None:
        super().__init__(data, prefix=group, initial=_initial(group, known))
        asked = {fact.key: field_of(fact) for fact in FACTS.values()
                 if fact.group == group and (fact.own or not own)}  # fmt: skip
        self.group, self.asked = group, asked
        hidden = forms.IntegerField(widget=forms.HiddenInput(), initial=revision)
        self.fields = asked | self.fields | {"revision": hidden}

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated, by fact; what is left empty is not known."""
        return {key: _value(FACTS[key], self.cleaned_data[key]) for key in self.asked}


def _initial(group: str, known: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for fact in FACTS.values():
        value = known.get(fact.key)
        if fact.group == group and value is not None:
            spelt = {"yes": str(value).lower(), "industries": "、".join(value)
                     if isinstance(value, list) else value}  # fmt: skip
            found[fact.key] = spelt.get(fact.value, value)
    return found


def _value(fact: Fact, given: Any) -> Any:
    if isinstance(given, date):
        return given.isoformat()
    return {"true": True, "false": False}.get(given, given) if fact.value == "yes" else given


class CredentialForm(Form):
    """A paper with its validity."""

    kind = forms.ChoiceField(label="种类", error_messages={"required": "还没有选择“种类”。"})
    number = WordsField(label="编号", long=False, max_length=64)
    grade = WordsField(label="等级", long=False, required=False, max_length=16,
                       help_text="标准化写一级、二级、三级；没有的不填。")  # fmt: skip
    covers = WordsField(label="许可、承保范围", long=False, required=False, max_length=200)
    issuer = WordsField(label="发证（承保）单位", long=False, required=False, max_length=64)
    since = DayField(label="有效期起")
    until = DayField(label="有效期止", required=False, help_text="长期有效的不填。")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="paper")
        choices = [("", "请选择"), *credentials.TITLES.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class EndForm(Form):
    """That a paper ceased to be valid."""

    on = DayField(label="从哪天起失效")
    reason = WordsField(label="失效原因", long=False, max_length=200)


class ContactForm(Form):
    """Who is what in an enterprise."""

    part = forms.ChoiceField(label="身份", error_messages={"required": "还没有选择“身份”。"})
    name = WordsField(label="姓名", long=False, max_length=32)
    phone = WordsField(label="电话", long=False, required=False, max_length=20)
    duties = WordsField(label="分管的安全职责", long=False, required=False, max_length=200)
    since = DayField(label="从哪天起")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="contact")
        choices = [("", "请选择"), *Contact.Part.choices]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]


class TierForm(Form):
    """Under which tier an enterprise is put."""

    tier = forms.ChoiceField(
        label="监管层级", error_messages={"required": "还没有选择“监管层级”。"}
    )
    since = DayField(label="从哪天起")
    reason = WordsField(label="理由", long=False, required=False, max_length=200,
                        help_text="与规则得出的层级不同时必填。")  # fmt: skip

    def __init__(self, viewer: Viewer, due: str, data: Any = None) -> None:
        super().__init__(data, prefix="tier", initial={"tier": due})
        self.fields["tier"].choices = [("", "请选择"), *TIERS.items()]  # type: ignore[attr-defined]
        self.fields["supervisor"] = UnitField(
            viewer=viewer, label="督办方同时改为", required=False, max_length=128,
            help_text="不改的不填。写全称、简称或统一社会信用代码。",
        )  # fmt: skip


class VisitForm(Form):
    """That somebody was there for the census. The photographs come beside."""

    on = DayField(label="走访日期")
    found = WordsField(label="走访情况", max_length=400,
                       help_text="没有变化的写“与档案一致”；有变化的写明，并改档案。")  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="visit")


class LicenseForm(Form):
    """That an unlicensed unit got its licence."""

    credit_code = WordsField(label="统一社会信用代码", long=False, max_length=40)
    on = DayField(label="从哪天起")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="license")


class UnlicensedForm(Form):
    """A unit without a licence."""

    name = WordsField(label="名称（没有招牌的写“某地某人作坊”）", long=False, max_length=128)
    found_on = DayField(label="发现日期")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="unlicensed")
        place = PlaceField(viewer=viewer, label="区划（属地）", max_length=64,
                           help_text="写名称或代码，限您的辖区以内。")  # fmt: skip
        asked = {key: field_of(fact) for key, fact in FACTS.items() if fact.group == "unlicensed"}
        for key in ("owner", "grid_person", "found_by"):
            asked[key].required = True
            asked[key].error_messages["required"] = f"还没有填写“{asked[key].label}”。"
        supervisor = UnitField(viewer=viewer, label="督办方", required=False, max_length=128,
                               help_text="由谁督促它办证或取缔。")  # fmt: skip
        self.asked = asked
        self.fields = {"name": self.fields["name"], "place": place, "supervisor": supervisor,
                       "found_on": self.fields["found_on"]} | asked  # fmt: skip


class LinkForm(Form):
    """Which department answers for a link of a trade."""

    since = DayField(label="从哪天起")
    basis = WordsField(
        label="依据", long=False, max_length=200, help_text="职责规定、纪要，写明文号。"
    )

    def __init__(self, viewer: Viewer, links: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, prefix="link")
        link = forms.ChoiceField(choices=[("", "请选择"), *links], label="环节",
                                 error_messages={"required": "还没有选择“环节”。"})  # fmt: skip
        unit = UnitField(viewer=viewer, label="负责的部门", max_length=128)
        self.fields = {"link": link, "unit": unit} | self.fields


class OrderForm(Form):
    """In which order the routing rules go."""

    order = WordsField(
        label="规则次序", help_text="一行一条，排在前面的先算；每条都要写，且只写一次。"
    )
    reason = WordsField(label="理由", long=False, max_length=400)

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix="order", initial=initial)
