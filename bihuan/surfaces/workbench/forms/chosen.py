"""What a person fills in to give several duties to one unit."""

from typing import Any

from bihuan.kernel.orgs.viewer import Viewer

from .form import Form, WordsField
from .lookups import UnitField


class GiveForm(Form):
    """The unit that gets the duties, and on which ground."""

    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="give")
        unit = UnitField(
            viewer=viewer, label="责任单位", help_text="写全称，或文件里的简称。", max_length=128
        )
        self.fields = {"unit": unit} | self.fields
