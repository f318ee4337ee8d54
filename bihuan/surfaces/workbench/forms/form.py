"""The form every page uses: refusals of the kernel become its errors, and nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from bihuan.kernel.orgs.refusals import Invalid, NotFound, Refused
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.surfaces import clock

from ..middleware import status_of

T = TypeVar("T")
UNPROCESSABLE = 422
DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
#: A day as people write it, and the hour that may follow: 2025-3-9, 2025.3.9, 2025年3月9日 9:05.
_TYPED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})?(?:分|:\d{2})?)?"
)


class Form(forms.Form):
    """A form with what the kernel refused, if it did."""

    use_required_attribute = False
    refusal: Refused | None = None
    #: How many files came with it and stay, whatever is said of the rest.
    kept = 0

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form again."""
        if not (self.is_bound and self.errors):
            return 200
        return status_of(self.refusal) if self.refusal else UNPROCESSABLE

    def unjudged(self) -> "Form":
        """Return the form with what was typed and without complaints: nothing was submitted yet."""
        self._errors = ErrorDict()
        return self

    def tried(self, act: Callable[[dict[str, Any]], T]) -> T | None:
        """Do an act with what was filled in and return what it gives; None when it was refused."""
        return self.done(lambda: act(self.cleaned_data)) if self.is_valid() else None

    def done(self, act: Callable[[], T]) -> T | None:
        """Do an act and return what it gives; None when it was refused.

        The refusal stands at its field, or above the form. A thing that is not there stays a 404.
        """
        try:
            return act()
        except NotFound:
            raise
        except Refused as refusal:
            self.refusal = refusal
            field = refusal.field if isinstance(refusal, Invalid) else None
            self.full_clean()
            self.add_error(field if field in self.fields else None, refusal.says)
            return None


class DayField(forms.DateField):
    """A day, typed as 2025-03-12; the picker writes the same."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "如 2025-03-12", "data-day": "", "size": 14}
    )
    default_error_messages = {
        "required": "还没有填写日期。写成 2025-03-12 这样。",
        "invalid": "日期要写成 2025-03-12 这样。",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=DAYS, **options)


class MomentField(forms.CharField):
    """A moment, typed as 2025-03-12 or 2025-03-12 14:30, Shanghai time.

    A day alone is its noon; today's is a minute ago as long as noon has not come, so that what was
    done this morning can be told this morning.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "如 2025-03-12 14:30", "data-day": "time"}
    )
    default_error_messages = {
        "required": "还没有填写时间。写成 2025-03-12 或 2025-03-12 14:30 这样。",
    }

    def to_python(self, value: Any) -> Any:
        """Return an aware moment, or None when nothing is typed."""
        words = super().to_python(value)
        if not words:
            return None
        try:
            return _moment(words)
        except ValueError as error:
            raise ValidationError("时间要写成 2025-03-12 或 2025-03-12 14:30 这样。") from error


def _moment(words: str) -> datetime:
    """Read a moment as people write it, or as machines do. Raises ValueError for anything else."""
    typed = _TYPED.fullmatch(words)
    if typed is None:
        moment = datetime.fromisoformat(words)
        return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else in_shanghai(moment)
    year, month, day, hour, minute = typed.groups()
    on, at = date(int(year), int(month), int(day)), time(int(hour or 12), int(minute or 0))
    moment = datetime.combine(on, at, tzinfo=SHANGHAI)
    # A minute, as the moment at which the request began is what it may not be later than.
    ago = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    return min(moment, ago) if hour is None and on == ago.date() else moment


class WordsField(forms.CharField):
    """Words that a person must find himself: no template fills them in."""

    def __init__(self, *, long: bool = True, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
        super().__init__(widget=widget, **options)
        self.error_messages["required"] = f"还没有填写“{self.label}”。"


class Pick(forms.ChoiceField):
    """One of many choices, from a list; none is chosen beforehand."""

    def __init__(self, choices: Any, *, first: str = "请选择", **options: Any) -> None:
        super().__init__(choices=[("", first), *(c for c in choices if c[0])], **options)
        self.error_messages["required"] = f"还没有选择“{self.label}”。"


class ChoiceOf(forms.ChoiceField):
    """One of a few choices, as radio buttons with their consequence written under each.

    None is chosen beforehand.
    """

    def __init__(self, choices: Any, *, told: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(choices=choices, widget=forms.RadioSelect, **options)
        self.told = told or {}
        self.error_messages["required"] = f"还没有选择“{self.label}”。"


class ChoicesOf(forms.MultipleChoiceField):
    """Any of some choices, as boxes to tick with what each lets one do written under it."""

    def __init__(self, choices: Any, *, told: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
        self.told = told or {}
        self.error_messages["required"] = f"还没有选择“{self.label}”。"
