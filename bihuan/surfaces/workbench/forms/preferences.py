"""What a person fills in about how she wants to be told."""

from typing import Any

from django import forms
from django.conf import settings

from bihuan.kernel.notices.models import Preference

from .form import Form

TITLES = {"email": "电子邮件", "sms": "短信", "wecom": "企业微信", "dingtalk": "钉钉"}


def _hour(value: str) -> int | None:
    return int(value) if value else None


class PreferenceForm(Form):
    """Channels, the hour of the digest, quiet hours."""

    channels = forms.MultipleChoiceField(
        label="用什么收", required=False, widget=forms.CheckboxSelectMultiple
    )
    digest_hour = forms.TypedChoiceField(
        label="每天汇总几点送", coerce=int, choices=[(h, f"{h} 点") for h in range(24)],
        help_text="普通通知每天并成一份；紧急的随时送。",
    )  # fmt: skip
    quiet_from = forms.TypedChoiceField(
        label="免打扰从", required=False, coerce=_hour, empty_value=None,
        choices=[("", "不设"), *((h, f"{h} 点") for h in range(24))],
    )  # fmt: skip
    quiet_until = forms.TypedChoiceField(
        label="到", required=False, coerce=_hour, empty_value=None,
        choices=[("", "不设"), *((h, f"{h} 点") for h in range(24))],
        help_text="汇总落在这段时间里的，等它过了再送；紧急的照送。",
    )  # fmt: skip

    def __init__(self, known: Preference, data: Any = None) -> None:
        initial = {name: getattr(known, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        ways = settings.BIHUAN_CHANNELS.items()
        self.fields["channels"].choices = [  # type: ignore[attr-defined]
            (name, TITLES.get(facts["kind"], name)) for name, facts in ways
        ]
