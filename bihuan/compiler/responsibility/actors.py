"""Who can be made to act in prose: units, enterprises, posts, and people by what they do."""

import re
from collections.abc import Iterator
from typing import Final

from bihuan.compiler.names import (
    NAME_LIMIT,
    PERSON,
    PERSON_END,
    SITE,
    UNIT_END,
    looks_like_unit,
    without_bracket,
)
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.units import UnitDictionary

_BARE_POST: Final[Pattern] = Pattern(
    r"(?:(?:及其|和|、)?(?:其|有关|相关|各自)?(?:党政|直接)?(?:班子)?(?:主要|分管|其他)?"
    r"(?:负责人|责任人|负责同志|领导(?:同志|班子|干部)?|班子成员|成员|人员|个人))+"
)
#: A name that begins like this is no name: a verb with its object, a setting, a pronoun.
REJECT: Final[Pattern] = Pattern(
    r"^(?:决定|同意|划定|下列|依法(?![^,。;:]{2,20}的)|现[就将]|对|将|把|从(?!业)|在(?!建|线|岗(?!期间)|册|航|校|编|职|场)|为|使(?!用)|让|向|按|凡|被(?![^,。;的]{1,6}的?(?:单位|企业|地区|人员|部门|车间|班组|项目|场所|学校|机构|组织|厂|矿|站|店|户|方|人|者|的))|与|于|以|因|如|经(?!济|信|开|营|贸|理|销)|到|当(?![班地事日值])|若|自(?!然|来|治|贸)|据|未(?!成年)|不|无|有(?!关)|是|属于|通过|针对|根据|[按依参遵]照|依据|依托|结合|围绕"
    r"|督促|加强|推动|引导|支持|鼓励|组织(?!部|人事)|协调|指导|要求|会同|强化|完善|建立|健全|开展|落实|实施|加大|加快|发挥|动员|帮助|允许|禁止|严禁|切实|坚持|认真|贯彻|提前|统一|指派|聘任|聘用|招聘|调配"
    r"|明确|规范|提高|提升|推进|遇|严格|深入|积极|充分|进一步|全面|设立|设置|配备|指定(?!部门|单位|机构)|组建(?!部门|单位|机构)|委托(?!人|方|单位|机构)|聘请|进行|告知|通知|报(?!社|刊|纸)|了解|申请(?![人者方]|单位|企业)|开办|提请|深化|构建|打造|确保|促进|做好|抓好|用好|聚焦|突出|统筹|发生(?!地)|存在|发现|涉及"
    r"|制定|召开|提出|研究(?!院|所|生)|部署|采取|实行|施行|列入|纳入|取得|任何|牵头(?!单位|部门|处室|科室|负责人|领导)|领导(?=[^,。;]{0,12}委员会)|其他单位|造成|给予|追究|责令|违反|拒不|请|作为|包括|以及|及|和|或"
    r"|全员|压实|夯实|厘清|理顺|细化|每(?!个|家|名|位)|其(?!他|产权|[^,。;:]{1,4}的[^,。;:的]{2,12}(?:机构|单位|部门|企业)|(?:书面|共同)?(?:指定|委托|授权|聘请)的|(?:所有|使用|管理|经营|产权|承租|出租|承包|代理)[人者]|[上下]级|所属|所在|主管|派出|主要负责人|指定的|委托的|授权的|[^,。;:的]{2,8}(?:单位|机构|部门))|还|也|均|分别|都(?!市)|应(?!急)|须|必须|确定|保障|保证|移交|移送|除(?![险冰雪尘])|至|并|(?:协助|配合|协同|参与|参加)(?!单位|部门|机构))"
)
_VERB_INSIDE: Final[Pattern] = Pattern(
    r"[了着由把将已未是“:]|(?<![面方走导])向|(?<=.)受(?![托让益限])|每(?![个家名位])|(?<!行)为|过(?!往)|跨(?!境)|可以|(?<!所)有权|(?<=[门关府局院会委前后])[报送交转](?![社刊警通])|(?<=[门关府局])(?:审查|审批|核查)|至少|(?<!所)在(?![建岗册职线编])|(?<=.)(?<!及)其(?!他)|邀请|坚持|报(?=本级|上级|上一级|同级|所在地|[省市县区])|在岗期间|进入(?!口)|约谈(?!主持人|方|对象|人)|下设|责令|追究|或(?!者)|对(?![外口接])|接[到收](?!单位|方)|组成(?!部门|单位|人员)|(?<=[府局门])指定(?!的)|吊销|暂扣|没收|带队(?!人|领导)|收到|采用|招用|聘用|作出|(?<![财神已])经(?![济营理销办贸信开纪费])|承揽|购买(?![者方人户]|单位)|征求|造成|没有|决定|确定(?!的)|不得|不落实|必须|(?<![主重需])要(?!素)|(?<![供响相])应(?!急)|鼓励|[担兼]任|(?<![主责])任(?=[^,。;]{0,4}(?:[组队]长|指挥|主任)$)|摸清|引导|导致"
    r"|(?:建立|明确|宣传(?!统战)|发现)(?!部|文|单位|人员|机构)|级以(?!上|下)|负责(?!同志|人)|控制(?!人)|实现|形成"
)
_RELATIVE: Final[Pattern] = Pattern(
    r"的(?!部门|单位|有关|主管|行业|机构|相关|机关|企业$|监管|职能|生产、经营)"
)
#: Whoever else a unit stands beside: 林地的经营单位和个人; 有关单位和个人 names nobody.
_ALSO_PEOPLE: Final[Pattern] = Pattern(r"(?<=单位)(?:[和、]|或者)个人$")
#: What goes with a unit and is its own: 监察机构及其派出机构.
_WITH_OWN: Final[Pattern] = Pattern(r"(?<=[^,。;:、]{4})及其[^,。;:、]{2,20}$")
_ANYBODY: Final[Pattern] = Pattern(r"(?:有关|相关|任何|各)?单位(?:[和、]|或者)个人")
_HOLDING: Final[Pattern] = Pattern(
    r"^(?:各级|各类|各|其他|县级以上|市级以上)?(?:地方)?(?:人民政府|政府)?(?:其他|有关)?(?:依法)?(?:负有|负|承担|具有|具备)[^,。;]{2,24}(?:职责|职能|责任|权)的?"
    r"|^(?:负责|承担|组织)[^,。;]{2,16}的(?=人民政府|部门|单位|机构|机关)"
    r"|^(?:其他)?对[^,。;]{2,40}(?:实施(?:监督管理|监督|管理)|负有[^,。;的]{2,16})的(?=部门|机构)"
    r"|(?:(?<=政府)|(?<=国务院))(?:负责|承担|主管)[^,。;]{2,16}的(?=部门|机构)"
)
_CLAUSE: Final[Pattern] = Pattern(
    r"[了着过由把是“:]|每(?![个家名位])|对(?![外口接])|没有|应当|必须|不得|鼓励|(?<![主重需])要(?!素)|决定"
    r"|任(?=[^,。;]{0,4}(?:长|指挥|主任|成员))"
)
_CHOSEN: Final[Pattern] = Pattern(r"(?:依法)?(?:确定|设立|指定|授权|委托|批准|认定|所属)$")
_AT_WORK: Final[Pattern] = Pattern(
    r"(?:从事|进行|参加|参与|承担|负责|实施|使用|操作|接到|发现)[^,。;]{2}"
    r"|[^,。;的]{0,16}(?:分管|主管)[^,。;]{2}|在[^,。;]{2,20}(?:作业|工作|施工|活动)|(?:当[日班]|值班|带班)|新[^,。;的]{2,6}$|与[^,。;]{2,16}关系$"
)
_NOBODY: Final[Pattern] = Pattern(
    r"(?:有关|相关)?(?:单位|部门|机构|组织|机关|(?:单位|组织|企业)[和、]个人)$"
)
_ENTERPRISE: Final[Pattern] = Pattern(
    r"(?:企业|公司|生产经营单位|建设单位|施工单位|[^\W\da-zA-Z_]{2,4}单位|工厂|矿山|集团|车间|班组|作坊|店铺|商铺|门店)$"
)
_TOPIC: Final[Pattern] = Pattern(
    r"(?:(?:项目|事项|设施|设备|产品|工作|标准|制度|区域|领域|行业|作业|工程|职责|责任|措施|计划|要求|办法|意见|方案)|考核|检查|管理|(?<!安全)监督|监管)$"
    rf"|{SITE}$"
)
#: What opens no name, whatever follows.
_ADVERBIAL: Final[Pattern] = Pattern(
    r"(?:下列|划定|设立|对|将|把|被(?![^,。;的]{1,6}的?(?:单位|企业|地区|人员|部门|车间|班组|项目|场所|学校|机构|组织|厂|矿|站|店|户|方|人|者|的))|由|经(?![营济])|按|根据|依[据照]|在(?![建线岗职册航校编场])|向|从(?![事业])|以(?!上)|因|当(?![班地事日值])"
    r"|如|若|凡|自(?![然建来])|于|就|至|除(?![险冰雪尘])|与|违反|禁止|严禁|鼓励|支持|任何|通过|遇|发现|由于|要求|督促|责令|国家|编制|制定|收到)"
)
_NO_OWNER: Final[Pattern] = Pattern(
    r"[了着由把是“:,;。]|(?<=[^面门])对(?![外口接])|应当|必须|不得|每(?![个家名位]|[^,。;]{1,20}的)|(?:要求|督促|责令|禁止)"
)
_PLAIN_NAME: Final[Pattern] = Pattern(r"(?:[^\W\d_a-zA-Z了]{2,16}的)?[^\W\d_a-zA-Z的了]{2,12}")
_THING: Final[Pattern] = Pattern(
    r"^(?:其他$|燃放|扑救|抢救|救援|调查|处理|申请|开展|建立|实施|制定|加强|组织|修建|设立|设置|采用|采取|防治|预防|发展|推广|执行|应对|处置|生产|经营|储存|运输|使用|驾驶|举办|从事|进行|销售|编制|拆除|安装|改造|新建|改建|扩建|购买|装卸|携带|乘坐|开采|建造)"
    r"|[时后前内外中上下间期度性量率费金款额物品材器具车机线网点面板门窗口道路桥库池塔罐炉管缆阀舱辆案单证书册表图账簿记录牌志识料况果由况例则律规权源除]$"
    r"|(?:培训|演练|活动|施工|整治|救援|评估|评价|验收|检验|检测|教育|运输|生产|经营|储存|使用|建设|改造|维修|安装|拆除|设计|勘察|监理|监测|通信|隐患|事故|信息|建筑|房屋|系统|装置|情形|条件|行为|宣传|巡查|巡检"
    r"|值班|值守|服务|审查|审批|许可|备案|报告|处置|治理|整改|排查|辨识|合同|协议|总结|原则|数据|会议|安全|风险|能力|水平|资质|资格|任务|目标|人数|年龄|运用|使用|利用|应用|项|电|气|水|油|煤|火|环境|区|段|场|场所)$"
)
_OPEN_LIST: Final[Pattern] = Pattern(r"等[^等,、的]{0,8}(?:部门|单位|机构|企业)(?:和单位)?$")
#: A bracket that explains a name and is no part of it: (每队不少于15人), (以下统称企业).
_ASIDE: Final[Pattern] = Pattern(
    r"[(〔](?:[^()〔〕]*(?:\d|不少于|不超过|以下|以上)[^()〔〕]*|(?:含|包括|名单|下同|详见|见)[^()〔〕]*)[)〕]$"
)
#: A word in quotation marks that is part of a name: 村“两委”干部.
_QUOTED: Final[Pattern] = Pattern(r"“[^”]{1,4}”")
_PLACE: Final[Pattern] = Pattern(r"(?:站|场|所|馆|园|厂|矿|店|库|区|闸|桥|堤|坝|矿山|船舶)$")
_POST: Final[Pattern] = Pattern(
    r"(?:的?(?:党政)?(?:主要|分管|安全)?(?:负责同志|负责人|领导同志|领导|领导班子|班子成员))$"
)
_OFFICE: Final[Pattern] = Pattern(
    r"(?<!任)(?<!任[副组组])(?:[^\W\d]长|主任|书记|主席|经理|总监|师|第一责任人|[权用理营租办运货]人|(?:保管|值班|巡[查检]|管理|网格|护林|监护)员|者|(?<![员职民])工)$"
)
_TIME_LEAD: Final[Pattern] = Pattern(
    r"^(?:年[初终底内末]|\d{4}年(?:\d{1,2}月)?(?:份|底|年底|末|上半年|下半年)?(?:以?前|起|内)?|\d{1,2}月(?:底|份)?(?:前|起)?|目前|今后|原则上|(?:主|非)?汛期)"
)
_LONGEST: Final[int] = 30
_LONGEST_LIST: Final[int] = 110
_LONGEST_CLAUSE: Final[int] = 45


