"""Where in the prose a subject may start: sentences, items of a list, and behind 由."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.responsibility.predicates import BY, LEAD, SHARED_OUT, START
from bihuan.compiler.view import Span

_TITLE: Final[Pattern] = Pattern(r"[^,。;:!]{2,20}")
#: A head that only permits: 有关部门可以按照下列程序:.
_MAY: Final[Pattern] = Pattern(r"可以|有权")
#: A head that leaves it to its items to say who is bound: 下列单位应当建立专职消防队:.
_NAMED_BELOW: Final[Pattern] = Pattern(
    r"下列(?:单位|企业|人员|场所|机构|部门|组织)(?:应当|必须|不得)[^。;:]{0,60}:"
)
_MAX_SUBJECT: Final[int] = 120


class Opening(NamedTuple):
    """A place where a subject may start, the end of its sentence and how far a name may go."""

    start: int
    end: int
    limit: int
    agent: bool


def openings(text: str, edges: Sequence[int]) -> list[Opening]:
    """Return where subjects may start in ``text``, in order; ``edges`` end its paragraphs."""
    places: dict[int, bool] = {match.end(): bool(match["agent"]) for match in START.finditer(text)}
    stops = sorted({*_paragraph_starts(text, edges), len(text)})
    for edge in stops[:-1]:
        lead = LEAD.match(text, edge)
        places[lead.end() if lead else edge] = bool(lead and lead["agent"])
    places.update({match.end(): True for match in BY.finditer(text)})
    found = []
    for at in sorted(places):
        if is_open(text[:at]):
            continue  # (包括批准、核准等,下同)
        marks = [stop for mark in "。;!" if (stop := text.find(mark, at)) >= 0]
        edge = stops[min(bisect_right(stops, at), len(stops) - 1)]
        end = min(marks, default=len(text))
        found.append(Opening(at, end, min(end, edge, at + _MAX_SUBJECT), places[at]))
    return found


def _paragraph_starts(text: str, edges: Sequence[int]) -> list[int]:
    """Return the edges that really end a paragraph: behind a mark, or a title by itself."""
    starts, before = [], 0
    for edge in edges:
        if text[edge - 1 : edge] in (*"。;:!,)”",) or _TITLE.fullmatch(text[before:edge]):
            starts.append(edge)
        before = edge
    return starts


def is_listed(text: str, start: int) -> bool:
    """Tell whether an item opens here under a head that shares out duties by item."""
    head = _head_of_list(text, start)
    shared = head and SHARED_OUT.search(text, *head)
    return bool(shared) and not _MAY.search(text, *head)


def is_named_below(text: str, start: int) -> bool:
    """Tell whether an item opens here that is one of those whom the head of the list binds."""
    head = _head_of_list(text, start)
    return bool(head and _NAMED_BELOW.search(text, *head))


def _head_of_list(text: str, start: int) -> Span | tuple[()]:
    """Return the span of the sentence that an item at ``start`` belongs to, up to its colon."""
    head = text.rfind(":", 0, start)
    if head < 0 or text[start - 1] != ")":
        return ()
    return max(text.rfind(mark, 0, head) for mark in "。;:") + 1, head + 1


def is_open(text: str) -> bool:
    """Tell whether a bracket is still open where ``text`` ends."""
    return text.count("(") > text.count(")")
