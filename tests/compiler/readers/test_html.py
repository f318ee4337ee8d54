"""Web pages: the article without the page around it, and its tables."""

from pathlib import Path

import pytest

from bihuan.compiler import Document, Unreadable, compile

PAGE = """<!DOCTYPE html><html><head><title>门户</title><script>var 一 = 1;</script></head><body>
<div class="header"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">办事</a>
<a href="/c">互动</a></div>
<div id="zoom"><h1>云川市燃气安全整治方案</h1>
<p>　　一、<b>总体</b>要求。坚持安全第一。</p>
<p>二、主要任务。市住建局要<span>每月</span>检查1次。<br>责任单位：市住建局</p>
{table}</div>
<div class="footer">主办单位：云川市人民政府 <a href="/m">网站地图</a></div></body></html>"""

TABLE = """<table><thead><tr><th>序号</th><th>重点任务</th><th>具体措施</th><th>牵头单位</th>
<th>责任单位</th><th>完成时限</th></tr></thead>
<tr><td rowspan="2">1</td><td rowspan="2">压实责任</td><td>制定清单。</td><td>市安委办</td>
<td><p>市应急局</p><p>市公安局</p></td><td>2025年6月</td></tr>
<tr><td>每半年至少述职1次。</td><td>市委组织部</td><td>各县区</td><td>2025年底</td></tr>
<tr><td colspan="6">二、强化监管</td></tr>
<tr><td>2</td><td>专项整治</td><td>开展燃气整治</td><td>市住建局</td>
<td>市市场监管局、市消防救援支队，各县（市、区）政府</td><td>长期坚持</td></tr></table>"""


def _compiled(tmp_path: Path, markup: str) -> Document:
    file = tmp_path / "page.html"
    file.write_text(markup, encoding="utf-8")
    return compile(file)


def test_the_article_is_read_and_the_page_around_it_is_not(tmp_path: Path) -> None:
    document = _compiled(tmp_path, PAGE.replace("{table}", ""))
    assert document.header.title == "云川市燃气安全整治方案"
    assert [clause.heading for clause in document.clauses] == ["总体要求", "主要任务"]
    assert not any(word in document.source for word in ("首页", "政务公开", "var"))
    assert [item.unit for item in document.clauses[1].responsible] == ["市住建局"]


def test_rows_of_a_table_are_clauses_with_merged_cells_and_sections(tmp_path: Path) -> None:
    document = _compiled(tmp_path, PAGE.replace("{table}", TABLE))
    rows = document.clauses[2:]
    assert [(row.no, row.id, row.chapter, row.heading) for row in rows] == [
        (1, "1#2", None, "压实责任"),
        (1, "1#3", None, "压实责任"),
        (2, "2#2", "二、强化监管", "专项整治"),
    ]
    assert [[f"{item.role} {item.unit}" for item in row.responsible] for row in rows] == [
        ["lead 市安委办", "share 市应急局", "share 市公安局"],
        ["lead 市委组织部", "share 各县区"],
        [
            "lead 市住建局",
            "share 市市场监管局",
            "share 市消防救援支队",
            "share 各县（市、区）政府",
        ],
    ]
    assert [[str(deadline.date) for deadline in row.facts.deadlines] for row in rows] == [
        ["2025-06-30"],
        ["2025-12-31"],
        [],
    ]


def test_a_table_that_lays_out_the_page_is_read_as_text(tmp_path: Path) -> None:
    markup = (
        "<html><body><table><tr><td><table><tr><td><p>云川市工作要点</p>"
        "<p>一、落实责任。各部门要落实。</p><p>二、加强检查。每月检查。</p>"
        "</td></tr></table></td></tr></table></body></html>"
    )
    assert [clause.heading for clause in _compiled(tmp_path, markup).clauses] == [
        "落实责任",
        "加强检查",
    ]


def test_a_page_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="没有正文"):
        _compiled(tmp_path, "<html><body><img src='a.png'></body></html>")
