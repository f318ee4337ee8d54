"""Which headings are clauses: the lowest that carry a duty heading of their own."""

from typing import Final, NamedTuple

from bihuan.compiler.document import Part
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.structure.headings import Heading, read_article_title, read_heading
from bihuan.compiler.structure.labels import LAW_STYLES, Style
from bihuan.compiler.structure.noted import NOTE, has_note, noted_paragraphs
from bihuan.compiler.structure.outline import Node, Outline, PartOutline
from bihuan.compiler.structure.paragraphs import Layout, paragraphs
from bihuan.compiler.view import Span, squeeze, trim

_CLOSING: Final[Pattern] = Pattern(
    r"(?:各[^,。;:]{1,30}(?:要|应|须|请)|请?各[^。]{0,60}本(?:通知|意见|方案|办法|计划|要点|实施)"
    r"|请各|本(?:通知|意见|方案|办法|规定|细则|计划|要点|制度|措施|安排|实施\w{2})|以上|特此|有关(?:情况|进展|问题)"
    r"|.{0,40}(?:贯彻|落实|执行|推进|工作)情况.{0,20}(?:报告|报送|上报|通报))"
)
_DUTY: Final[Pattern] = Pattern(
    r"[^,。;:\n]{2,30}?(?:应当|必须|(?<![主重需])要(?!求|点)|不得|每(?:年|季|月|周|日|天|班|半年))"
)
#: Why a document is made and what follows in it: no duty, whatever dates stand there.
_PURPOSE: Final[Pattern] = Pattern(
    r"[^。]*(?:(?:制[定订]|提出|印发|发布|公布|编制|出台)了?本|如下|以下)[^,。;:]{0,12}[。:]$"
)
_IN_FORCE: Final[Pattern] = Pattern(
    r"本[^,。;:《》]{1,12}(?:自[^。;]{2,40}?起(?:正式|试|开始)?(?:施行|实施|执行|生效)|由[^。;]{2,40}解释)"
)
_BINDING: Final[Pattern] = Pattern(
    r"应(?![急用有变力对届酬])|必须|务必|须(?!知)|(?<![主重必需纲首紧摘提])要(?![求素点件害闻])|不得"
    r"|每(?:年|季|月|旬|周|日|天|班|半年)|[日月底]前(?=[^。;]{0,60}[报送交成毕])"
)
_SHORTEST: Final[int] = 40
_SHORTEST_ALONE: Final[int] = 16
_FINE_STYLES: Final[frozenset[Style]] = frozenset({Style.ARABIC_PAREN, Style.CIRCLE})


class RawClause(NamedTuple):
    """The place of a clause before anything in it is read.

    ``governed_by`` is the heading above, where a division note there holds for all below.
    A ``front`` clause has its number only if it sets something: a chapter of aims.
    ``heading_end``: where its heading ends, if it has one.
    """

    number: int | str | None
    path: tuple[str, ...]
    chapter: str | None
    heading: str
    start: int
    end: int
    body_start: int
    part: Part
    keep_if_empty: bool = True
    governed_by: Span | None = None
    heading_end: int | None = None


def unnumbered(start: int, end: int, part: Part) -> RawClause:
    """Return a clause without number, heading or path, kept only if it holds a duty."""
    return RawClause(None, (), None, "", start, end, start, part, keep_if_empty=False)


def find_preamble(text: "Text", body: int) -> list[RawClause]:
    """Return the running text above the first number, at ``body``, as clauses.

    It is one clause, from the first paragraph that lays down a duty; but it is one for each
    paragraph where paragraphs have division notes of their own or the whole text has no number.
    The paragraph that says why the document is made is none.
    """
    alone = body == len(text.source)
    spans = [
        (start, end)
        for start, end in noted_paragraphs(text.plain, (0, body), text.layout)
        if end - start > (_SHORTEST_ALONE if alone else _SHORTEST)
        and (text.plain[start:end].rstrip()[-1:] in "。;" or has_note(text.plain, (start, end)))
        and not _PURPOSE.match(squeeze(text.plain[start:end]))
    ]
    if alone or any(has_note(text.plain, span) for span in spans):
        return [_headed(text, span, unnumbered(*span, "front")) for span in spans]
    binding = [span for span in spans if _BINDING.search(squeeze(text.plain[span[0] : span[1]]))]
    if not binding:
        return []
    return [unnumbered(*trim(text.plain, binding[0][0], spans[-1][1]), "front")]


