"""The head of a document, in the forms offices give it."""

import pytest

from bihuan.compiler import Header, compile

BODY = (
    "\n\n各县区人民政府：\n为加强工作，现通知如下。\n"
    "一、落实责任。各部门要落实。\n二、加强检查。每月检查1次。\n"
)


def _header(head: str, tail: str = "") -> Header:
    return compile(head + BODY + tail).header


def test_a_red_headed_document_with_number_and_signer_on_one_line() -> None:
    header = _header(
        "云川市人民政府文件\n云政发〔2024〕1号        签发人：张三\n"
        "云川市人民政府\n关于加强安全生产工作的通知",
        "云川市人民政府\n2024年1月5日\n（此件公开发布）\n云川市人民政府办公室  2024年1月8日印发",
    )
    assert header.title == "云川市人民政府关于加强安全生产工作的通知"
    assert (header.number, header.issuer) == ("云政发〔2024〕1号", "云川市人民政府")
    assert (str(header.date), header.jurisdiction, header.level) == (
        "2024-01-05",
        "云川市",
        "city",
    )


def test_an_order_gives_its_number_and_who_gave_it() -> None:
    header = _header("北原省人民政府令\n第12号\n北原省矿山安全管理办法\n")
    assert header.title == "北原省矿山安全管理办法"
    assert header.number == "北原省人民政府令第12号"
    assert (header.issuer, header.level) == ("北原省人民政府", "province")


def test_a_regulation_bears_the_date_of_its_last_revision() -> None:
    header = _header(
        "北原省安全生产条例\n（2006年7月28日省人民代表大会常务委员会通过　2022年9月29日修订）"
    )
    assert (header.title, str(header.date)) == ("北原省安全生产条例", "2022-09-29")


def test_the_title_of_an_issued_plan_is_that_of_the_plan() -> None:
    header = _header(
        "云川市安委会关于印发方案的通知\n云安委〔2024〕2号\n现印发给你们。\n"
        "云川市安全生产委员会\n2024年2月1日\n云川市安全生产\n治本攻坚三年行动方案\n（2024—2026年）"
    )
    assert header.title == "云川市安全生产治本攻坚三年行动方案（2024—2026年）"
    assert (header.number, header.period) == ("云安委〔2024〕2号", (2024, 2026))


def test_a_date_in_chinese_numerals_is_read() -> None:
    header = _header("关于开展检查的通知", "云川市应急管理局\n二〇二四年一月二十一日")
    assert (str(header.date), header.issuer) == ("2024-01-21", "云川市应急管理局")


@pytest.mark.parametrize("number", ["云应急〔2024〕8号", "云应急﹝2024﹞8号", "云应急[2024]8号"])
def test_a_number_in_any_bracket_is_found_behind_its_label(number: str) -> None:
    header = _header(f"发文字号：{number} 发布日期：2024年05月09日\n云川市关于开展检查的通知")
    assert header.number is not None
    assert header.number.startswith("云应急")
    assert str(header.date) == "2024-05-09"


@pytest.mark.parametrize("remark", ["（征求意见稿）", "（草案）", "（送审稿）"])
def test_a_draft_is_known_by_its_remark(remark: str) -> None:
    header = _header(f"云川市安全生产办法\n{remark}")
    assert header.draft
    assert header.title == f"云川市安全生产办法{remark}"


@pytest.mark.parametrize(
    ("title", "place", "level"),
    [
        ("国务院安全生产委员会关于开展检查的通知", None, "nation"),
        ("内蒙古自治区安全生产条例", "内蒙古自治区", "province"),
        ("东风县2023年安全生产计划", "东风县", "county"),
        ("上海市浦东新区安委会办公室关于开展检查的通知", "上海市浦东新区", "district"),
        ("桃源镇2022年度安全生产工作计划", "桃源镇", "town"),
        ("关于开展检查的通知", None, None),
    ],
)
def test_the_place_and_level_are_read_from_the_names_printed(
    title: str, place: str | None, level: str | None
) -> None:
    header = _header(title)
    assert (header.jurisdiction, header.level) == (place, level)


def test_cited_documents_are_bases_with_their_numbers() -> None:
    text = (
        "云川市工作方案\n根据《中华人民共和国安全生产法》和省委、省政府《关于改革的实施意见》"
        "（冀发〔2017〕22号，以下简称《实施意见》），制定本方案。\n一、落实《实施意见》。各部门要落实。\n"
    )
    assert [(basis.name, basis.number) for basis in compile(text).header.basis] == [
        ("《中华人民共和国安全生产法》", None),
        ("省委、省政府《关于改革的实施意见》", "冀发〔2017〕22号"),
    ]


def test_what_is_not_printed_is_not_guessed() -> None:
    header = compile("一、落实责任。各部门要落实。\n二、加强检查。每月检查1次。\n").header
    assert header == Header()
