"""Who acts in official prose, told by the last word of the name: units, posts and people.

Names are an open class, but they end on few words. Both readers of duties, who is responsible
and what recurs, ask here.
"""

import re
from typing import Final

from bihuan.compiler.pattern import Pattern, either

#: Kinds of places that are somebody's business: 餐饮场所 acts, 储存场所 is built.
_RUN: Final[str] = either("餐饮 娱乐 活动 聚集 密集 住宿 营业 经营 服务 商业 养老 公共")
_UNIT: Final[str] = either(
    "(?<![结布全大格僵])局 委(?!员) 办 厅 (?<![签部])署 部门? (?<!来)院 (?<![逐平前])台",
    "社 队(?!伍) 站",
    "所(?![列述在称需有属规必辖])",
    "处(?![理置罚分于在]) 科 室 会 联 中心 公司 集团 银行 政府 [支分]行 党组 党工委 机关 单位 机构",
    "组织 团体 街道 乡镇 镇街 街镇 [县旗]区 区[县市] 开发区 高新区 经开区 园区 新区 示范区 试验区",
    "保税区 景区 功能区 指挥部 专班 小组 (?<![控参入合持])股",
    "(?:调查|检查|督查|巡查|督导|工作|核查|专家)组",
    "(?:技术|管理|综合|医疗|后勤|保障|救援|警戒|疏散)组",
    "馆 基地 (?<=[党干])校 院校 学校 中小学 高校",
    "(?<=[省市县区])公安(?![机部局厅派分交]) 幼儿园 [产工]业园 海关 企业 各地 地区 各级 省 市 州",
    "盟 县 旗 镇 乡 村 社区 街 矿(?!山) 厂(?!房) 报社 媒体 团[省市县区]委 党委",
    "(?<![域理公息活业罐电专护戒离险堆存放待停检控禁缓卸货果])区 (?<![广立当在上下登采到])场",
    "(?<![上下值换倒当接每夜早晚中白带领跟训两三四本分])班(?=$|负责|应当|必须|不得|每)",
    "(?:网络|交易|电商)平台",
    "支队 总队 大队 中队 武警 主体 军分区 警备区 人武部 库区 林区 矿区 港区 片区 联社 中支 队伍",
    "车间 班组 工段 工区 区队 农家乐 民宿 共青团 团组织 常务会议 办公会议",
)
_PERSON: Final[str] = either(
    "(?<=单位[和、]个)人 警察 民警 辅警 医生 护士 司机 人员 成员 法人 职工 员工 工人 主任 书记",
    "主席 经理 总监 干部 负责同志 领导(?:班子)? [正副]职 委员(?!会) 督学 总值班 门卫 船舶",
    "保安(?![服公员]) 专家(?![组库会意评论咨]) 代表(?![性队团]) (?<=[总场])指挥(?![部中机棚所挥])",
    "(?<=[班值矿])调度(?=$|员|接|应|负|必|每)",
    "(?<=[挥作水舵破])手(?![续段册工法术]) (?<=安全)监督(?=$|应当|必须|不得)",
    "(?<=[库区间务备场])主管(?=$|负责|应当|必须|每|对|组织)",
    "(?<![动伤满超定减官会党团委复])(?<![^安]全)员",
    "(?<![施复开停动竣完用招务分加员职民手人化轻])工(?![作程业人会地期序艺种具资伤商时信况矿区段厂])",
    "(?<![施复开停动竣完加手人])工(?=作业[前中后时])",
    "(?<![专个他本病何等一多某伤死法证年老疾器家客路疑害众工军亡])人(?![民数次均口体身防社大力事工机流群才类行]|为(?:的|因素|原因|破坏|失误|造成|制造))",
    "(?<![或前后再])者 (?<![出大水])师(?![傅范资生]) 匠 导游(?!词) 领队 (?<=救援)力量",
    "(?:学|师)生(?=$|应当|必须|不得|[和及、以]) (?<![成生增特延市])长(?=$|[^度期效远江大])",
    "(?<=[用住商租农林渔船店殖])户 (?<=[业船车货店])主 (?<=[船股])东",
    "(?<=[乘旅顾游])客(?![运流货车站船渡]) (?<=[包销应营发口贸造租理运务])商",
    "(?<=[工包酒饭旅商售修网门分书药])店 [租包托受供用购销买卖发承甲乙让谈]方(?![面案式法向便])",
)
#: Where the name of a unit may end inside a text, and that of somebody by his post or work.
UNIT_END: Final[Pattern] = Pattern(_UNIT)
PERSON_END: Final[Pattern] = Pattern(_PERSON)
#: Posts and people named by their work: 主要负责人, 护林员, 承办人, 餐饮经营者.
PERSON: Final[Pattern] = Pattern(f"{_PERSON}$")
_ENDS: Final[Pattern] = Pattern(f"{_UNIT}$")
#: Places that nobody runs.
SITE: Final[str] = f"(?<!{_RUN})场所"
_NO_UNIT: Final[Pattern] = Pattern(
    either(
        "(?<!管理)(?<![工社群团党援急志愿者业际层治律查会他济])组织 委员?会组织",
        "社会 大会 晚会 例会 机会 警戒区 保护区 隔离区 作业区 危险区 辖区 小区",
        "(?<!常务)(?<!办公)会议 约谈会",
        "(?<![网交电][络易商])平台 后台 出台 干部 全部 内部 外部 局部 督办 举办 开办 创办",
        "协办 承办 查处 惩处 好处 到处 深处 之处 调处 立场 市场 现场 隐患点 培训班 全社会 都市",
        "随队 带队",
        "城市 城乡 农村 乡村 山村 本[省市县区] 每[年月] 本区域 重点区 场站 工地 教室 原委",
        SITE,
    )
    + "$"
)
NAME_LIMIT: Final[int] = 40


def looks_like_unit(name: str) -> bool:
    """Tell whether ``name`` (no blanks, half-width marks) ends like the name of a unit."""
    core = without_bracket(name)
    return 2 <= len(core) <= NAME_LIMIT and bool(_ENDS.search(core)) and not _NO_UNIT.search(core)


def without_bracket(name: str) -> str:
    """Return the name without a bracket at its end."""
    return re.sub(r"[(〔][^()〔〕]*[)〕]$", "", name)