def is_actor(name: str, units: UnitDictionary, *, bound: bool) -> bool:
    """Tell whether a name is that of somebody who can owe a duty.

    ``bound``: a word of obligation follows it. Then a post (车间主任), people by their
    work (监护人员) and a name with a clause of its own (使用燃气的餐饮经营者) count as well;
    without it only units and the heads of them (企业主要负责人) do.
    """
    if units.knows(name):
        return True
    core = _WITH_OWN.sub("", _ALSO_PEOPLE.sub("", _HOLDING.sub("有关", name)))
    if _is_no_name(core) or _ANYBODY.fullmatch(name) or not (bound or _acts_unbound(core)):
        return False
    if PERSON.search(core) and _BARE_POST.fullmatch(core):
        return False
    core = _QUOTED.sub("", core)
    if "的" in core and (bound or _of_unit(core)) and is_described(core, units):
        return True
    if _RELATIVE.search(core) or _VERB_INSIDE.search(core):
        return False
    if PERSON.search(without_bracket(core)):
        return not core.startswith(("有关人员", "相关人员"))
    if _NOBODY.fullmatch(core):
        return core.startswith(("有", "相")) or (bound and core == "单位")
    return bool(_OPEN_LIST.search(core)) or looks_like_unit(core) or (bound and acts_freely(core))


