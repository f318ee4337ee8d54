"""What people fill in about a letter: its words, that it was served, why it is cancelled."""

from typing import Any
from uuid import uuid4

from django import forms

from bihuan.kernel.letters.kinds import KINDS
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.correspondence import drafting, rules

from .form import ChoiceOf, DayField, Form, MomentField, WordsField
from .lookups import UnitsField
from .second_factor import CodeField

#: More ways than these need a fact that nearly every way needs.
COMMON = 3
NAME, MOST = 48, 200


def lines_of(words: str) -> list[str]:
    """Return the paragraphs typed, one a line."""
    return [line.strip() for line in words.splitlines() if line.strip()]


class ReviseForm(Form):
    """The words of a draft."""

    title = WordsField(label="标题", long=False, max_length=240)
    words = WordsField(label="正文", help_text="一段一行。")

    def __init__(self, letter: Letter, data: Any = None) -> None:
        words = "\n".join(letter.body.get("paragraphs", ()))
        super().__init__(data, prefix="revise", initial={"title": letter.title, "words": words})
        self.fields["words"].widget.attrs["rows"] = 8

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs typed, one a line."""
        return lines_of(self.cleaned_data["words"])


class ServeForm(Form):
    """How a letter reached a unit: the way, and what that way needs."""

    unit = forms.ModelChoiceField(
        None, label="送达单位", empty_label="请选择",
        error_messages={"required": "还没有选择送达单位。"},
    )  # fmt: skip
    way = ChoiceOf(
        [(key, way.title) for key, way in rules.WAYS.items()], label="送达方式",
        told={key: f"{way.says}（{way.article}）" for key, way in rules.WAYS.items()},
    )  # fmt: skip

    def __init__(self, letter: Letter, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="serve")
        for name, title in rules.FIELDS.items():
            self.fields[name] = _fact(name, title)
        self.fields["receipt"] = forms.FileField(
            label="签好的送达回证", required=False, help_text="照片或扫描件。"
        )
        served = letter.services.values("unit")
        units = type(letter.addressee).objects
        wanted = units.filter(pk=letter.addressee_id)
        wanted |= units.filter(pk__in=letter.copies.values("unit"))
        waiting = wanted.exclude(pk__in=served)
        self.fields["unit"].queryset = waiting  # type: ignore[attr-defined]
        some = list(waiting[:2])
        self.fields["unit"].initial = some[0] if len(some) == 1 else None

    @property
    def served_facts(self) -> dict[str, Any]:
        """What was filled in of the facts the ways need."""
        return {name: self.cleaned_data.get(name) for name in rules.FIELDS}

    @property
    def facts(self) -> list[Any]:
        """The fields of the facts, each with the ways that need it, as the page shows them."""
        return [
            (self[name], " ".join(key for key, way in rules.WAYS.items() if name in way.needs))
            for name in rules.FIELDS
        ]


def _fact(name: str, title: str) -> forms.Field:
    """Return the field of one fact of a service; which are needed depends on the way."""
    ways = [way.title for way in rules.WAYS.values() if name in way.needs]
    only = "" if len(ways) > COMMON else f"{'、'.join(ways)}填写。"
    if name == "published_on":
        return DayField(label=title, required=False, help_text=only)
    if name == "served_at":
        return MomentField(label=title, required=False, help_text=only)
    help_text = "留置送达的写拒收人。" if name == "recipient" else only
    most = NAME if name == "recipient" else MOST
    return WordsField(label=title, long=False, required=False, max_length=most, help_text=help_text)


class DraftForm(Form):
    """A letter somebody drafts himself."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    kind = ChoiceOf([(key, KINDS[key].name) for key in drafting.KINDS], label="文书种类")
    title = WordsField(label="标题", long=False, max_length=240)
    words = WordsField(
        label="正文", help_text="一段一行；主送、落款、文号和日期由版式印出，不用写。"
    )

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="draft", initial={"key": uuid4().hex})
        several = "一行一个单位，写全称或文件里的简称。"
        self.fields["addressed"] = UnitsField(viewer=viewer, label="主送", help_text=several)
        self.fields["copied"] = UnitsField(
            viewer=viewer, label="抄送", required=False, help_text=several
        )
        self.fields["words"].widget.attrs["rows"] = 10

    @property
    def draft(self) -> drafting.Draft:
        """What was written."""
        given = self.cleaned_data
        return drafting.Draft(
            given["key"], given["kind"], given["title"], lines_of(given["words"]),
            given["addressed"], given["copied"],
        )  # fmt: skip


class WordingForm(Form):
    """An office's own words for a kind of letter."""

    words = WordsField(label="正文", help_text="一段一行；要填写的地方写在【】里。")
    reason = WordsField(label="修订原因", long=False, max_length=200)

    def __init__(self, words: str, data: Any = None) -> None:
        super().__init__(data, prefix="wording", initial={"words": words})
        self.fields["words"].widget.attrs["rows"] = 12


class CancelForm(Form):
    """Why a letter is cancelled."""

    reason = WordsField(label="作废原因", long=False, max_length=400)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="cancel")


class SignForm(Form):
    """The signer's yes, to the words he read."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, read: str = "", *, asks_code: bool = False) -> None:
        super().__init__(data, prefix="sign", initial={"read": read})
        if asks_code:
            self.fields["code"] = CodeField()
