"""A problem of a visit that becomes a case: nothing is typed twice, the problem hears of it."""

from typing import Any

import pytest

from bihuan.kernel.orgs.refusals import Refused
from bihuan.kernel.trace.models import Matter
from bihuan.modules.inspections import answers
from bihuan.modules.inspections.models import Finding, Inspection
from bihuan.modules.inspections.visit_flow import InspectionFlow
from bihuan.surfaces import clock
from tests.kernel import factories
from tests.modules.enforcement.conftest import DAY, District

DUE = DAY.date().replace(day=31)


@pytest.fixture
def problem(here: District) -> Matter:
    """What a visit found that does not pass."""
    one, two = here.person("one"), here.person("two")
    scheme = {"visit_on": DUE, "content": "隐患排查", "method": "看台账", "procedure": "依次"}
    visit = here.open(
        InspectionFlow, "one", unit=here.units["firm"], mode="unannounced", cause="日常检查",
        due_on=DUE,
    )  # fmt: skip
    here.take(visit, "prepare", "one", mode="unannounced", lead=one, second=two, **scheme)
    here.take(visit, "begin", "one", lead_paper="冀Hone", second_paper="冀Htwo")
    record = Inspection.objects.select_related("checklist", "unit", "office").get(pk=visit.pk)
    seen = {"verdict": "fail", "says": "隐患台账空白", "spot": "厂办", "due_on": DUE}
    answers.answer(record, None, seen, by=here.viewer("one"), at=DAY, photo=None, seen=0)
    here.take(visit, "sign", "one", "inspection_record", summary="看了台账", signer="赵owner")
    return Finding.objects.select_related("matter").get(inspection=visit.pk).matter


def test_its_form_is_filled_and_it_hears_what_was_filed_and_decided(
    here: District, problem: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: DAY)
    browser = factories.browser_of(factories.account_of(here.terms["one"]))
    address = f"/matters/new/enforcement.case?matter={problem.number}"
    invited = "单位和事实已经填好"
    assert invited not in browser.get(f"/matters/{problem.number}").content.decode()
    here.take(problem, "ask_case", "one", case_because="经责令仍不整改")
    assert invited in browser.get(f"/matters/{problem.number}").content.decode()
    form = browser.get(address).content.decode()
    assert "发现：隐患台账空白" in form
    assert here.units["firm"].name in form
    case = here.decided(parent=problem)
    found: Any = Finding.objects.get(pk=problem.pk)
    assert (found.case_id, found.decision) == (case.pk, "同意")
    with pytest.raises(Refused, match="没有结案"):
        here.take(problem, "settle_case", "one", decision="同意")


def test_a_case_of_something_else_is_no_business_of_it(here: District, problem: Matter) -> None:
    here.take(problem, "ask_case", "one", case_because="经责令仍不整改")
    here.decided()
    found = Finding.objects.get(pk=problem.pk)
    assert (found.case_id, found.decision) == (None, "")
