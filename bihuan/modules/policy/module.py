"""What policy offers to the surfaces."""

from bihuan.kernel.orgs import roles
from bihuan.modules import Listing, Module, Page

from . import queries, sheet
from .flows import ReviewFlow, TaskFlow

MODULE = Module(
    name="policy",
    title="政策",
    flows=(ReviewFlow, TaskFlow),
    lists=(
        Listing(
            "reviews",
            "文件",
            queries.reviews,
            columns=("document.title", "document.number", "matter.state", "drafter.name"),
            filters=("matter.state", "document.level"),
        ),
        Listing(
            "tasks",
            "任务",
            queries.tasks,
            columns=("matter.title", "part", "matter.unit.name", "due_on", "matter.state"),
            filters=("document", "part", "matter.state"),
        ),
        Listing(
            "unassigned",
            "未指定责任单位",
            queries.unassigned,
            columns=("clause", "printed", "due_on"),
            filters=("document",),
        ),
        Listing(
            "without_date",
            "未设定期限",
            queries.without_date,
            columns=("matter.title", "matter.unit.name"),
            filters=("document",),
        ),
    ),
    pages=(
        Page("intake", "登记文件", may=roles.REVIEW),
        Page("review", "政策审阅", may=roles.REVIEW),
        Page("tree", "任务树"),
    ),
    provides=("policy-tasks",),
    sheets=(sheet.SHEET,),
)