def _is_no_name(core: str) -> bool:
    """Tell whether words are too short, too long, or begin or end as no name does."""
    longest = _LONGEST_LIST if "、" in core else _LONGEST
    if not 2 <= len(core) <= longest or "," in core:
        return True
    return bool(REJECT.match(core) or _TOPIC.search(core))


def _acts_unbound(core: str) -> bool:
    """Tell whether a name needs no word of obligation: a unit, or the head of one."""
    if core.startswith("牵头") or core.endswith("场所"):
        return False
    return not PERSON.search(core) or _POST.search(core) is not None


def is_owner(name: str) -> bool:
    """Tell whether a name directly before 应当 or 不得 is that of who must.

    There hardly anything but a name can stand, so that verbs inside it raise no doubt.
    """
    if not 3 <= len(name) <= _LONGEST_LIST or _ADVERBIAL.match(name) or _NO_OWNER.search(name):
        return False
    if _TOPIC.search(name) or _ANYBODY.fullmatch(name) or _BARE_POST.fullmatch(name):
        return False
    return looks_like_unit(name[-NAME_LIMIT:]) or acts_freely(name)


def is_bare_post(name: str) -> bool:
    """Tell whether a name is a post that does not say of whom: 主要负责人."""
    return _BARE_POST.fullmatch(name) is not None


