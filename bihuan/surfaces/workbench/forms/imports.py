"""What a person says when an import is to be taken."""

from .form import Form, WordsField


class TakeForm(Form):
    """The basis of the changes that need one."""

    basis = WordsField(
        label="依据", long=False, required=False, max_length=200,
        help_text="更名、变更区划或督办方、改状态、离任、指定单位或设定期限，都要有依据。",
    )  # fmt: skip

    def __init__(self, data: object = None) -> None:
        super().__init__(data, prefix="take")
