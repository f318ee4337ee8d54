"""What a person fills in to let a program act or be told in her post."""

from typing import Any

from bihuan.kernel.notices import wording
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.api import tokens, webhooks

from .form import ChoiceOf, ChoicesOf, Form, WordsField

DAYS = (("30", "一个月"), ("90", "三个月"), (str(tokens.LONGEST), "一年"))


class TokenForm(Form):
    """A token: for which system, what it may, how long."""

    name = WordsField(label="给哪个系统用", long=False, max_length=tokens.NAME)
    days = ChoiceOf(DAYS, label="有效期")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="token")
        may = [(word, does) for word, does in CAPABILITIES.items() if viewer.can(word)]
        self.fields["may"] = ChoicesOf(
            may, label="能办什么", required=False,
            help_text="一项都不选，就只能查询。只列出您的岗位有的；岗位以后没有的，令牌也没有。",
        )  # fmt: skip


class SubscriptionForm(Form):
    """A subscription: for which system, where to, which kinds of notice."""

    name = WordsField(label="给哪个系统用", long=False, max_length=tokens.NAME)
    url = WordsField(
        label="接收地址", long=False, max_length=webhooks.LONGEST,
        help_text="https://主机名/路径。只能是系统管理员允许的主机。",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="subscription")
        kinds = [(kind, wording.wording(kind).label) for kind in webhooks.KINDS]
        self.fields["kinds"] = ChoicesOf(kinds, label="推送哪些通知")
