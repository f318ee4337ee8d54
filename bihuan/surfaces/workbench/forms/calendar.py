"""What a person fills in for a new address of her calendar."""

from typing import Any

from bihuan.surfaces.api import tokens

from .form import Form, WordsField


class AddressForm(Form):
    """An address: in which calendar it is used, so that the right one is revoked later."""

    name = WordsField(
        label="用在哪里", long=False, max_length=tokens.NAME, help_text="如：我的手机、科室电脑。"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="calendar")
