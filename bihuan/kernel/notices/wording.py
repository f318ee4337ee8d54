"""What a notice says, in its recipient's language: title and body by the name of its template."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from bihuan.lib.clocks import in_shanghai

from .models import Notice

UNSET: Final = "未设定"
_TITLE = 240


@dataclass(frozen=True)
class Wording:
    """A template: the word in front of the subject, and the body with its facts in braces."""

    label: str
    body: str


_TEMPLATES: Final[dict[str, Wording]] = {
    name: Wording(**words)
    for name, words in tomllib.loads(
        (files(__package__) / "wording.toml").read_text(encoding="utf-8")
    ).items()
}


def add(name: str, wording: Wording) -> None:
    """Add a module's own template. Raises ValueError for a name that is taken."""
    if _TEMPLATES.get(name, wording) != wording:
        raise ValueError(f"通知模板“{name}”已有另一种写法。")
    _TEMPLATES[name] = wording


def wording(name: str) -> Wording:
    """Return a template. Raises LookupError for a name nobody added."""
    if name not in _TEMPLATES:
        raise LookupError(f"没有名为“{name}”的通知模板。现有：{'、'.join(_TEMPLATES)}。")
    return _TEMPLATES[name]


def render(notice: Notice) -> tuple[str, str]:
    """Return title and body of a notice; a fact it does not carry reads 未设定."""
    words = wording(notice.template)
    facts = _Facts({"holder": notice.unit.name, **notice.facts})
    facts |= {
        "subject": notice.subject,
        "unit": notice.unit.name,
        "due": f"{in_shanghai(notice.due):%Y-%m-%d}" if notice.due else UNSET,
        "late": lateness(notice),
    }
    return f"{words.label}：{notice.subject}"[:_TITLE], words.body.format_map(facts)


def lateness(notice: Notice) -> str:
    """Return how many days were left, or had passed, when the notice was written."""
    if notice.due is None:
        return f"期限{UNSET}"
    days = (in_shanghai(notice.created_at).date() - in_shanghai(notice.due).date()).days
    if days == 0:
        return "今天到期" if notice.created_at <= notice.due else "今天已过期限"
    return f"已逾期 {days} 天" if days > 0 else f"剩 {-days} 天"


def digest(notices: Sequence[Notice], counts: Mapping[str, int]) -> tuple[str, str]:
    """Return title and body of a message that carries several notices.

    ``notices`` are those spelt out, ``counts`` says how many there are in all, by template.
    """
    total = sum(counts.values())
    if total == 1:
        return render(notices[0])
    parts = "，".join(f"{wording(name).label} {count} 条" for name, count in counts.items())
    lines = [f"{number}. {render(notice)[1]}" for number, notice in enumerate(notices, 1)]
    if total > len(notices):
        lines.append(f"另有 {total - len(notices)} 条，请登录查看。")
    return f"您有 {total} 条通知：{parts}"[:_TITLE], "\n".join(lines)


class _Facts(dict[str, Any]):
    """The facts of a notice."""

    def __missing__(self, key: str) -> str:
        return UNSET
