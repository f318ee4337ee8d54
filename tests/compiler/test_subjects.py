"""Who acts in the prose of plans and laws, sentence by sentence."""

import pytest

from bihuan.compiler import compile


def _named(sentence: str) -> list[str]:
    text = f"某市方案\n一、任务\n1、排查。{sentence}\n2、培训。分批培训。\n"
    return [f"{item.role} {item.unit}" for item in compile(text).clauses[0].responsible]


def _article(body: str) -> list[str]:
    text = (
        f"某市办法\n第一条 为了安全，制定本办法。\n第二条 {body}\n第三条 本办法自公布之日起施行。\n"
    )
    return [f"{item.role} {item.unit}" for item in compile(text).clauses[1].responsible]


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("货船船长应当保存航行记录。", "货船船长"),
        ("仓库保管员负责库房巡查。", "仓库保管员"),
        ("夜间值班护理员必须每2小时巡房。", "夜间值班护理员"),
        ("剧场演出的承办人应当编制疏散预案。", "剧场演出的承办人"),
        ("冷库业主不得擅自改动管道。", "冷库业主"),
        ("专职安全员不得兼任其他岗位。", "专职安全员"),
        ("厂长是消防安全第一责任人，负责审批动火方案。", "厂长"),
        ("园艺承包商应当看护泵房。", "园艺承包商"),
        ("村务监督委员会主席负责组织评议。", "村务监督委员会主席"),
        ("被检查车间应当3日内回复。", "被检查车间"),
        ("酒店集团的主要负责人对消防安全全面负责。", "酒店集团的主要负责人"),
    ],
)
def test_posts_and_people_by_their_work_have_duties(sentence: str, subject: str) -> None:
    assert _article(sentence) == [f"subject {subject}"]


@pytest.mark.parametrize(
    "sentence",
    [
        "主要负责人要亲自部署，分管负责人要具体抓。",
        "任何单位和个人不得阻挠检查。",
        "检查人员不得少于2人。",
        "疏散标志的设计、制造应当符合标准。",
        "加油站、充装站应当设置在城区边缘。",
        "鉴定所需费用列入预算，鉴定所需时间不得计入期限。",
        "项目由三个以上单位共同管理的，应当明确牵头方。",
        "成立由区领导任组长的工作专班。",
    ],
)
def test_what_does_not_act_has_no_duties(sentence: str) -> None:
    assert _article(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("停业饭店企业复业前必须检查燃气管线。", "停业饭店企业"),
        ("企业开炉前必须检查炉体。", "企业"),
        ("快递站点负责人接到投诉后，应当当日回复。", "快递站点负责人"),
        ("承租企业改变用途的，应当提前告知。", "承租企业"),
        ("巡检人员在台风期间不得出海。", "巡检人员"),
        ("重点单位除应当执行前条规定外，还应当设立专职消防队。", "重点单位"),
        ("养殖公司与村民订立合同时，应当说明风险。", "养殖公司"),
        ("各乡镇请于周五前报送名单。", "各乡镇"),
        ("水库管理单位汛期每日巡查两次。", "水库管理单位"),
    ],
)
def test_a_time_or_condition_may_stand_before_the_duty(sentence: str, subject: str) -> None:
    assert _named(sentence) == [f"subject {subject}"]


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        ("一是各社区要摸清底数；二是街道应急办每周通报。", ["各社区", "街道应急办"]),
        ("首先，总包单位要落实责任。其次，分包单位应服从管理。", ["总包单位", "分包单位"]),
        ("各物业公司要每日巡楼，楼栋长应当入户提醒。", ["各物业公司", "楼栋长"]),
        (
            "监理单位应当旁站；遇大风时，塔吊司机单位必须停止吊装。",
            ["监理单位", "塔吊司机单位"],
        ),
    ],
)
def test_every_part_of_a_clause_has_its_own_subject(sentence: str, subjects: list[str]) -> None:
    assert _named(sentence) == [f"subject {subject}" for subject in subjects]


@pytest.mark.parametrize(
    ("body", "subjects"),
    [
        ("县水利局履行下列职责：\n（一）检查水库；\n（二）会同县气象局研判。", "县水利局"),
        ("保卫部是集团消防管理部门，主要职责是：\n（一）巡查。", "保卫部"),
        ("县长安全生产职责：\n（一）主持会议；\n（二）带队检查。", "县长"),
        ("冷链公司的总经理是第一责任人，履行下列职责：\n（一）检查。", "冷链公司的总经理"),
        ("剧院集团的安全总监对演出安全负有下列职责：\n（一）检查。", "剧院集团的安全总监"),
    ],
)
def test_who_stands_above_a_list_of_duties_has_them(body: str, subjects: str) -> None:
    assert [item for item in _article(body) if item.startswith("subject")] == [
        f"subject {subjects}"
    ]


@pytest.mark.parametrize(
    ("names", "units"),
    [
        ("渔业、盐业单位和烟花的生产、储存单位", ["渔业、盐业单位", "烟花的生产、储存单位"]),
        ("剧院、体育馆、书店等公众聚集场所经营单位", None),
        ("机关、学校、企业等单位", None),
        ("乡、镇人民政府以及街道办事处", ["乡、镇人民政府", "街道办事处"]),
        ("开发单位或者受托管理的物业企业", ["开发单位", "受托管理的物业企业"]),
        ("林场企业、苗圃单位的主要负责人", None),
        ("储运单位的安全管理机构以及安全管理人员", ["储运单位的安全管理机构", "安全管理人员"]),
        ("经营单位的负责人和有关人员", None),
        ("使用燃气的餐馆经营者", None),
        ("住宅区的物业服务企业", None),
        ("设区的市级水利部门", None),
        ("负责验收工作的部门", None),
        ("村“两委”干部", None),
    ],
)
def test_coordinated_names_part_where_each_is_whole(names: str, units: list[str] | None) -> None:
    assert _article(f"{names}应当建立台账。") == [f"subject {unit}" for unit in units or [names]]


