"""Which parts of a document are clauses, and where each of them ends."""

import pytest

from bihuan.compiler import Document, compile
from bihuan.compiler.tables.columns import Column, read_columns

TITLE = "桐溪县水库安全工作方案\n\n"


def _numbers(text: str) -> list[int | str | None]:
    return [clause.no for clause in compile(text).clauses]


def _texts(document: Document) -> list[str]:
    return ["".join(clause.text.split()) for clause in document.clauses]


def test_a_general_chapter_is_a_clause_where_other_chapters_are() -> None:
    text = (
        TITLE + "一、总体要求\n坚持预防为主。\n"
        "二、巡查\n（一）日常巡查。每日巡坝一次。\n（二）汛期巡查。每班巡坝一次。\n"
        "三、抢险\n（三）备足物料。储备编织袋。\n（四）组建队伍。每库一队。\n"
        "四、工作要求\n各镇要加强领导。\n"
    )
    assert _numbers(text) == ["一", 1, 2, 3, 4, "四"]


def test_a_chapter_of_aims_before_a_running_numbering_is_a_clause_if_it_sets_one() -> None:
    tasks = (
        "二、巡查\n1.日常巡查。每日巡坝一次。\n2.汛期巡查。每班巡坝一次。\n"
        "三、抢险\n3.备足物料。储备编织袋。\n"
    )
    dated = TITLE + "一、工作目标\n2025年底前病险水库全部除险。\n" + tasks
    general = TITLE + "一、工作目标\n坚持预防为主。\n" + tasks
    assert _numbers(dated) == ["一", 1, 2, 3]
    assert _numbers(general) == [1, 2, 3]


def test_numbers_below_one_chapter_of_several_are_not_those_of_the_document() -> None:
    text = (
        TITLE + "一、巡查\n（一）日常巡查。每日巡坝一次。\n（二）汛期巡查。每班巡坝一次。\n"
        "二、抢险\n1.备足物料。储备编织袋。\n2.组建队伍。每库一队。\n"
    )
    assert _numbers(text) == ["（一）", "（二）", "1", "2"]


def test_an_article_may_be_headed_by_a_word_that_names_a_section() -> None:
    text = (
        "水厂安全制度\n第一章 检查\n第一条 日常检查\n每日检查一次。\n"
        "第二条 节前检查\n节前检查一次。\n第三条 章程管理\n每年修订一次。\n"
    )
    assert _numbers(text) == [1, 2, 3]


def test_the_purpose_and_the_background_are_no_clauses() -> None:
    text = (
        TITLE
        + "2024年，全县发生水库险情3起，反映出巡查不到位、值守不落实等突出问题，教训深刻。\n\n"
        "各镇应当自本方案印发之日起10日内完成水库安全责任人公示，并于每月5日前报送巡查情况。\n\n"
        "为切实保障水库安全，县政府决定自2025年4月1日起在全县开展集中行动，特制定如下方案。\n\n"
        "一、巡查\n每日巡坝一次。\n二、抢险\n储备编织袋。\n"
    )
    front = compile(text).clauses[0]
    assert (front.part, front.text[:4], front.text[-5:]) == ("front", "各镇应当", "巡查情况。")


def test_the_names_under_the_last_article_are_not_part_of_it() -> None:
    text = (
        "水厂安全规定\n第一条 每日检查一次。\n第二条 本规定自印发之日起施行。\n\n"
        "桐溪县水利局\n桐溪县住房和城乡建设局\n2025年3月4日\n"
    )
    assert _texts(compile(text))[-1] == "第二条本规定自印发之日起施行。"


def test_a_name_alone_on_the_last_line_signs() -> None:
    text = TITLE + "一、巡查\n每日巡坝一次。\n二、要求\n各镇要加强领导。\n\n桐溪县水利局\n"
    assert _texts(compile(text))[-1] == "二、要求各镇要加强领导。"


def test_entry_into_force_is_a_paragraph_apart_from_the_last_duty() -> None:
    text = (
        TITLE + "一、巡查\n每日巡坝一次。\n二、抢险\n储备编织袋。\n"
        "各镇要于每月5日前报送巡查情况。\n\n"
        "本方案自2025年5月1日起施行。《水库巡查办法》（2019年6月1日起施行）同时废止。\n"
    )
    document = compile(text)
    assert [text[:4] for text in _texts(document)[2:]] == ["各镇要于", "本方案自"]
    assert document.clauses[2].facts.deadlines == ()
    assert [day.text for day in document.clauses[3].facts.deadlines] == ["自2025年5月1日起"]


@pytest.mark.parametrize("gap", ["\t", "|", "    "])
def test_a_list_in_columns_without_tasks_is_no_clause(gap: str) -> None:
    rows = [("序号", "水库名称", "库容", "管理人"), ("1", "东山水库", "120", "李某某")]
    rows += [("2", "西沟水库", "80", "王某某")]
    listed = "\n".join(gap.join(row) for row in rows)
    text = TITLE + "一、巡查\n每日巡坝一次。\n二、抢险\n储备编织袋。\n\n附件\n\n" + listed + "\n"
    assert _numbers(text) == [1, 2]


def test_a_table_of_one_task_a_row_is_read_whatever_its_column_is_called() -> None:
    text = (
        TITLE + "序号\t除险点位\t牵头单位\t配合单位\t完成时限\n"
        "1\t东山水库溢洪道\t县水利局\t东山镇政府\t2025年4月至9月\n"
        "2\t西沟水库坝坡\t县水利局\t西沟镇政府\t2025.10\n"
        "3\t南河闸门\t县水利局\t南河镇政府\t2025年8月份前\n"
    )
    clauses = compile(text).clauses
    days = [[(day.date, day.alt) for day in clause.facts.deadlines] for clause in clauses]
    assert [clause.heading for clause in clauses] == ["东山水库溢洪道", "西沟水库坝坡", "南河闸门"]
    assert [[str(date) for pair in day for date in pair] for day in days] == [
        ["2025-09-30", "None"],
        ["2025-10-31", "None"],
        ["2025-07-31", "2025-08-31"],
    ]


def test_a_column_that_is_unknown_holds_the_task_only_beside_units_and_a_time() -> None:
    beside = read_columns(["序号", "水库名称", "责任单位", "完成时限"])
    assert beside is not None
    assert beside.kinds[1] is Column.TASK
    assert read_columns(["序号", "水库名称", "管理单位"]) is None


@pytest.mark.parametrize("word", ["附件", "附表", "附 录", "附表1"])
def test_the_last_clause_ends_where_an_attachment_of_any_name_begins(word: str) -> None:
    text = TITLE + f"一、巡查\n每日巡坝一次。\n二、抢险\n储备编织袋。\n\n{word}\n\n水库名录\n"
    assert _texts(compile(text))[-1] == "二、抢险储备编织袋。"
