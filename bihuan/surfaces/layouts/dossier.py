"""One enterprise's file on paper (一企一档), as a regulator takes it along."""

from datetime import datetime

from bihuan.lib.clocks import in_shanghai
from bihuan.modules.dossier.rules import TIERS
from bihuan.surfaces.workbench.queries.dossier import File

from .paper import Paper, Section

STATES = {"": "有效", "soon": "快到期", "expired": "已过期", "ended": "已失效"}
EMPTY = "未填"


def paper(file: File, by: str, at: datetime) -> Paper:
    """Return the file as a paper; what nobody stated reads 未填."""
    unit, moment = file.unit, in_shanghai(at)
    watcher = unit.supervisor.name if unit.supervisor else "未指定"
    meta = (
        ("统一社会信用代码", unit.credit_code or "没有"), ("区划", unit.place.name),
        ("状态", unit.get_status_display()), ("督办方", watcher),
        ("监管层级", TIERS.get(file.held.tier, "未定")), ("截至", f"{moment:%Y-%m-%d %H:%M}"),
    )  # fmt: skip
    return Paper(
        "企业档案", unit.name, meta, [*_facts(file), *_people(file), *_demands(file), *_rest(file)],
        [f"打印人：{by}。计数取自系统记录，不由人填写；“{EMPTY}”表示没有人填报。"],
        (), f"{unit.name} 企业档案",
    )  # fmt: skip


def _facts(file: File) -> list[Section]:
    return [
        Section(group.title, (), ("事项", "情况"), (2, 5),
                [(title, value or EMPTY) for title, value in group.rows])
        for group in file.groups
    ]  # fmt: skip


def _people(file: File) -> list[Section]:
    rows = [(one.get_part_display(), one.name, one.phone or EMPTY, str(one.since))
            for one in file.contacts]  # fmt: skip
    held = [
        (one.title, f"{one.row.number} {one.row.grade}".strip(), str(one.row.since),
         str(one.row.until or "长期"), STATES[one.state])
        for one in file.papers
    ]  # fmt: skip
    columns = ("种类", "编号、等级", "起", "止", "状态")
    return [
        Section("联系人", () if rows else ("没有登记联系人。",), ("身份", "姓名", "电话", "从"),
                (3, 2, 3, 2), rows),
        Section("证照", () if held else ("没有登记证照。",), columns, (3, 4, 2, 2, 2), held),
    ]  # fmt: skip


def _demands(file: File) -> list[Section]:
    stands = file.standing
    if stands.asked is None:
        said = ["没有载入有关条款，不作判断。"]
    elif stands.findings is None:
        said = [f"资料不全，不作判断。还缺：{'、'.join(file.unknown) or '有关情况'}。"]
    elif stands.findings:
        said = [f"{stands.asked.why}，依据{file.asked_by}："] + [
            one.says + "。" for one in stands.findings
        ]
    else:
        said = [f"{stands.asked.why}，依据{file.asked_by}，已达到要求。"]
    sets = [(one.drawn.title, "、".join(one.tags), one.document) for one in file.memberships]
    tiers = [
        (one.get_tier_display(), str(one.since), one.by.name if one.by else "",
         one.says or one.reason)
        for one in file.decisions
    ]  # fmt: skip
    return [
        Section("安全管理机构和人员配备", said),
        Section("所属高危和重点范围", () if sets else ("不在任何一个范围。",),
                ("范围", "因为类别", "文件"), (4, 2, 4), sets),
        Section("分级监管决定", () if tiers else ("没有决定。",),
                ("层级", "从", "决定人", "规则或理由"), (2, 2, 2, 6), tiers),
    ]  # fmt: skip


def _rest(file: File) -> list[Section]:
    visits = [(str(one.on), one.who, one.found, str(len(one.photos))) for one in file.visits]
    return [
        Section("记录里的数", (), ("事项", "件数"), (5, 2),
                [(one.title, str(one.n)) for one in file.counted]),
        Section("走访", () if visits else ("没有走访记录。",), ("日期", "走访人", "情况", "照片"),
                (2, 4, 6, 1), visits),
    ]  # fmt: skip
