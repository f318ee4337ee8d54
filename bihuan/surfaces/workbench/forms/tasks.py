"""What the office decides about a task, and what its holder hands down."""

from typing import Any

from django import forms

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.flows import TaskFlow, committee_office
from bihuan.modules.policy.models import Task

from .form import DayField, Form, WordsField
from .lookups import UnitField
from .obligations import DueForm

UNIT = "写全称，或文件里的简称。"


class OwnerForm(Form):
    """Naming the unit a task belongs to, and whether the printed name means it from now on."""

    remember = forms.BooleanField(label="以后文件里这样写的，都指这个单位", required=False)
    reason = WordsField(label="指定的依据或理由", long=False, max_length=400)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="owner")
        unit = UnitField(viewer=viewer, label="责任单位", help_text=UNIT, max_length=128)
        self.fields = {"unit": unit} | self.fields


class PartForm(Form):
    """Handing a part of a task down to another unit."""

    says = WordsField(label="分解的内容", max_length=400)
    due_on = DayField(label="期限", required=False, help_text="不填就用本任务的期限，不能更晚。")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="part")
        unit = UnitField(viewer=viewer, label="承担单位", help_text=UNIT, max_length=128)
        self.fields = {"unit": unit} | self.fields


def forms_of(matter: Matter, viewer: Viewer) -> dict[str, Form]:
    """Return the forms about a task that are open to this person; none for other matters."""
    if matter.flow != TaskFlow.key or matter.closed_at:
        return {}
    task: Task = matter.task
    office = committee_office(task, viewer.on)
    found: dict[str, Form] = {}
    if office and office.pk == viewer.unit_id and viewer.can(roles.ASSIGN):
        found["owner"] = OwnerForm(viewer)
    if office and office.pk == viewer.unit_id and task.due_on is None:
        found |= {"due_form": DueForm()} if viewer.can(roles.SET_UNSET) else {}
    if matter.unit_id == viewer.unit_id and viewer.can(roles.ASSIGN):
        found["part"] = PartForm(viewer)
    return found
