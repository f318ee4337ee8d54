"""One test for each way a document says who is responsible."""

import pytest

from bihuan.compiler import Clause, UnitDictionary, compile


def _clause(body: str) -> Clause:
    head = "云川市安全生产工作方案\n一、重点任务\n"
    text = f"{head}（一）开展排查。{body}\n（二）做好总结。认真总结经验。\n"
    return compile(text).clauses[0]


def _roles(body: str) -> list[tuple[str, str]]:
    return [(item.role, item.unit) for item in _clause(body).responsible]


def test_a_bracket_with_leading_and_cooperating_units() -> None:
    assert _roles("全面排查。(此项工作由市应急局牵头,市公安局、市住建局配合)") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
        ("cooperate", "市住建局"),
    ]


def test_a_bracket_followed_by_a_full_stop() -> None:
    assert _roles("全面排查。（此项工作由市应急局牵头，市公安局配合）。") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
    ]


def test_units_that_answer_by_their_division_of_duties_share() -> None:
    assert _roles("全面排查。（市应急局、市公安局按职责分工负责）") == [
        ("share", "市应急局"),
        ("share", "市公安局"),
    ]


def test_a_lead_with_sharing_and_cooperating_units() -> None:
    assert _roles("全面排查。(市财政局牵头,市发改委配合,各行业主管、监管部门分工负责)") == [
        ("lead", "市财政局"),
        ("cooperate", "市发改委"),
        ("share", "各行业主管、监管部门"),
    ]


def test_units_that_are_simply_responsible_lead_together() -> None:
    assert _roles("全面排查。（市安监局、市诚信办负责）") == [
        ("lead", "市安监局"),
        ("lead", "市诚信办"),
    ]


def test_labels_for_leading_and_cooperating_units_on_one_line() -> None:
    assert _roles("全面排查。牵头单位：市应急局 配合单位：市公安局、市住建局") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
        ("cooperate", "市住建局"),
    ]


def test_labels_on_lines_of_their_own() -> None:
    body = "全面排查。\n牵头单位：市应急局\n责任单位：市公安局、市住建局\n完成时限：2024年底前"
    assert _roles(body) == [
        ("lead", "市应急局"),
        ("share", "市公安局"),
        ("share", "市住建局"),
    ]


def test_labels_inside_a_bracket() -> None:
    assert _roles("全面排查。（牵头单位：市应急局；配合单位：市公安局；时限：6月底）") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
    ]


def test_the_first_of_the_responsible_units_leads_where_the_list_says_so() -> None:
    assert _roles("全面排查。责任单位:市应急局、市公安局(列第一位的为牵头单位)") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
    ]


def test_the_first_leads_everywhere_when_the_document_says_so_once() -> None:
    text = (
        "一、任务\n1、排查。全面排查。责任单位：市应急局、市公安局\n"
        "2、培训。分批培训。责任单位：市教育局、市人社局\n注：责任单位中排在第一位的为牵头单位。\n"
    )
    assert [
        [(item.role, item.unit) for item in clause.responsible]
        for clause in compile(text).numbered()
    ] == [
        [("lead", "市应急局"), ("cooperate", "市公安局")],
        [("lead", "市教育局"), ("cooperate", "市人社局")],
    ]


def test_one_responsible_unit_leads_and_several_share() -> None:
    assert _roles("全面排查。责任单位：市应急局") == [("lead", "市应急局")]
    assert _roles("全面排查。责任单位：市应急局、市公安局") == [
        ("share", "市应急局"),
        ("share", "市公安局"),
    ]


def test_a_unit_acting_together_with_others_leads_them() -> None:
    assert _roles("由市应急局会同市公安局、市消防救援支队开展联合检查。") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
        ("cooperate", "市消防救援支队"),
    ]


def test_a_unit_that_leads_in_the_prose() -> None:
    assert _roles("市住建局牵头负责城镇燃气整治，市商务局等部门配合。") == [
        ("lead", "市住建局"),
        ("cooperate", "市商务局"),
    ]


@pytest.mark.parametrize("marks", ["〔〕", "【】", "[]", "（）", "［］"])
def test_a_note_in_any_kind_of_bracket(marks: str) -> None:
    note = f"{marks[0]}市应急局牵头，市公安局配合{marks[1]}"
    assert _roles(f"全面排查。{note}") == [("lead", "市应急局"), ("cooperate", "市公安局")]


def test_a_sentence_instead_of_a_bracket() -> None:
    assert _roles("全面排查。此项工作由市应急局牵头，市公安局配合。") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
    ]


def test_a_bracket_that_only_lists_units() -> None:
    assert _roles("全面排查。（市应急局、市公安局）") == [
        ("share", "市应急局"),
        ("share", "市公安局"),
    ]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("各县（市、区）人民政府要组织排查。", ["各县（市、区）人民政府"]),
        ("市应急局、市公安局应当组织排查。", ["市应急局", "市公安局"]),
        ("2024年底前，各行业主管部门要完成排查。", ["各行业主管部门"]),
        ("高危行业企业每季度至少组织1次演练。", ["高危行业企业"]),
        ("重大隐患由市政府安委会挂牌督办。", ["市政府安委会"]),
        ("请各镇（街道）于每月25日前报送情况。", ["各镇（街道）"]),
        ("负有安全监管职责的部门要严格执法。", ["负有安全监管职责的部门"]),
        ("各牵头单位要按月报送进展。", ["各牵头单位"]),
        ("区住建局对拒不整改的，依法责令停工。", ["区住建局"]),
        ("县安委办实行“红黄蓝”三色管理，每月通报一次。", ["县安委办"]),
        ("涉及有限空间作业的企业必须设置警示标志。", ["涉及有限空间作业的企业"]),
        ("生产经营单位主要负责人每月至少带队检查1次。", ["生产经营单位主要负责人"]),
        ("企业分管负责人每周至少组织1次隐患排查。", ["企业分管负责人"]),
    ],
)
def test_the_subject_of_a_duty_in_the_prose(sentence: str, units: list[str]) -> None:
    assert _roles(sentence) == [("subject", unit) for unit in units]


