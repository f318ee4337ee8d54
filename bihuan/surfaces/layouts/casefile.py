"""The file of a case on paper (卷宗): cover, table of contents, decisions, what was recorded."""

from collections.abc import Iterator
from datetime import datetime

from bihuan.kernel.flows.changes import trail
from bihuan.kernel.flows.flow import flow_of
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.enforcement import catalogue, letters, queries
from bihuan.modules.enforcement.models import Case

from .paper import Paper, Section


def paper(case: Case, by: str, at: datetime) -> Paper:
    """Return the file of a case as a paper."""
    matter = case.matter
    flow = flow_of(matter.flow)
    authority = case.authority.name if case.authority else "未指定"
    filed = f"{in_shanghai(case.filed_at):%Y-%m-%d}" if case.filed_at else "未立案"
    ended = f"{in_shanghai(matter.closed_at):%Y-%m-%d}" if matter.closed_at else "未结案"
    second = f"、{case.second.name}" if case.second else ""
    meta = (
        ("案件编号", matter.number), ("当事人", case.unit.name), ("处罚机关", authority),
        ("办案单位", case.office.name), ("承办人", f"{case.handler.name}{second}"),
        ("案由", case.provision.violation), ("立案", filed), ("结案", ended),
        ("环节", flow.states[matter.state].title), ("截至", f"{in_shanghai(at):%Y-%m-%d %H:%M}"),
    )  # fmt: skip
    return Paper(
        "行政处罚案卷", case.unit.name, meta, list(_sections(case)),
        [f"打印人：{by}。目录按执法文书的顺序排列，文件以 SHA-256 摘要核对。"],
        ("立卷人", "检查人"), f"{matter.number} 卷宗",
    )  # fmt: skip


def _sections(case: Case) -> Iterator[Section]:
    flow = flow_of(case.matter.flow)
    listed = [
        (str(n), one.name, one.number, str(one.on), one.who)
        for n, one in enumerate(catalogue.contents(case), 1)
    ]  # fmt: skip
    heads = ("序号", "材料名称", "文号或摘要", "日期", "责任者")
    none = () if listed else ("还没有材料。",)
    yield Section("卷内目录", none, heads, (1, 5, 4, 2, 3), listed)
    yield Section("违法事实", (case.facts,))
    made = [
        (one.party, letters.worded(one), flow_of(one.matter.flow).states[one.matter.state].title)
        for one in queries.penalties(case)
    ]  # fmt: skip
    yield Section("处罚", () if made else ("没有提出处罚意见。",), ("对象", "内容", "现状"),
                  (3, 6, 2), made)  # fmt: skip
    kept = [
        (title, str(n) if n else "没有" if passed else "本案没有这个环节")
        for title, n, passed in catalogue.recorded(case)
    ]
    yield Section("全过程记录", (), ("环节", "份数"), (3, 1), kept)
    steps = [
        (str(entry.seq), flow.steps[entry.verb].title, f"{in_shanghai(entry.at):%Y-%m-%d %H:%M}",
         entry.actor)
        for entry in trail(case.matter) if entry.verb in flow.steps
    ]  # fmt: skip
    yield Section("办理经过", (), ("痕迹", "步骤", "时间", "办理人"), (1, 4, 3, 4), steps)
