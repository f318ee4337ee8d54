"""The outline: which printed numbers are headings, and what stands under what.

Numbers are taken in the order of the text. One is accepted when it is the next of its
style, the first below the open heading, or the next of a numbering that runs through the
chapters; anything else is a reference or a list and stays text.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bihuan.compiler.structure.bounds import Bounds
from bihuan.compiler.structure.labels import LAW_STYLES, Label, Style

_RANK: Final[dict[Style, int]] = {style: rank for rank, style in enumerate(Style)}
_TOP_STYLES: Final[frozenset[Style]] = LAW_STYLES | {Style.COMMA}
_GAP_ALLOWED: Final[int] = 3
_LAW_GAP: Final[int] = 500


@dataclass(slots=True, eq=False)
class Node:
    """A numbered heading. ``content`` is where the words start, ``end`` where all ends."""

    label: Label
    parent: "Node | None"
    end: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the printed number starts."""
        return self.label.start

    @property
    def own_end(self) -> int:
        """Where the node's own words end: at its first child or at its end."""
        return self.children[0].start if self.children else self.end

    def ancestry(self) -> list["Node"]:
        """Return the nodes from the chapter down to this one."""
        above = self.parent.ancestry() if self.parent else []
        return [*above, self]

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class PartOutline:
    """One consistent numbering: the document itself, or an attachment by its ``name``."""

    name: str | None
    start: int
    roots: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield all nodes in the order of the text."""
        for root in self.roots:
            yield from root.walk()


class Irregular(NamedTuple):
    """A number that is printed twice or skips one; accepted, and told to the reviewer."""

    label: Label
    expected: int


@dataclass(slots=True)
class Outline:
    """The parts of a document and what was odd about their numbers."""

    parts: list[PartOutline]
    irregular: list[Irregular]


def build_outline(labels: list[Label], bounds: Bounds, length: int) -> Outline:
    """Return the outline of a text of ``length`` characters with these candidate labels."""
    usable = [label for label in labels if not bounds.is_listed(label.start)]
    builder = _Builder(usable, bounds)
    for position, label in enumerate(usable):
        builder.offer(position, label)
    parts = _without_contents(builder.parts)
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        limit = following.start if following else length
        _close(part.roots, limit, bounds)
    return Outline([part for part in parts if part.roots], builder.irregular)


class _Builder:
    def __init__(self, labels: list[Label], bounds: Bounds) -> None:
        self.labels = labels
        self.bounds = bounds
        self.parts: list[PartOutline] = [PartOutline(None, 0)]
        self.irregular: list[Irregular] = []
        self.stack: list[Node] = []
        self.through: dict[Style, int] = {}
        self.attachments = list(bounds.attachments)
        self.strong: dict[Style, list[int]] = {}
        for position, label in enumerate(labels):
            if label.strong:
                self.strong.setdefault(label.style, []).append(position)

    def offer(self, position: int, label: Label) -> None:
        while self.attachments and self.attachments[0].start < label.start:
            attachment = self.attachments.pop(0)
            self._open_part(attachment.name, attachment.start)
        if not label.strong and not self._stands_alone(position, label):
            return
        depth = self._depth(label.style)
        if depth is None:
            self._offer_child(label)
        else:
            self._offer_sibling(label, depth)

    def _offer_child(self, label: Label) -> None:
        last = self.through.get(label.style, 0)
        expected = last + 1
        first = label.number == 1 or (not self.stack and not last and label.strong)
        skips = 0 < label.number - expected <= _gap(label)
        late = label.strong and skips and (bool(last) or _is_law(label))
        if not first and label.number != expected and not late:
            return
        if late:
            self.irregular.append(Irregular(label, expected))
        if label.style in _TOP_STYLES:
            if not label.strong and self.stack and label.number == 1:
                return
            while self.stack and _RANK[self.stack[-1].label.style] > _RANK[label.style]:
                self.stack.pop()
        self._accept(label)

    def _offer_sibling(self, label: Label, depth: int) -> None:
        current = self.stack[depth].label.number
        expected = current + 1
        regular = label.number == expected or (label.inserted and label.number == current)
        if not regular:
            if label.number == 1 and label.strong and depth == 0 and current > 1:
                self._open_part(None, label.start)
                self._accept(label)
                return
            again = label.number == 1 and label.strong and current > 1
            odd = label.strong and current <= label.number <= current + _gap(label)
            if not again and (not odd or self._comes_later(label, expected)):
                return
            self.irregular.append(Irregular(label, expected))
        del self.stack[depth:]
        self._accept(label)

    def _accept(self, label: Label) -> None:
        parent = self.stack[-1] if self.stack else None
        node = Node(label, parent)
        (parent.children if parent else self.parts[-1].roots).append(node)
        self.stack.append(node)
        self.through[label.style] = label.number

    def _open_part(self, name: str | None, start: int) -> None:
        self.stack.clear()
        self.through.clear()
        if not self.parts[-1].roots:
            self.parts.pop()
        self.parts.append(PartOutline(name, start))

    def _depth(self, style: Style) -> int | None:
        styles = [node.label.style for node in self.stack]
        return styles.index(style) if style in styles else None

    def _stands_alone(self, position: int, label: Label) -> bool:
        """A number inside a line counts only if no line further down starts with it."""
        following = self._next_strong(position, label.style)
        if following is None:
            return True
        return following.number > label.number or following.number == 1 < label.number

    def _comes_later(self, label: Label, number: int) -> bool:
        following = self._next_strong(
            bisect_left(self.labels, label.start, key=_start), label.style
        )
        return following is not None and following.number == number

    def _next_strong(self, position: int, style: Style) -> Label | None:
        places = self.strong.get(style, [])
        at = bisect_left(places, position + 1)
        return self.labels[places[at]] if at < len(places) else None


def _is_law(label: Label) -> bool:
    return label.style in LAW_STYLES


def _gap(label: Label) -> int:
    """Return how many numbers may be missing: in a law, printed in part, any number."""
    return _LAW_GAP if _is_law(label) and label.spaced else _GAP_ALLOWED


def _start(label: Label) -> int:
    return label.start


def _close(nodes: list[Node], limit: int, bounds: Bounds, *, last: bool = True) -> None:
    """Set where each node ends; only the last words of a part end at a signature."""
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        node.end = bounds.cut(node.start, following.start if following else limit)
        is_last = last and following is None
        _close(node.children, node.end, bounds, last=is_last)
        if is_last:
            deepest = node.children[-1].end if node.children else bounds.stop_after(node.start)
            node.end = min(node.end, deepest)


def _without_contents(parts: list[PartOutline]) -> list[PartOutline]:
    """Drop a table of contents: the same numbers again, with nothing but headings."""
    kept = []
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if following is None or not _is_contents(part, following):
            kept.append(part)
    return kept


def _is_contents(part: PartOutline, following: PartOutline) -> bool:
    if following.name is not None or len(part.roots) < 2:
        return False
    nodes = list(part.walk())
    starts = [node.start for node in nodes] + [following.start]
    longest = max(after - before for before, after in zip(starts, starts[1:], strict=False))
    return longest <= 60 and len(part.roots) <= len(following.roots) + 1