@pytest.mark.parametrize(
    "sentence",
    [
        "强化对各县区政府的考核。",
        "推动企业建立责任制。",
        "党政主要负责人是第一责任人。",
        "安全生产委员会主任由政府主要负责同志担任。",
        "全社会要关心安全生产。",
        "涉嫌犯罪的，移送司法机关处理。",
    ],
)
def test_a_sentence_that_names_no_owner_gives_none(sentence: str) -> None:
    assert _roles(sentence) == []


@pytest.mark.parametrize(
    "body",
    [
        "企业（包括中央企业、省属企业）实行分级评价。",
        "不得再担任本行业企业的矿长（厂长、经理）。",
        "配备安全员（网格员）。",
        "落实“四个一律”（对非法生产的，一律关闭取缔；对违法单位，一律停产整顿）。",
    ],
)
def test_a_bracket_in_the_body_that_is_no_note_is_left_alone(body: str) -> None:
    assert _roles(body) == []


@pytest.mark.parametrize(
    "unit",
    [
        "各行业主管、监管部门",
        "各县(市、区)人民政府",
        "相关金融、保险部门",
        "各乡镇人民政府（街道办事处）",
        "市住房城乡建设局（市人防办）",
        "市发展和改革委员会",
        "市自然资源和规划局",
        "各有关部门和单位",
        "国网云川供电公司",
        "市市场监督管理局",
        "县委组织部",
        "七矿公司",
    ],
)
def test_a_name_with_marks_or_verbs_inside_stays_one_unit(unit: str) -> None:
    assert _roles(f"全面排查。（此项工作由{unit}牵头，市财政局配合）") == [
        ("lead", unit),
        ("cooperate", "市财政局"),
    ]


@pytest.mark.parametrize("joint", ["、", "，", "和", "及", "以及", "与", " "])
def test_units_are_told_apart_whatever_stands_between_them(joint: str) -> None:
    assert _roles(f"全面排查。（市应急局牵头，市公安局{joint}市文化和旅游局配合）") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
        ("cooperate", "市文化和旅游局"),
    ]


@pytest.mark.parametrize("tail", ["等部门", "等有关部门", "等单位", "等部门和单位", "等"])
def test_the_open_end_of_a_list_is_no_unit(tail: str) -> None:
    assert _roles(f"全面排查。（市应急局牵头，市公安局、市住建局{tail}配合）") == [
        ("lead", "市应急局"),
        ("cooperate", "市公安局"),
        ("cooperate", "市住建局"),
    ]


def test_a_name_broken_over_two_lines_is_read_whole() -> None:
    clause = _clause("全面排查。（市应急\n管理局牵头，市公安局配合）")
    first = clause.responsible[0]
    assert first.unit == "市应急管理局"
    assert clause.text[first.start - clause.start : first.end - clause.start] == "市应急\n管理局"


def test_with_a_note_the_prose_is_not_searched() -> None:
    assert _roles("各县区政府要组织排查。（市应急局负责）") == [("lead", "市应急局")]


def test_an_alias_keeps_the_printed_name_and_gains_the_full_one() -> None:
    units = UnitDictionary.of({"市自然资源和规划局": ["市国土局"]})
    text = "一、任务\n1、排查。全面排查。（市国土局负责）\n"
    unit = compile(text, units=units).clauses[0].responsible[0]
    assert (unit.unit, unit.canonical) == ("市国土局", "市自然资源和规划局")
    assert compile(text).clauses[0].responsible[0].canonical is None


def test_posts_and_people_by_their_work_owe_duties_in_plans_and_laws_alike() -> None:
    text = "某市办法\n第一条 企业主要负责人每月应当检查一次。\n第二条 承运人应当每日检查车辆。\n"
    assert [[unit.unit for unit in clause.responsible] for clause in compile(text).clauses] == [
        ["企业主要负责人"],
        ["承运人"],
    ]


def test_unnumbered_paragraphs_with_notes_of_their_own_are_clauses_of_their_own() -> None:
    text = (
        "某县方案\n一、主要任务\n加强培训。分批培训。（县教育局负责）\n"
        "加强演练。定期演练。\n牵头单位：县应急局\n二、工作要求\n各单位要高度重视。\n"
    )
    assert [
        (clause.no, clause.path, clause.heading, [item.unit for item in clause.responsible])
        for clause in compile(text).clauses
    ] == [
        (None, ("一",), "加强培训", ["县教育局"]),
        (None, ("一",), "加强演练", ["县应急局"]),
        (2, ("二",), "工作要求", ["各单位"]),
    ]


def test_sections_of_an_office_are_units() -> None:
    assert _roles("全面排查。（监察股牵头，技术股、财务股配合）") == [
        ("lead", "监察股"),
        ("cooperate", "技术股"),
        ("cooperate", "财务股"),
    ]


def test_a_list_of_helpers_may_end_on_an_open_word() -> None:
    assert _roles("全面排查。【县城管局牵头，县消防大队、县市场监督管理局等参与】") == [
        ("lead", "县城管局"),
        ("cooperate", "县消防大队"),
        ("cooperate", "县市场监督管理局"),
    ]


def test_offices_behind_a_label_that_answer_for_a_part_each_are_named_without_it() -> None:
    assert _roles("全面排查。（责任科室：基建科负责厂房，保卫科负责门禁）") == [
        ("lead", "基建科"),
        ("lead", "保卫科"),
    ]
