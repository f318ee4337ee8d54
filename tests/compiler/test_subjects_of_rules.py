"""Who acts in laws and in duty systems by article: lists that share out duties, helpers, rights."""

import pytest

from bihuan.compiler import compile


def _article(body: str) -> list[str]:
    text = (
        f"某市办法\n第一条 为了安全，制定本办法。\n第二条 {body}\n第三条 本办法自公布之日起施行。\n"
    )
    return [f"{item.role} {item.unit}" for item in compile(text).clauses[1].responsible]


def test_each_item_of_a_list_that_shares_out_duties_names_who_has_them() -> None:
    body = (
        "冷库各岗位的职责如下：（一）氨机操作工核对压力；（二）库管员每晚清点门锁；"
        "（三）分管设备的副经理保证报警器完好；（四）质检部抽样。"
    )
    assert _article(body) == [
        "subject 氨机操作工",
        "subject 库管员",
        "subject 分管设备的副经理",
        "subject 质检部",
    ]


def test_a_list_of_one_holders_duties_names_nobody_else() -> None:
    body = "索道站长履行下列职责：（一）检查钢丝绳；（二）制止游客攀爬；（三）聘任、调配乘务员。"
    assert _article(body) == ["subject 索道站长"]


def test_a_short_name_in_brackets_is_no_part_of_a_heading() -> None:
    body = "湿地公园管理机构（以下简称公园机构）履行下列职责：（一）划定禁游水域；（二）管护栈道。"
    assert _article(body) == ["subject 湿地公园管理机构"]


def test_whom_a_head_leaves_to_its_items_they_name() -> None:
    body = (
        "下列单位应当设专职消防队：（一）大型发电厂；（二）储油在一万吨以上的油库；（三）民用机场。"
    )
    assert _article(body) == [
        "subject 大型发电厂",
        "subject 储油在一万吨以上的油库",
        "subject 民用机场",
    ]


def test_cases_and_matters_in_a_list_name_nobody() -> None:
    body = (
        "泳池按照下列要求配备人员：（一）水面不足五百平方米的，配备两名；"
        "（二）露天泳池，由救生组长增配。"
    )
    assert _article(body) == ["subject 救生组长"]


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("村民小组协助做好沼气池登记。", ["cooperate 村民小组"]),
        (
            "区住建局牵头开展排查，区消防大队、区供电所派员参加。",
            ["lead 区住建局", "cooperate 区消防大队", "cooperate 区供电所"],
        ),
        (
            "景区管委会应当在旺季前会同索道公司、漂流公司制定疏导方案。",
            ["lead 景区管委会", "cooperate 索道公司", "cooperate 漂流公司"],
        ),
        ("气象、水文等部门在各自职责范围内，协助做好预警。", ["cooperate 气象、水文等部门"]),
        ("气象、水文等部门，按照职责分工负责预警。", ["share 气象、水文等部门"]),
        ("分管安全的副校长（副园长）协助校长工作。", ["cooperate 分管安全的副校长（副园长）"]),
        (
            "供电公司、燃气公司在各自职责范围内对隧道管线负责。",
            ["share 供电公司", "share 燃气公司"],
        ),
        (
            "从事拆除爆破的施工单位应当会同街道办事处疏散居民。",
            ["lead 从事拆除爆破的施工单位", "cooperate 街道办事处"],
        ),
        ("区城管局、区园林处按照职责分工清理枯枝。", ["share 区城管局", "share 区园林处"]),
        (
            "河湖长发现险情后，立即会同闸管所、排涝队处置。",
            ["lead 河湖长", "cooperate 闸管所", "cooperate 排涝队"],
        ),
    ],
)
def test_who_helps_is_told_from_who_leads_and_who_shares(sentence: str, roles: list[str]) -> None:
    assert _article(sentence) == roles


