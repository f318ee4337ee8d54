"""A flow as a lawyer reviews it: a table of its steps and a diagram of its states."""

from collections.abc import Iterable

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Ref, Step
from bihuan.lib.clocks import Limit

_COUNTED = {"hours": "小时", "days": "日", "workdays": "个工作日", "months": "个月", "years": "年"}
UNSET = "未设定"
_HEAD = ("依据", "步骤", "从 → 到", "谁", "时限", "填写", "材料", "关口", "告知")


def page(flow: type[Flow]) -> str:
    """Return the Markdown of one flow: heading, table, Mermaid diagram."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(flow, s) for s in flow.steps.values())]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"## {flow.title} `{flow.key}`\n\n{table}\n```mermaid\n{diagram(flow)}```\n"


def diagram(flow: type[Flow]) -> str:
    """Return the flow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    state {_quoted(s.title)} as {s.name}" for s in flow.states.values()]
    lines.append(f"    [*] --> {flow.initial.name}")
    for step in flow.steps.values():
        target = step.move.target.name
        lines += [f"    {o.name} --> {target}: {step.title}" for o in step.move.origins]
    lines += [f"    {s.name} --> [*]" for s in flow.states.values() if s.final]
    return "\n".join(lines) + "\n"


def limit(step: Step) -> str:
    """Return the time limit of a step in words; 未设定 when neither clause nor record gives one."""
    if step.due:
        return "按事项期限"
    if isinstance(step.within, Limit):
        return span(step.within)
    return "按规则" if step.within else "—" if step.loops or step.optional else UNSET


def span(limit: Limit) -> str:
    """Return a limit in words: 10个工作日内."""
    return f"{limit.amount}{_COUNTED[limit.unit]}内"


def cited(ref: Ref) -> str:
    """Return how a clause is written in a table."""
    return "事项所依据的条款" if ref == OWN else f"{ref.document} {ref.path}"


def _row(flow: type[Flow], step: Step) -> tuple[str, ...]:
    origins = "、".join(state.title for state in step.move.origins)
    asks = [_title(flow, name) for name in step.asks]
    takes = [f"{_title(flow, name)}（可选）" for name in step.takes]
    proofs = [proof.title + (f"×{proof.least}" if proof.least > 1 else "") for proof in step.needs]
    who = step.who.title + (f"（不得为：{_doers(flow, step)}）" if step.unlike else "")
    return (
        cited(step.clause),
        step.title,
        f"{origins} → {step.move.target.title}",
        who,
        limit_of(flow, step),
        _listed((*asks, *takes)),
        _listed(proofs),
        _listed(gate.title for gate in step.gates),
        _listed(party.title for party in step.tells),
    )


def limit_of(flow: type[Flow], step: Step) -> str:
    """Return :func:`limit`, or the steps whose date this one shares, one for each origin."""
    leads = dict.fromkeys(flow.met_by(step, origin) for origin in step.move.origins)
    shared = [f"“{flow.steps[name].title}”" for name in leads if name not in ("", step.name)]
    return f"同{'、'.join(shared)}" if shared else limit(step)


def _doers(flow: type[Flow], step: Step) -> str:
    names = (
        f"{flow.steps[n].title}的人" if n in flow.steps else _title(flow, n) for n in step.unlike
    )
    return "、".join(names)


def _title(flow: type[Flow], name: str) -> str:
    return str(getattr(flow.of._meta.get_field(name), "verbose_name", name))


def _listed(words: Iterable[str]) -> str:
    return "、".join(words) or "—"


def _quoted(words: str) -> str:
    return f'"{words}"'