def is_kind(name: str) -> bool:
    """Tell whether a name says only what kind of body it is, as lists do: 机关、部队、企业."""
    return _NOBODY.fullmatch(name) is not None


def is_doer(name: str) -> bool:
    """Tell whether a short name of unknown ending may be that of one who acts.

    The verb behind it must tell that somebody acts; here only what names a thing, a matter,
    a time or a case is turned away.
    """
    if not _PLAIN_NAME.fullmatch(name) or REJECT.match(name) or _TOPIC.search(name):
        return False
    return not (_VERB_INSIDE.search(name) or _THING.search(name) or _BARE_POST.fullmatch(name))


def is_described(core: str, units: UnitDictionary) -> bool:
    """Tell whether a name is an actor told by whose it is or what it does: 园区的物业企业."""
    described, _, head = core.rpartition("的")
    if len(described) > _LONGEST_CLAUSE or _CLAUSE.search(described):
        return False
    if _BARE_POST.fullmatch(head):
        return may_end_name(described) or _AT_WORK.match(described) is not None
    return _NOBODY.fullmatch(head) is not None or is_actor(head, units, bound=True)


def _of_unit(core: str) -> bool:
    """Tell whether a name says whose it is: 生产经营单位的工会."""
    return looks_like_unit(_CHOSEN.sub("", core.rpartition("的")[0]))


def is_place(name: str) -> bool:
    """Tell whether a name may be that of a place or a thing: 调压站 is built, 林业站 acts."""
    return _PLACE.search(name) is not None


def may_end_name(tail: str) -> bool:
    """Tell whether words may be the end of a name of an actor, before all of it is read."""
    return tail.endswith((*")各界等", "的组织")) or looks_like_unit(tail) or acts_freely(tail)


def acts_freely(name: str) -> bool:
    """Tell whether a name is an enterprise or a person: they act without owing it."""
    core = _POST.sub("", re.sub(r"\([^()]*\)$", "", name))
    return bool(_ENTERPRISE.search(core) or PERSON.search(name))


def holds_post(name: str) -> bool:
    """Tell whether a name is that of one post, whose holder is known: 矿长, 总工程师."""
    return _OFFICE.search(name) is not None


def ends_of_names(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where in ``[start, end)`` the name of an actor may end, the last first."""
    ends = {match.end() for match in UNIT_END.finditer(text, start, end)}
    ends.update(match.end() for match in PERSON_END.finditer(text, start, end))
    yield from sorted(ends, reverse=True)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a name without a time before it and an explanation behind it."""
    lead = _TIME_LEAD.match(text[start:end])
    aside = _ASIDE.search(text[start:end])
    return (start + lead.end() if lead else start), (start + aside.start() if aside else end)