class Text(NamedTuple):
    """A text with what its layout is: what all of this module reads from."""

    source: str
    plain: str
    layout: Layout

    def heading(self, node: Node) -> Heading:
        """Return the heading of a node, by the rules of its style."""
        span = (node.label.end, node.own_end)
        if node.label.style is Style.ARTICLE:
            return read_article_title(self.source, self.plain, span)
        return read_heading(self.source, self.plain, span, self.layout)


def find_clauses(text: Text, outline: Outline) -> list[RawClause]:
    """Return the clauses of every part, in the order of the text."""
    found: list[RawClause] = []
    for part in outline.parts:
        found.extend(_PartReader(text, part).read())
    return found


class _PartReader:
    def __init__(self, text: Text, part: PartOutline) -> None:
        self.text = text
        self.part = part
        self.headings = {node: text.heading(node) for node in part.walk()}
        self.noted = {node: self._has_note(node.start, node.end) for node in part.walk()}
        self.running = {
            child.label.style
            for node in part.walk()
            for child in node.children[:1]
            if child.label.number > 1
        }
        self.leaves: list[Node] = []
        self.leading: list[Node] = []
        for root in part.roots:
            self._choose(root)
        self.through = self._through()

    def read(self) -> list[RawClause]:
        leaves = set(self.leaves)
        leading = set(self.leading)
        first = min(self.through, key=lambda leaf: leaf.start, default=None)
        clauses: list[RawClause] = []
        for node in self.part.walk():
            if node in leaves:
                before = first is not None and self._is_before(node, first)
                clauses.extend(self._leaf(node, before_first=before))
            elif node in leading:
                clauses.append(self._lead_in(node))
        return clauses

    def _choose(self, node: Node) -> None:
        if not node.children or node.label.style is Style.ARTICLE or not self._splits(node):
            self.leaves.append(node)
            return
        if self.headings[node].has_body:
            self.leading.append(node)
        for child in node.children:
            self._choose(child)

    def _splits(self, node: Node) -> bool:
        """Tell whether the children of a node are clauses and not a list in its text."""
        children = node.children
        if children[0].label.style in LAW_STYLES or children[0].label.style in self.running:
            return True
        noted = sum(self.noted[child] for child in children)
        if noted == 1 and len(children) > 1 and self._note_is_shared(children[-1]):
            return False
        if noted * 2 > len(children):
            return True
        if self._has_note(node.start, node.own_end) and not noted and node.parent is not None:
            return False
        if not noted and self._is_inline(node):
            return False
        if not noted and self._is_enumeration(children):
            return False
        if not self.headings[node].has_body and self._are_sentences(children):
            top = node.parent is None
            if top or all(self._is_duty(child) for child in children):
                return True
        headed = sum(self._is_headed(child) for child in children)
        if children[0].label.style in _FINE_STYLES:
            return headed == len(children) and not self.headings[node].text
        return headed * 2 >= len(children)

    def _note_is_shared(self, last: Node) -> bool:
        """Tell whether a note on lines of its own behind the last child is for all of them."""
        if last.children or not self.noted[last]:
            return False
        spans = paragraphs(self.text.plain, last.start, last.end, self.text.layout)
        return any(NOTE.match(self.text.plain[start:end]) for start, end in spans[1:])

    def _is_inline(self, node: Node) -> bool:
        """Tell whether the children only count points inside the node's own sentence."""
        fine = all(child.label.style not in (Style.COMMA, Style.PAREN) for child in node.children)
        inline = not any(child.label.strong for child in node.children)
        return fine and inline and node.label.strong and self.headings[node].has_body

    def _are_sentences(self, children: list[Node]) -> bool:
        plain = self.text.plain
        return all(plain[child.start : child.end].rstrip()[-1:] in "。)" for child in children)

    def _is_duty(self, node: Node) -> bool:
        """Tell whether a node says in a sentence of its own who must do something."""
        fine = node.label.style in _FINE_STYLES
        return not fine and _DUTY.match(self.text.plain, node.label.end, node.end) is not None

    def _is_enumeration(self, children: list[Node]) -> bool:
        """Tell whether the children are one sentence, joined by semicolons."""
        ends = [self.text.plain[child.start : child.end].rstrip()[-1:] for child in children[:-1]]
        return bool(ends) and sum(end in ";," for end in ends) * 2 > len(ends)

    def _is_headed(self, node: Node) -> bool:
        heading = self.headings[node]
        return bool(heading.text) and (heading.has_body or bool(node.children))

    def _has_note(self, start: int, end: int) -> bool:
        return has_note(self.text.plain, (start, end))

    def _through(self) -> set[Node]:
        """Return the leaves whose numbers run on through the part without starting again.

        A numbering below one chapter does so only where the other chapters have none.
        None where two styles do so over as many leaves: then neither number is unique.
        """
        leaves = set(self.leaves)
        runs_through: list[list[Node]] = []
        for style in {leaf.label.style for leaf in self.leaves}:
            nodes = [node for node in self.part.walk() if node.label.style is style]
            runs = _runs(nodes)
            longest = max(runs, key=len)
            parents = {node.parent for node in longest}
            inside = [node for node in longest if node in leaves]
            if len(parents) == 1 and not self._is_lowest(longest[0]):
                continue
            whole = len(runs) == 1 and len(inside) * 2 > len(nodes)
            if whole or (len(parents) > 1 and len(inside) == len(longest)):
                runs_through.append(inside)
        runs_through.sort(key=len)
        tied = len(runs_through) > 1 and len(runs_through[-1]) == len(runs_through[-2])
        return set() if tied or not runs_through else set(runs_through[-1])

    def _is_lowest(self, node: Node) -> bool:
        """Tell whether all leaves but the node and its siblings stand higher up."""
        depth = len(node.ancestry())
        return all(
            leaf.parent is node.parent or len(leaf.ancestry()) < depth for leaf in self.leaves
        )

    def _is_before(self, node: Node, first: Node) -> bool:
        """Tell whether a node is text before the numbered clauses: earlier and higher up.

        A chapter is not where another one behind it is a clause by its own number as well.
        """
        if node.start > first.start or len(node.ancestry()) >= len(first.ancestry()):
            return False
        last = max(self.through, key=lambda leaf: leaf.start)
        return node.parent is not None or self.leaves[-1].start <= last.start

    def _leaf(self, node: Node, *, before_first: bool) -> list[RawClause]:
        start, end = trim(self.text.plain, node.start, self._unmarked(node))
        closing: list[RawClause] = []
        if node is self.leaves[-1] and node.label.style is not Style.ARTICLE:
            end, closing = self._split_closing(node)
        if own := self._own_paragraphs(node, end):
            return [*own, *closing]
        number: int | str | None = node.label.text
        if node in self.through and not node.label.inserted:
            number = node.label.number
        part: Part = "body"
        if before_first:
            number, part = (None if node.parent else number), "front"
        return [self._clause(node, (start, end), number, part), *closing]

    def _own_paragraphs(self, node: Node, end: int) -> list[RawClause]:
        """Return the paragraphs of a chapter as clauses if each has a division note of its own."""
        heading = self.headings[node]
        if node.parent is not None or node.children or not heading.text or not heading.has_body:
            return []
        spans = noted_paragraphs(self.text.plain, (heading.body_start, end), self.text.layout)
        if len(spans) < 2 or not all(has_note(self.text.plain, span) for span in spans):
            return []
        above = self._clause(node, (node.start, end), None, "lead-in")
        return [_headed(self.text, span, above) for span in spans]

    def _unmarked(self, node: Node) -> int:
        """Return the end of a node without the marks a web editor put before the next one."""
        end = node.end
        while end > node.label.end and self.text.plain[end - 1] in " \n#*•":
            end -= 1
        return end

    def _lead_in(self, node: Node) -> RawClause:
        return self._clause(node, trim(self.text.plain, node.start, node.own_end), None, "lead-in")

    def _clause(self, node: Node, span: Span, number: int | str | None, part: Part) -> RawClause:
        path = tuple(above.label.text for above in node.ancestry())
        if self.part.name is not None:
            path = (self.part.name, *path)
        return RawClause(
            number=number,
            path=path,
            chapter=self._chapter(node),
            heading=self.headings[node].text,
            start=span[0],
            end=span[1],
            body_start=min(self.headings[node].body_start, span[1]),
            part=part,
            keep_if_empty=part == "body",
            governed_by=self._governed_by(node),
            heading_end=self.headings[node].end,
        )

    def _governed_by(self, node: Node) -> Span | None:
        above = node.parent
        if above is None or not self._has_note(above.start, above.own_end):
            return None
        return above.label.end, above.own_end

    def _chapter(self, node: Node) -> str | None:
        if node.parent is None:
            return None
        above = node.parent
        printed = squeeze(self.text.source[above.label.start : above.label.end])
        gap = " " if above.label.style in LAW_STYLES or printed[-1:].isdecimal() else ""
        return (printed + gap + self.headings[above].text).strip()

    def _split_closing(self, node: Node) -> tuple[int, list[RawClause]]:
        """Return where the last node ends, and what closes the document behind it.

        When the document comes into force is a clause apart from the last duties.
        """
        plain = self.text.plain
        spans = paragraphs(plain, node.start, node.end, self.text.layout)
        body = self.headings[node].body_start
        first = next((at for at, span in enumerate(spans) if span[1] > body), len(spans))
        starts = [
            start
            for at, (start, end) in enumerate(spans)
            if at > first and self._closes(plain[start : spans[-1][1]])
        ][:1]
        starts += [
            start
            for start, end in spans
            if starts and start > starts[0] and _IN_FORCE.match(squeeze(plain[start:end]))
        ]
        ends = [*starts[1:], node.end]
        closing = (
            [
                unnumbered(*trim(plain, start, end), "closing")
                for start, end in zip(starts, ends, strict=True)
            ]
            if starts
            else []
        )
        return trim(plain, node.start, starts[0] if starts else node.end)[1], closing

    def _closes(self, paragraph: str) -> bool:
        if NOTE.match(paragraph):
            return False
        dense = squeeze(paragraph)
        return bool(_CLOSING.match(dense) or _IN_FORCE.match(dense)) or self._one_paragraph_each()

    def _one_paragraph_each(self) -> bool:
        others = self.leaves[:-1]
        several = sum(
            len(paragraphs(self.text.plain, leaf.start, leaf.end, self.text.layout)) > 1
            for leaf in others
        )
        return len(others) >= 4 and several == 0


def _headed(text: Text, span: Span, above: RawClause) -> RawClause:
    """Return a paragraph as a clause without number, under the path of the clause above."""
    start, end = trim(text.plain, *span)
    heading = read_heading(text.source, text.plain, (start, end), text.layout)
    if not heading.has_body:
        heading = Heading("", start, has_body=True)
    return above._replace(
        heading=heading.text,
        start=start,
        end=end,
        body_start=heading.body_start,
        heading_end=heading.end,
        keep_if_empty=False,
    )


def _runs(nodes: list[Node]) -> list[list[Node]]:
    """Cut nodes of one style where their numbers start again."""
    runs: list[list[Node]] = []
    for node in nodes:
        if runs and _follows(runs[-1][-1], node):
            runs[-1].append(node)
        else:
            runs.append([node])
    return runs


def _follows(before: Node, node: Node) -> bool:
    if node.label.inserted:
        return node.label.number == before.label.number
    return node.label.number > before.label.number
