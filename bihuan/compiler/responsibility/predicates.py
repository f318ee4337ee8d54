"""What makes a duty of a sentence: words of obligation, verbs of office, and what may precede."""

from typing import Final

from bihuan.compiler.pattern import Pattern

_ADVERB: Final[str] = (
    r"(?:也|还|均|都|则|同时|并|统一|直接|具体|全面|及时|共同|分别|各自|原则上|视情|同样|逐[个台项户一级]|每两?[年月季周旬日天班]|每半年|每季度|每个?月|年底前"
    r"|(?:主|非)?汛期|[春夏秋冬]季|(?:节假日|假期|[寒暑]假|防火期|[休禁]渔期|重点时段)(?:期间)?|夜间|平时)?"
)
_MUST: Final[str] = (
    r"(?:应当|应该|(?<![供响相适对反效感])应(?!急|对|用|力|届|收|税)|必须|须|(?<![急所])需(?!要?求)"
    r"|(?<![主重需必摘纲首紧])要(?!求|素|点|件|害|道)|不得(?!超过|少于|低于|高于|多于|早于|晚于|小于|大于)"
    r"|请(?=于|在|将|按|对照|结合|认真|及时|务必|尽快|每|高度))"
)
_MODAL: Final[str] = (
    r"(?:将(?=[进继会加把建按定对于组在安逐适不采开召通视]|每|[^,。;:]{2,30}(?:纳入|列入|作为|报送|抄送))|负责(?!同志|人(?!员[^,。;]{0,2}[搜救疏转撤])|制(?![定订])|[^,。;:]{2,24}的(?:有关|技术|管理)?(?:部门|机构|单位|人员(?!编制|名单|配备))(?![。;、和及])|(?<=[院府]负责)[^,。;:]{2,16}管理的部门)"
    r"|(?:会同|牵头|(?:积极|密切|协同|共同|予以|给予|派员|派人)?(?:配合|协助|协同|参与|参加)(?!的))(?!单位|部门|科室(?!主任|负责人)|处室))"
)
_ACT: Final[str] = (
    r"(?:承担|履行|参照|统筹、|负(?=有(?![^,。;:]{0,24}的)|总责|[^,。;责]{0,6}责任)|组织(?!部)|制定|开展|建立|落实|派员|做好(?![^,。;]{0,4}的)|统筹(?=信息|安排|提出|规划|建立|协调|推进|抓|做|负责|组织|指导|全)"
    r"|督促|指导|每[年月季周旬天日班半小学次晚夜两一二三四五六七八九十\d]|至少|定期|实行|重点|依法|依照|成立|设立|加强|强化"
    r"|明确|完善|推动|推进|实施|出台|印发|汇总|公布|通报|报送|上报|具体|督导|审核|受理|对|(?:按照?|根据|依照)(?![^,。;:]{2,20}(?:设立|确定|指定|成立|授权)的[^,。;:的]{2,16},?(?:应|负责))|结合|(?<!所)在|于|依据|围绕"
    r"|[是为](?=(?:本|该|其|所在)[^,。;:]{1,20}(?:安全|消防)[^,。;:]{0,6}(?:第一|直接|主要)?责任人|[^,。;:]{2,30}责任主体[,。;])|有(?=[^,。;:]{2,30}的义务)|主管(?=[^,。;:]{2,24}(?:工作|行业|事务|事业))|领导(?=全国|本)|主持|召集|保障(?!局|部|中心|办|处|科)|编制(?!委)|拟[订定]|起草|审批|批准(?!的|文|后|书)|核发|接受(?!单位)|提供|配备|采取|分管(?![^,。;]{0,12}(?:负责|领导|同志|人|[长任理记]))|巡检|指定|统一(?:组织|领导|指挥|协调|管理|调度|部署|发布|编制|制定|监督)"
    r"|加大|积极|切实|认真|严格|全面|健全|进行|从事|使用|委托|发生(?!地)|采用|接到|收到|发现|新建)(?!单位|部门|机构|人员)"
)
#: The word that ends a subject: of obligation (``must``), of a role (``modal``), or a verb.
PREDICATE: Final[Pattern] = Pattern(
    rf"(?:,)?{_ADVERB}(?:(?P<must>{_MUST})|(?P<modal>{_MODAL})|(?P<act>{_ACT}))"
)
#: A predicate, or where the list of helpers behind 会同 ends otherwise.
HELPED: Final[Pattern] = Pattern(
    rf"{PREDICATE.words}|[,]|组成|派员|到(?=现场|实地)|赶赴|进行|共同|联合|作出|提出|研究"
)
_LABEL: Final[str] = (
    r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[①-⑳]|[一二三四五六七八九十]是(?:要)?"
    r"|第[一二三四五六七八九十],|其[一二三四五],|(?:首先|其次|再次|最后),)?"
)
#: Numbers and connectives before a subject; ``agent``: 由 or 请 stands before it.
LEAD: Final[Pattern] = Pattern(
    rf"{_LABEL}(?:(?:同时|其中|并|另外|此外|但),?|所需(?:资金|经费|费用)(?=[省市县区乡镇]))?(?P<agent>由|请)?"
)
START: Final[Pattern] = Pattern(rf"(?:^|[。;!:,\n”]){LEAD.words}")
BY: Final[Pattern] = Pattern(
    r"(?<!(?<![管治办受处审修清])理)(?<![自缘经])(?<!可以约定)(?<!符合)(?<!是指)(?<!依照)(?<!按照)(?<!执行)(?<!遵守)由(?=(?:[^\W\da-zA-Z_]|[(]))"
)
#: What may stand between a subject and its word of obligation: a time, a condition, a setting.
BETWEEN: Final[Pattern] = Pattern(
    r"(?:,(?=[^,。;:]{2,40}[的外],))?(?:\([^()]{2,40}\))?(?![的所等之、,和及与或内外以]|建设项目|项目|工程|开采有|门前|门口|附近|周边)(?:"
    r"[^,。;:]{2,40},(?:且|并且|或者)[^,。;:]{2,40}的,|有下列[^,。;:]{2,12}的,[^,。;:]{2,20},|"
    r"[^,。;:]{1,36}时,?|[^,。;:]{1,24}(?:前|后|后[^,。;:]{1,8}内|期间|过程中|之日起[^,。;]{0,10}内),?"
    r"|(?!违反|拒不|未|不(?!具备|能)|(?:在|超过|达到)?[\d一二三四五六七八九十百千]+[人名])[^,。;:]{2,40}的,"
    r"|(?:(?<!所)在(?![\d一二三四五六七八九十百千]+[人名])|于|对|按照?|根据|依照|依据|结合|自|经|因|将|除|为|通过|针对|围绕|每)[^。;:,]{1,80},?"
    r"|除[^。;:]{2,40}外,|(?:协助|配合)[^,。;:]{2,40},"
    r"|未[^,。;:]{2,30},|有权[^,。;:]{2,30},(?:但是?|并)?|有[^,。;:]{2,30}的(?:权利|义务),|设在[^,。;:]{2,20},|受[^,。;]{1,30}委托,|(?:[^,。;:]{1,12}(?:时|检查),?)?不得少于[^,。;]{1,8},(?:并)?|(?:进入|登临)[^,。;:]{1,16},?|不适用[^,。;]{2,30},但[^,。;]{0,12}|可以[^,。;]{2,30},但|(?:处理|办理|审批|审查|查处)[^,。;:]{1,20}"
    r"|(?:上岗|执勤|值守)时?|同?[是为][^,。;:]{2,30},(?:[^,。;:]{1,16}(?:前|后|时),?|在[^。;:]{2,20}(?:领导|指导)下,)?|不[^,。;:得]{3,24},"
    r"|(?:作出|进行|从事|使用|委托|发生|采用|接[到收]|收到|发现|招用|聘用|实施|举办|开展|组织|承揽|承接"
    r"|变更|调整|转让|出租|发包|销售|购买|储存|运输|拆除|开采|开办|占用|确定|改动|执行|制定|编制|修订|建设|持有|承担|参加|停业|终止|申请|经营|生产|建成|装卸|载运|购置|租赁|[新改扩]建)(?!的)[^,。;:]{1,40}(?<!设施)(?<!工具),)"
)
#: What turns the name before it into the head of a list of its duties: 县应急局安全生产职责:.
DUTIES_OF: Final[Pattern] = Pattern(
    r"(?:\([^()]*\))?(?:[是为][^,。;:]{2,30},)?(?:的|履行)?(?!按照?|根据|依照|各)[^,。;:的]{0,10}职责(?:是|为|如下|(?:主要)?包括|分工)?:"
)
#: A predicate that answers for something without a word of obligation.
ANSWERS: Final[Pattern] = Pattern(
    r"(?:依法)?履行[^,。;:]{0,14}(?:职责|义务|责任)(?!时|的|过程|中|期间|清单|情况)|承担[^,。;]{1,24}责任|负(?:有(?![^,。;:]{0,24}的)|总责|[^,。;有]{0,8}责任)"
    r"|(?:在[^,。;]{2,20}(?:内|中)|按照?[^,。;]{2,24},)?对[^,。;]{1,40}(?:负责|负总责|负(?:有)?[^,。;]{0,10}(?:责任|职责)(?!的)|承担[^,。;]{1,12}责任)"
    r"|(?:依法|按照[^,。;]{2,20}|依照[^,。;]{2,20}|根据[^,。;]{2,20})(?:对[^,。;]{1,40})?承担[^,。;]{1,24}责任|在[^,。;]{2,20}范围内承担[^,。;]{1,24}责任|全面负责|按照?(?:各自)?(?:的)?职责(?:分工|范围)?,|有[^,。;:]{2,30}的义务|[是为][^,。;:]{2,30}责任(?:人|主体[,。;])|主管[^,。;]{2,24}(?:工作|事务)|承担[^,。;]{2,30}(?:工作|巡查|维护|保养|监测|任务)"
)
#: What is said of a place or a thing, not of somebody who acts: 应当设置在…, 应当符合….
STATE: Final[Pattern] = Pattern(r"(?:设置|布置|设|建|安装|存放)在|位于|符合|满足")
#: The head of a list that says of several what each has to do: 有关人员应当遵守下列规定:.
SHARED_OUT: Final[Pattern] = Pattern(
    r"(?:有关|相关|其他|各(?!级)|下列岗位)[^。;:]{0,6}(?:人员|岗位|部门|单位|机构|成员|责任人|负责人|人|职责)[^。;:]{0,40}:|责任人(?:分别|按照?(?:下列|以下))[^。;:]{0,16}:|岗位[^。;:]{0,6}职责[^。;:]{0,16}:|(?:分工|按照?下列(?:规定|要求|程序))(?![^。;:]*(?:处罚|罚款|处理|给予))[^。;:]{0,20}:"
)
#: What goes on with a duty after a state: 应当符合选址要求,并遵守….
KEEPS: Final[Pattern] = Pattern(r"[^。;]{2,60},(?:并|还)?(?:应当|必须)?(?:遵守|履行|制定|不得)")
#: A verb that only sets the scene; the duty comes later in the sentence.
SETTING: Final[Pattern] = Pattern(
    r"对|按|根|结|在|于|依(?!法)|围|进行|从事|使用|委托|发生|采用|接到|收到|发现|新建"
)
#: An office that does something by a rule has to do it; what it may do it need not.
BY_RULE: Final[Pattern] = Pattern(
    r"(?:按照?|根据|依照|依据)(?:国家)?(?:有关)?(?:法律|规定|职责|程序|需要)(?![^。;]*(?:可以|有权|的[,。;]|的$))"
)
LATER_DUTY: Final[Pattern] = Pattern(
    rf"[^\W\da-zA-Z_](?:{_MUST}|{_MODAL})|,(?:{_MUST}|{_MODAL})|逐[一个座件车人]|负责|牵头|实施|开展|组织|加强|制定"
    r"|履行|承担|落实|提供|责令|做好|实行|主管|划[分定]|给予(?!处[分罚]|警告)|每[年月季周日半]|进行(?:监督|检查|管理|指导|协调|考核|验收|审查)"
)
#: What a body acts by, without a word of obligation, behind a verb that sets the scene.
LATER_ACT: Final[Pattern] = Pattern(rf"{LATER_DUTY.words}|设立|建立|成立|采取|安排|通知|前完成")
DIVIDED: Final[Pattern] = Pattern(
    r",?(?:在[^,。;]{0,8}职责范围内,?)?(?:按照?|根据|依据|依照)(?:各自|法定|[^,。;]{2,12}规定)?(?:的)?(?:工作)?(?:职责|职能|责任)(?:权限|范围)?(?:分工)?,?内?(?:分别|共同|依法)?负责"
)
#: 按照职责分工 and 在各自职责范围内 part a duty among several that are named.
EACH_OWN: Final[Pattern] = Pattern(
    r",?(?:按照?(?:各自)?的?(?:工作)?职责分工|(?:按照[^,。;]{2,16})?,?在各自[^,。;]{0,8}范围内)"
)
JOINED: Final[Pattern] = Pattern(r",?(?:依法|积极|及时|主动|定期|在[^,。;]{2,12})?(?:会同|联合)")
#: 要牵头…,B配合 makes a lead of the one who 要; without helpers it is a duty like any other.
LEADS: Final[Pattern] = Pattern(r"(?:负责)?牵头(?!单位|部门)[^。;]*,[^。;,]*(?:配合|协助|协同)")
HELP: Final[Pattern] = Pattern(r"配合|协助|协同|参与|参加")
#: Who only takes part is somebody's helper where somebody leads; who assists is one by himself.
TAKES_PART: Final[Pattern] = Pattern(r"参与|参加")
#: 按照各自职责,协助做好…: to help is all of the duty.
BESIDES: Final[Pattern] = Pattern(
    r"(?:(?:按照?|在)[^,。;]{0,8}职责(?:分工|范围内)?|根据需要|按照[^,。;]{0,4}约定),?(?:配合|协助|参与|参加)"
)
#: Behind 协助矿长分管机电工作: what the one who helps has to do by himself.
OWN_DUTY: Final[Pattern] = Pattern(
    rf",(?:并|具体)?(?:{_MUST}|负责|每[年月季周旬日天班半两]|履行[^,。;]{{0,14}}职责|对[^,。;]{{1,40}}负|承担)"
)
#: What only somebody who acts must do or not do, whatever the name of him ends on.
DOES: Final[Pattern] = Pattern(
    r"(?:应当|应|必须|不得)(?:都|同时|依法|及时|立即|迅速|积极|主动|自觉|如实|妥善|定期|认真|严格|无偿|切实|优先"
    r"|有计划地|按照?(?:国家)?(?:有关)?规定|根据需要)*(?:"
    r"配备|指定|与[^,。;]{2,20}(?:签订|共同)|签订|服从|遵守|履行|督促|指导|会同|聘请|告知|通知|协助|配合|加强对|报告"
    r"|向[^,。;]{2,24}(?:报告|报送|提供|销售|出[租售具]|供|申报|申请|说明|通报)|将[^,。;]{2,30}(?:纳入|报|告知|出租|委托|发包)"
    r"|组织|建立健全|制定|开展|委托|对其|确保|佩戴|劝阻|制止|拒绝|阻挠|擅自[^,。;]{5}|违反|接受|学习|掌握|参加|提供|保证"
    r"|采取|承担|做好|承接|整合|执行|赶赴|派[出员]|支持|让行|停止|隐瞒|谎报|迟报)"
)
#: What a body may do but need not: 履行监督检查职责时,有权采取下列措施.
RIGHT: Final[Pattern] = Pattern(
    r"[^,。;]{0,40}(?:时|的|中),(?:有权|可以)|[^,。;]{0,30}(?:需要|情况),?(?:有权|可以)"
)
#: What a rule is about, and what is punished, is nobody's duty.
NO_DUTY: Final[Pattern] = Pattern(r"[^。;]*(?:适用本|(?<!防止)滥用职权|玩忽职守|徇私舞弊)")
#: What a body may go on to do: 依法作出停产决定,企业拒不执行的,可以….
RIGHT_LATER: Final[Pattern] = Pattern(
    r"(?:(?:对[^,。;]{2,40})?(?:作出|采取)[^。;]*|(?:(?<=开展|实施|进行)|[^,。;]{0,40}?(?:开展|实施|进行))[^,。;]{0,10}(?:检查|调查)|(?<=对)[^,。;]{2,40}),(?:有权|可以)(?![^。;]*应当)"
)
#: 应当由主管部门考核合格 is no duty of the people before it, unless they answer for something.
BY_OTHERS: Final[Pattern] = Pattern(r"由(?![^。;]*,(?:并)?(?:对|负责|履行|承担))")
#: What happens to a thing and what is in force there is nobody's duty: 承包者发生变更的,….
CHANGES: Final[Pattern] = Pattern(
    r"发生(?:重大)?(?:变更|变化|变动|调整)|实行[^,。;]{2,14}制度?[,。;]"
)
#: What somebody did and is punished for is nobody's duty: 单位主要负责人在事故后逃匿的,处….
PUNISHED: Final[Pattern] = Pattern(
    r"[^。;]*的,(?:处|责令|给予|依法(?:给予|追究)|对其|由[^,。;]{2,30}(?:责令|处|给予))(?![^。;]*应当)"
)
#: Behind a condition, whoever acts together with others: 接到报告后,会同公安机关赶赴.
THEN_JOINED: Final[Pattern] = Pattern(
    r"(?:[^,。;]{0,20}(?:前|后|时|的)|(?:按照?|根据|依照)[^,。;]{2,20}),(?:应当|要)?(?:立即|及时)?(?:会同|联合)"
)
#: What only tells when somebody has to act: 人民政府设立指挥部的,….
CASE: Final[Pattern] = Pattern(r"[^,。;]{2,30}(?:的|时|后),")
#: A case that is somebody else's to deal with: 两个单位在同一场所作业的,由….
OTHERS_CASE: Final[Pattern] = Pattern(r"[^。;]{2,60}的,由")
#: How a rule binds a post that does not say of whom: 其他负责人应当, 分管领导每月; not 要.
OWES: Final[Pattern] = Pattern(r",?(?:应当|必须|不得|每)")
#: The words by which a law binds; a plan's 要 is looser.
BY_LAW: Final[Pattern] = Pattern(r",?(?:都|均|也|还|同时)?(?:应当|必须|不得)")
