"""What people fill in about a problem that oversight raised."""

from typing import Any

from bihuan.kernel.orgs.viewer import Viewer

from .form import DayField, Form, WordsField
from .lookups import UnitField


class IssueForm(Form):
    """One problem: whose, what was said, by when."""

    says = WordsField(label="问题和意见", help_text="照监督机关的文件写，一项一条。")
    due_on = DayField(label="办理期限")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="issue")
        owner = UnitField(viewer=viewer, label="承办单位", max_length=128)
        self.fields = {"owner": owner} | self.fields