def test_whoever_acts_together_with_others_is_helped_by_them() -> None:
    assert _article("水利部门应当会同财政、气象等部门编制规划。") == [
        "lead 水利部门",
        "cooperate 财政、气象等部门",
    ]
    assert _article("名录由省水利厅会同省气象局确定。") == [
        "lead 省水利厅",
        "cooperate 省气象局",
    ]


def test_who_must_lead_and_is_helped_leads() -> None:
    assert _named("区水务局要牵头排查管网，区城管局、各街道配合。") == [
        "lead 区水务局",
        "cooperate 区城管局",
        "cooperate 各街道",
    ]


@pytest.mark.parametrize("gap", ["\n", " ", "\u3000"])
def test_a_title_above_or_before_the_text_is_no_part_of_the_subject(gap: str) -> None:
    assert _article(f"专项检查{gap}设备科应当每季检查一次。") == ["subject 设备科"]
    assert _article(f"厂级检查{gap}总经理应当每月检查一次。") == ["subject 总经理"]


def test_an_explanation_in_a_bracket_is_no_part_of_the_name() -> None:
    assert _named("各村巡护队（每队不少于8人）应当每日巡护。") == ["subject 各村巡护队"]


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：市林业局、市公安局，列第一位的为牵头单位）",
        "（责任单位：市林业局、市公安局，排在首位的单位牵头）",
        "（市林业局、市公安局，列第一位的为牵头单位）",
        "责任单位：市林业局、市公安局，排名第一的为牵头单位",
    ],
)
def test_a_remark_on_the_first_of_a_list_is_no_unit(note: str) -> None:
    other = "2、培训。分批培训。责任单位：市教育局、市人社局"
    text = f"某市方案\n一、任务\n1、防火。全面巡护。{note}\n{other}\n"
    assert [
        [f"{item.role} {item.unit}" for item in clause.responsible]
        for clause in compile(text).clauses
    ] == [
        ["lead 市林业局", "cooperate 市公安局"],
        ["share 市教育局", "share 市人社局"],
    ]


def test_a_remark_for_all_lists_holds_for_all() -> None:
    text = (
        "某市方案\n一、任务\n1、防火。全面巡护。（责任单位：市林业局、市公安局，列第一位的为牵头单位，下同）\n"
        "2、培训。培训。（责任单位：市教育局、市人社局）\n"
    )
    assert [item.role for item in compile(text).clauses[1].responsible] == ["lead", "cooperate"]


def test_the_heads_of_units_are_named_in_division_notes() -> None:
    assert _named("全面排查。（市林业局、企业主要负责人按职责分工负责）") == [
        "share 市林业局",
        "share 企业主要负责人",
    ]


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        ("液化气零售店不得向未登记的人售瓶。", ["液化气零售店"]),
        ("出租方应当每月检查厂房，承租方不得锁闭出口。", ["出租方", "承租方"]),
        ("民宿、浴室应当制定疏散预案。", ["民宿", "浴室"]),
        ("餐饮场所应当安装报警器。", ["餐饮场所"]),
        ("广播、报纸、网站等新闻媒体应当播发提示。", ["广播、报纸、网站等新闻媒体"]),
        ("休闲渔船应当配备救生衣。", ["休闲渔船"]),
        ("保税区、工业园区管理机构应当配备检查员。", ["保税区、工业园区管理机构"]),
        ("乡镇、街道主要负责人应当每季检查。", ["乡镇、街道主要负责人"]),
        ("矿区主要负责人和领导班子其他成员必须轮流下井。", None),
    ],
)
def test_whoever_must_do_something_is_read_by_more_than_known_endings(
    sentence: str, subjects: list[str] | None
) -> None:
    known = subjects or ["矿区主要负责人", "领导班子其他成员"]
    assert _article(sentence) == [f"subject {subject}" for subject in known]


@pytest.mark.parametrize(
    "sentence",
    [
        "动火作业必须指定监护。",
        "疏散通道不得擅自封闭占用。",
        "压力管道应当定期组织检测。",
        "作业场所应当保持通风。",
        "危险源应当制定处置办法。",
        "市、县水务部门可以委托检测机构抽查。",
        "县气象部门履行执法职责时，有权进入现场。",
        "员工在二十人以下的，应当配备兼职安全员。",
    ],
)
def test_things_rights_and_numbers_of_people_owe_nothing(sentence: str) -> None:
    assert _article(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("矿长每旬带队排查一次。", "矿长"),
        ("总会计师主持费用审查。", "总会计师"),
        ("当班操作工每小时巡检一次。", "当班操作工"),
        ("副场长协助场长分管机电，履行下列职责：\n（一）检修设备。", "副场长"),
        ("工会依法对劳动保护进行监督。", "工会"),
        ("冷链公司的工会依法组织职工监督。", "冷链公司的工会"),
        ("县燃气主管部门是燃气安全的监管部门，负责日常检查。", "县燃气主管部门"),
        ("消防委员会组织开展夏季督查。", "消防委员会"),
        ("技术机构为企业提供评价，应当对评价结果负责。", "技术机构"),
        ("主管部门办理申请应当一次告知。", "主管部门"),
    ],
)
def test_a_duty_needs_no_word_of_obligation_where_office_or_law_gives_it(
    sentence: str, subject: str
) -> None:
    assert _article(sentence) == [f"subject {subject}"]
