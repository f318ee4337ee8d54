"""Consequences for those who fall short: orders to stop, closures, interviews, bans.

``KINDS`` maps each kind to the words for it. Fines by amount are in ``fines``.
"""

from collections.abc import Iterator
from typing import Final

from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Measure
from bihuan.compiler.pattern import Pattern

#: Longer wordings stand first, so that 责令停产停业整顿 is not read as 停产.
KINDS: Final[dict[str, str]] = {
    "daily-fine": "按日连续处罚|加处罚款",
    "correct": (
        "责令(?:其)?(?:限期|立即|当场)?(?:改正|整改)"
        "|责令(?:其)?限期(?:改正|整改|消除|治理|拆除|采取)"
    ),
    "stop": (
        "(?:责令)?(?:其)?(?:立即|限期|暂时)?(?:停产停业|停产停工|停产|停工|停业"
        "|停止(?:建设|施工|使用|生产|作业|经营|供电|供应民用爆炸物品|民用爆炸物品供应|违法行为|执业))"
        "(?:整顿|整改|停用)?|停电(?=、|等)"
    ),
    "close": (
        "(?:予以)?(?:关闭取缔|取缔关闭|关闭退出|关闭|取缔)(?=[,。;、等措的]|$)"
        "|不得复产|不得(?:恢复)?生产经营"
    ),
    "seize": "查封(?:扣押)?|扣押|先行登记保存|没收(?:违法所得|非法所得|非法财物)?",
    "licence": (
        "(?:暂扣|吊销|撤销|注销)[^,。;、]{0,16}?"
        "(?:许可证?|证照|执照|资质|资格证?书?|证书|资格|批准文件|等级)"
        "|(?:降低|取消)[^,。;评]{0,10}?(?:资质|资格|等级)"
        "|不得颁发[^,。;、]{0,12}许可证|不予(?:许可|审批|办理[^,。;]{0,12}手续|批准)"
    ),
    "interview": "(?:警示|诫勉)?约谈(?:告诫|通报)?|告诫|诫勉(?:谈话)?|函告|督促函|提醒谈话",
    "circular": "通报批评|(?:排名|定期|及时)?通报(?=[、,。;]|批评|曝光)",
    "exposure": "(?:公开|媒体|集中)?曝光",
    "listing": "挂牌(?:督办|公示)|黑名单|严重失信(?:主体名单)?|联合惩戒|失信惩戒|一票否决",
    "discipline": (
        "(?:依法|依规依纪|依纪依法)?给予(?:[^,。;]{0,12}?)(?:处分|政务处分)"
        "|党[政]?纪(?:政[纪务])?处分|撤职|免职|降级|降职|开除|记过|警告(?!标志|标识)"
        "|公开检讨|组织处理|纪律处分"
    ),
    "ban": (
        "终身不得[^,。;]{0,30}|[一二两三四五六七八九十\\d]{1,3}年内不(?:得|能|再)[^,。;]{0,24}"
        "|(?:职业|行业|市场)禁入|不得(?:提拔|重用|授予|评先)[^,。;]{0,16}"
        "|取消[^,。;]{0,16}(?:评先|评优|评选|荣誉)[^,。;]{0,6}"
    ),
    "criminal": (
        "(?:依法)?追究(?:其)?刑事责任|移送(?:司法|公安)机关|移交司法机关|刑事措施|行政拘留|拘留"
    ),
    "liability": (
        "(?:依法|依规|从严|从重|严肃|严格){0,3}追究[^,。;]{0,24}责任"
        "|(?:依法|依规){0,2}从[重严]处(?:罚|理)|责任倒查|承担(?:连带)?赔偿责任"
    ),
    "compel": "(?:申请)?(?:人民法院|司法机关)?强制执行|代履行|强制(?:拆除|措施)",
}
#: The first characters of all the words; the rest of the text is passed over at once.
_FIRST: Final[str] = (
    "[按加责其立限暂停予关取不查扣先没吊撤注降警诫约告函督提通排定及公媒集曝挂黑严联失一依给党免开记组纪"
    "终两二三四五六七八九十0-9职行市追移刑拘从重肃格承申人司代强]"
)
_MEASURE: Final[Pattern] = Pattern(
    f"(?={_FIRST})(?:"
    + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in KINDS.items())
    + ")"
)


def read_measures(folded: Folded) -> Iterator[Measure]:
    """Yield the consequences a clause names, in the order of the text."""
    for found in _MEASURE.finditer(folded.text):
        text, start, end = folded.locate(*found.span())
        kind = (found.lastgroup or "").replace("_", "-")
        yield Measure(text=text, start=start, end=end, kind=kind)