@pytest.mark.parametrize(
    "name",
    [
        "向居民供热的热力企业",
        "在江面上作业的趸船经营人",
        "林区、草场相邻的县级人民政府",
        "影院、书城、溜冰场的管理单位",
        "茶馆、网吧等夜间经营单位",
        "使用柴油的发电机房、泵房等值守单位",
        "校长（园长）",
        "设区的市、县级渔业部门",
        "前款规定以外的加工企业",
        "被约谈单位",
    ],
)
def test_a_described_or_summed_up_name_is_one(name: str) -> None:
    assert _article(f"{name}应当建立台账。") == [f"subject {name}"]


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("水质由供水站长抽样。", "供水站长"),
        ("报告由设区的市级水利部门审定。", "设区的市级水利部门"),
        ("预案由冷库企业主要负责人签署公布。", "冷库企业主要负责人"),
        ("管护由区人民政府指定的养护单位承担。", "区人民政府指定的养护单位"),
        ("因故离岗的，由其书面指定的副站长代为值守。", "其书面指定的副站长"),
    ],
)
def test_the_agent_behind_by_ends_before_what_is_done(sentence: str, subject: str) -> None:
    assert _article(sentence) == [f"subject {subject}"]


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("洗消间保洁员每两小时巡视一次地漏。", "洗消间保洁员"),
        ("值班保安对来访车辆逐一登记。", "值班保安"),
        ("财政部门按照规定拨付经费。", "财政部门"),
        ("镇文化站受区文旅局委托，承担书场的日常巡查。", "镇文化站"),
        ("审计组由区审计局组织检查组进行抽查。", "区审计局"),
        ("餐饮网络平台应当核验商户证照。", "餐饮网络平台"),
        ("绞车工作业前必须试运转。", "绞车工"),
        ("省、市、县人民政府分管负责人每季度研究一次渡口安全。", "省、市、县人民政府分管负责人"),
        ("剧场经理是本剧场消防安全第一责任人。", "剧场经理"),
        ("与演出商有利害关系的人员不得参加验收。", "与演出商有利害关系的人员"),
        ("逾期不改的，由有许可权限的机关对负有责任的店主依法处理。", "有许可权限的机关"),
        ("重大分歧由总经理办公会决定。", "总经理办公会"),
        ("进入靶场的学生必须佩戴护目镜。", "进入靶场的学生"),
        ("消防部门要强化内部监督，防止滥用职权。", "消防部门"),
        ("被通报的饭店应当停业检修。", "被通报的饭店"),
    ],
)
def test_regular_and_appointed_work_is_owed_without_a_word_of_obligation(
    sentence: str, subject: str
) -> None:
    assert _article(sentence) == [f"subject {subject}"]


@pytest.mark.parametrize(
    "sentence",
    [
        "泵站工程的运用必须服从调度。",
        "水务部门及其工作人员玩忽职守、滥用职权的，依法给予处分。",
        "承租面积、用途或者承租人发生变更的，应当重新登记。",
        "双方可以约定由承租人维护。",
        "建立由园林、水务等部门参加的协调机制。",
        "施工作业前应当清点人数。",
        "档案馆实行进出登记制度。",
        "水务部门实施取水检查，可以查阅账册。",
        "船东在事故后弃船逃逸的，处五万元罚款。",
        "建立由潜水员值守的水下观察点。",
        "有关部门可以按照下列分工：（一）区交警大队疏导车流；（二）区卫健局设救护点。",
    ],
)
def test_things_punishment_and_changes_owe_nothing(sentence: str) -> None:
    assert _article(sentence) == []


def test_a_recurring_duty_belongs_to_whom_the_sentence_makes_responsible() -> None:
    text = (
        "某市办法\n第一条 为了安全，制定本办法。\n"
        "第二条 安全主任协助馆长管理场馆，每月检查一次看台。"
        "馆方应当每年委托检测机构检测一次吊挂装置，于12月10日前公示结果。\n第三条 施行。\n"
    )
    facts = compile(text).clauses[1].facts
    assert [(duty.subject, duty.per) for duty in facts.recurring[:1]] == [("安全主任", "month")]
    assert [deadline.date for deadline in facts.deadlines] == [None]


@pytest.mark.parametrize("verb", ["协助", "配合", "会同", "应当", "负责", "由"])
def test_a_text_that_breaks_off_behind_a_verb_is_read_as_far_as_it_goes(verb: str) -> None:
    read = compile(f"某市办法\n第一条 街道办事处{verb}").clauses[0]
    assert read.text.endswith(verb)
