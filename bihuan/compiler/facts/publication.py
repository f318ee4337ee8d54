"""Duties to make something known: 向社会公布, 在媒体上公告, 全文发布, 挂牌公示."""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Publication

_VERB: Final[str] = (
    r"(?:公布|公示|公告|公开(?!招|检讨|道歉|透明|曝光|课|赛|竞)|发布|刊登|披露|曝光|通报)"
)
_WHERE: Final[re.Pattern[str]] = re.compile(
    r"(?:通过|在|于|利用|依托)(?P<medium>[^,。;:在]{0,24}?(?:媒体|网站|系统|平台|公示栏|公告栏|报纸|日报|电视台?|广播|公众号|场所|位置|显著位置|公报|专栏|广播电视))(?:上|等|中)?"
    r"|向(?P<public>社会(?:公众)?|公众|全社会|从业人员|职工)"
)
_PUBLISH: Final[re.Pattern[str]] = re.compile(
    rf"(?P<all>(?:通过|在|利用|依托)[^,。;:()\n]{{1,26}}?(?:媒体|网站|系统|平台|公示栏|公告栏|报纸?|电视台?|公众号|位置|专栏)(?:上|等|中)?[^,。;:()\n]{{0,10}}?{_VERB}(?:出?)"
    rf"|(?:依法)?(?:及时)?(?:依法)?(?:主动)?向(?:全)?(?:社会(?:公众)?|公众)[^,。;:()\n]{{0,8}}?{_VERB}|挂牌公示|公示(?:公告|公开)|全文(?:公布|公开|发布)|双公示"
    r"|(?<![信政警])(?:及时|依法|予以|定期|应当|主动|统一){1,4}(?:对外)?(?:公布|公示|公告|公开(?!招)|发布|披露)|(?:季度?|月|年度?|定期)公[告示布]|公开曝光)"
    r"(?P<object>(?!制度|机制|平台|工作)[^,。;:()\n]{0,30})"
)
_ABOUT: Final[re.Pattern[str]] = re.compile(
    r"(?:对于?|将|把)(?P<what>[^,。;:\n]{2,50}?)[,]?(?:均|都|要|应当?|一律|予以|必须|,)*$"
)
_HEAD: Final[re.Pattern[str]] = re.compile(
    r"(?P<what>[^,。;:()\n的对将]{2,24}?)(?:要|应当?|必须|须|均|依法|及时)*$"
)


def read_publications(folded: Folded) -> Iterator[Publication]:
    """Yield the duties to publish, in the order of the text."""
    for found in _PUBLISH.finditer(folded.text):
        text, start, end = folded.locate(found.start(), found.end("all") + len(_kept(found)))
        medium = _WHERE.search(found["all"])
        where = (medium["medium"] or medium["public"]) if medium else None
        yield Publication(text=text, start=start, end=end, what=_what(folded, found), where=where)


def _kept(found: re.Match[str]) -> str:
    """Return the object after the verb, unless it already starts the next thought."""
    words = found["object"]
    return "" if words.startswith(("的", "并", "、", "和", "后", "时", "”")) else words


def _what(folded: Folded, found: re.Match[str]) -> str | None:
    if len(_kept(found)) > 1:
        return _kept(found).strip("“”、了")
    lead = folded.text[folded.segment(found.start())[0] : found.start()]
    previous = folded.text[
        max(found.start() - 60, folded.sentence(found.start())[0]) : found.start()
    ]
    about = _ABOUT.search(previous) or _HEAD.search(lead)
    return about["what"].strip("“”、") if about else None
