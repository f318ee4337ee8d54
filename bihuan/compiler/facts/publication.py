"""Duties to make something known: 向社会公布, 在媒体上公告, 全文发布, 挂牌公示."""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Publication
from bihuan.compiler.pattern import Pattern

_VERB: Final[str] = (
    "(?:公布|公示|公告|公开(?!招|检讨|道歉|透明|课|赛|竞|选|遴|征)(?:曝光)?|发布|刊登|披露|曝光|通报)"
)
_MEDIUM: Final[str] = (
    "(?:媒体|网站|系统|平台|公示栏|公告栏|报纸?|电视台?|广播|公众号|显著位置|位置|公报|专栏)"
)
_PLAIN: Final[str] = r"[^,。;:()\n]"
_OPENLY: Final[str] = "(?:及时|依法|予以|定期|应当?|主动|统一|全文|对外|一律|均|要)"
_PUBLISH: Final[Pattern] = Pattern(
    "(?P<all>"
    # through a medium: 通过媒体对外公开, 在媒体上公告
    rf"(?:通过|在|利用|依托){_PLAIN}{{0,26}}?{_MEDIUM}(?:上|等|中)?{_PLAIN}{{0,10}}?{_VERB}出?"
    # to the public: 依法及时向社会全文公布
    rf"|(?:依法|及时|主动){{0,3}}向(?:全)?(?:社会(?:公众)?|公众){_PLAIN}{{0,8}}?{_VERB}"
    "|挂牌公示|双公示|公开曝光|(?:季度?|月|年度?)公[告示布]"
    # by an adverb: 及时予以公告
    rf"|{_OPENLY}{{1,4}}{_VERB}(?<!通报)(?<!曝光)"
    # as the verb of a phrase: 公开举报电话, 发布和刊登信息
    r"|(?<=[,。;:、(并每周月季度年日])(?:公布|公示|公告|公开(?!招)|发布|刊登|定期通报)"
    r"(?:[和、及]?(?:公布|公示|发布|刊登|公开))?(?=(?:[^\W\da-zA-Z_]|“){2})(?!之日|施行|实施|栏|会|机)"
    rf")(?P<object>(?!制度|机制|平台|工作|系统){_PLAIN}{{0,30}})"
)
_WHERE: Final[Pattern] = Pattern(
    rf"(?:通过|在|利用|依托)(?P<medium>[^,。;:在]{{0,24}}?{_MEDIUM})"
    "|向(?P<public>全?社会(?:公众)?|公众)"
)
_ABOUT: Final[Pattern] = Pattern(
    r"(?:对于?|将|把)(?P<what>[^,。;:\n]{2,50}?),?(?:均|都|要|应当?|一律|予以|必须|,){0,3}$"
)
_HEAD: Final[Pattern] = Pattern(
    r"(?:^|[,。;:()\n对将])(?P<what>(?!并|以|进行|详细|坚持|实行|按)[^,。;:()\n的对将]{2,24}?)(?:要|应当?|必须|须|均|依法|及时){0,3}$"
)
_NEXT: Final[tuple[str, ...]] = ("的", "并", "、", "和", "后", "时", "”", "之", "施行", "实施")


def read_publications(folded: Folded) -> Iterator[Publication]:
    """Yield the duties to publish, in the order of the text."""
    for found in _PUBLISH.finditer(folded.text):
        kept = "" if found["object"].startswith(_NEXT) else found["object"]
        if not kept and re.match("的|之日", found["object"]):
            continue  # 国务院公布的目录: published already, by someone else
        text, start, end = folded.locate(found.start(), found.end("all") + len(kept))
        medium = _WHERE.search(found["all"])
        where = (medium["medium"] or medium["public"]) if medium else None
        what = kept.rstrip("、了") if len(kept) > 1 else _named_before(folded, found.start())
        yield Publication(text=text, start=start, end=end, what=what, where=where)


def _named_before(folded: Folded, position: int) -> str | None:
    """Return the object that stands before the verb: 对典型案件均通过媒体公开."""
    floor = max(position - 60, folded.sentence(position)[0])
    lead = folded.text[max(floor, folded.segment(position)[0]) : position]
    about = _ABOUT.search(folded.text[floor:position]) or _HEAD.search(lead)
    return about["what"].rstrip("、") if about else None
