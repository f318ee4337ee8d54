"""The page on assessing units says what the pages offer; its scheme is read as it stands."""

import re
from decimal import Decimal

from bihuan.modules.assessment.flows import ResultFlow, SchemeFlow
from bihuan.modules.assessment.models import Result, Score
from bihuan.modules.assessment.rules import Source, read_criteria, read_grades
from tests.docs.pages import blocks, text

PAGE = "assess-units"


def test_the_scheme_of_the_page_is_one_that_is_taken() -> None:
    criteria, grades = blocks(PAGE, "text")
    read = read_criteria(criteria)
    assert sum(one.points for one in read if one.part in ("过程", "结果")) == Decimal(100)
    assert {one.source for one in read} == set(Source)
    assert [one.bars for one in read_grades(grades)] == [False, False, True]


def test_the_page_names_steps_and_fields_as_they_are_called() -> None:
    known = {step.title for flow in (SchemeFlow, ResultFlow) for step in flow.steps.values()}
    fields = [*Result._meta.concrete_fields, *Score._meta.concrete_fields]
    known |= {str(field.verbose_name) for field in fields}
    known |= {proof.title for step in ResultFlow.steps.values() for proof in step.needs}
    known |= {"考核", SchemeFlow.opening.title, "下载 Word 通报", "下载 PDF 通报"}
    assert set(re.findall("「(.+?)」", text(PAGE))) <= known
