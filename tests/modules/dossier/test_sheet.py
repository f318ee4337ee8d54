"""Dossiers by spreadsheet: judged row by row, taken once, the export handed in changes nothing."""

import csv
from io import StringIO

import pytest

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Entry
from bihuan.modules.dossier import keeping, sheet
from bihuan.modules.dossier.models import FactChange
from bihuan.modules.imports import intake, work
from bihuan.modules.imports.models import Import
from tests.kernel import factories

from .conftest import AT, CODE

HEAD = ("企业名称", "统一社会信用代码", "企业规模", "专职安全管理人员", "主营行业",
        "规模以上（限上）")  # fmt: skip


def judged(here, *rows, head=HEAD, by="clerk"):
    factories.account_of(here.terms[by])
    written = StringIO()
    csv.writer(written).writerows([head, *rows])
    table = intake.sheet("dossiers")
    made = intake.receive(table, "档案.csv", written.getvalue().encode(), by=here.viewer(by), at=AT)
    return carried(made)


def carried(made):
    while work.carry_on(made.pk, AT):
        pass
    return Import.objects.get(pk=made.pk)


def taken(made, here, by="clerk"):
    return carried(intake.take(made, but_wrong=True, basis="", by=here.viewer(by), at=AT))


def verdicts(made):
    return list(made.rows.order_by("number").values_list("verdict", flat=True))


def test_rows_are_judged_taken_and_handed_in_again_without_effect(here):
    Unit.objects.filter(pk=here.firm.pk).update(credit_code=CODE)
    other = here.another("双桥区砖厂")
    rows = [("", CODE, "小型", "2", "C3391", "否"), ("双桥区砖厂", "", "微型", "", "", ""),
            ("没有的厂", "", "小型", "", "", ""), ("双桥区砖厂", "", "小型", "", "", ""),
            (here.firm.name, "", "巨型", "两个", "X1", "")]  # fmt: skip
    made = judged(here, *rows)
    assert verdicts(made) == ["new", "new", "wrong", "wrong", "wrong"]
    assert not FactChange.objects.exists()
    taken(made, here)
    here.firm.refresh_from_db()
    known = keeping.values(here.firm)
    assert (known["scale"], known["full_time"], known["industry"]) == ("small", 2, "3391")
    assert keeping.values(other) == {"scale": "micro"}
    before = FactChange.objects.count(), Entry.objects.filter(verb="dossier_kept").count()
    again = judged_again(here, *rows[:2])
    assert verdicts(again) == ["same", "same"]
    assert (FactChange.objects.count(), Entry.objects.filter(verb="dossier_kept").count()) == before


def judged_again(here, *rows):
    written = StringIO()
    csv.writer(written).writerows([HEAD, *rows])
    table, content = intake.sheet("dossiers"), written.getvalue().encode()
    return carried(intake.receive(table, "再.csv", content, by=here.viewer(), at=AT))


def test_every_problem_of_a_row_names_its_column(here):
    made = judged(here, (here.firm.name, "", "巨型", "两个", "X1", "也许"))
    [row] = made.rows.all()
    assert [heading for heading, _ in row.problems] == [
        "主营行业", "企业规模", "规模以上（限上）", "专职安全管理人员",
    ]  # fmt: skip


def test_an_enterprise_imports_its_own_file_and_no_other(here):
    here.another("双桥区砖厂")
    made = judged(here, (here.firm.name, "", "", "2", "", ""), ("双桥区砖厂", "", "", "2", "", ""),
                  by="owner")  # fmt: skip
    assert verdicts(made) == ["new", "wrong"]


def test_an_enterprise_does_not_import_what_decides_its_rules(here):
    made = judged(here, (here.firm.name, "", "微型", "", "", ""), by="owner")
    assert verdicts(made) == ["wrong"]


@pytest.mark.parametrize("by", ["clerk", "owner"])
def test_the_export_handed_in_unchanged_changes_nothing(here, by):
    here.keep(scale="small", full_time=2, side_industries="C2922、F5169", above_scale=True,
              renovation_deadline="2026-01-01", headcount=35)  # fmt: skip
    rows = [["" if cell is None else cell for cell in row]
            for row in sheet.rows(here.viewer(by), AT)]  # fmt: skip
    made = judged(here, *rows, head=[column.heading for column in sheet.COLUMNS], by=by)
    assert set(verdicts(made)) == {"same"}
