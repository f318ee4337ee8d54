"""Enterprises ask for their sign-in by credit code; who answers for them decides."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.flows.advance import open_to
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Account, Person, Term, Unit
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.lib import creditcodes
from bihuan.modules.accounts.models import Enrolment
from bihuan.surfaces import clock
from tests.surfaces import twins

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
OWN = "安全 第一 2025 battery"


def code(number: int) -> str:
    body = f"MA{number:06d}"
    return creditcodes.complete(f"91441521{body}{creditcodes.organisation_check(body)}")


FACTS = {
    "credit_code": code(1), "name": "甲县新纸厂", "kind": "enterprise", "place": "甲县甲镇",
    "applicant": "赵六", "phone": "13800000009", "acts_as": "enterprise_principal",
}  # fmt: skip


def apply(**given):
    licence = SimpleUploadedFile("执照.png", PNG, "image/png")
    browser = Client(HTTP_HOST="localhost", REMOTE_ADDR="10.1.1.1")
    return browser.post("/enrol", FACTS | {"licence": licence} | given)


def receipt_of(answer) -> str:
    assert answer["Cache-Control"] == "no-store"
    return re.search(r'href="/enrol/([\w-]+)"', answer.content.decode())[1]


def decide(county, who, step="admit", **given):
    matter = Matter.objects.everywhere("test").get(flow="accounts.enrolment")
    data = {"step-step": step, "step-opinion": "已电话核实", "revision": matter.revision}
    data |= {f"step-{name}": value for name, value in given.items()}
    return county.browser(who).post(f"/matters/{matter.number}/step", data)


@pytest.fixture
def firm(county) -> Unit:
    """The firm with a code, and nobody signed in."""
    Unit.objects.filter(pk=county.units["firm"].pk).update(credit_code=code(1))
    Account.objects.filter(person__terms__post__unit=county.units["firm"]).delete()
    return Unit.objects.get(pk=county.units["firm"].pk)


def test_an_unknown_enterprise_is_admitted_by_its_town_and_makes_its_own_sign_in(county):
    receipt = receipt_of(apply())
    record = Enrolment.objects.get()
    assert (record.decider, record.known) == (county.units["town"], None)
    assert Evidence.objects.get(kind="营业执照").chain == record.matter.chain
    duty = Obligation.objects.everywhere("test").get(matter=record.matter)
    assert duty.holder == county.units["town"]
    assert record.matter.title in county.browser("town_station").get("/desk").content.decode()
    page = Client(HTTP_HOST="localhost").get(f"/enrol/{receipt}").content.decode()
    assert "待核实" in page
    assert county.units["town"].name not in page
    assert decide(county, "town_station").status_code == 302
    unit = Unit.objects.get(credit_code=code(1))
    assert (unit.name, unit.place) == ("甲县新纸厂", county.units["town"].place)
    browser = Client(HTTP_HOST="localhost")
    assert browser.get(f"/enrol/{receipt}").url == f"/join/{receipt}"
    given = {"login": "zhaoliu", "password": OWN, "again": OWN}
    assert browser.post(f"/join/{receipt}", given).url == "/"
    assert browser.get("/desk").status_code == 200
    assert Account.objects.get(login="zhaoliu").person.terms.get().post.unit == unit
    assert not any(receipt in entry.body for entry in Entry.objects.all())


def test_an_admitted_applicant_is_told_once_where_a_text_message_reaches_him(county, settings):
    settings.BIHUAN_CHANNELS = {"sms": {"kind": "sms", "url": "http://127.0.0.1:9/sms"}}
    receipt = receipt_of(apply())
    told_him = Delivery.objects.filter(key__startswith="enrolment:")
    assert not told_him.exists()
    assert decide(county, "town_station").status_code == 302
    [told] = told_him
    record = Enrolment.objects.get()
    assert (told.address, told.person.name) == (record.phone, record.applicant)
    assert "甲县新纸厂的账号申请已通过" in told.body
    # Whoever reads the message gets no way in by it.
    assert receipt not in told.body


def test_a_known_unit_without_a_manager_is_decided_by_its_supervisor(county, firm):
    Term.objects.filter(post__unit=firm, post__role="enterprise_principal").delete()
    receipt = receipt_of(apply(name="另一个名字"))
    record = Enrolment.objects.get()
    assert (record.decider, record.known) == (county.units["bureau"], firm)
    assert f"这个代码登记的单位是“{firm.name}”" in record.alike
    assert decide(county, "department_clerk").status_code == 302
    assert Unit.objects.filter(credit_code=code(1)).get() == firm
    assert Client(HTTP_HOST="localhost").get(f"/enrol/{receipt}").url == f"/join/{receipt}"


def test_a_unit_with_a_manager_of_accounts_decides_itself_and_the_town_is_not_asked(county, firm):
    county.browser("enterprise_principal")
    apply(acts_as="safety_officer")
    record = Enrolment.objects.get()
    assert record.decider == firm
    town = county.viewer("town_station")
    assert open_to(record.matter, town, twins.NOW) == []
    people = Person.objects.count()
    refused = decide(county, "safety_officer")
    assert refused.status_code in (403, 422)
    assert "您的岗位不能管理账号" in refused.content.decode()
    assert Person.objects.count() == people
    assert decide(county, "enterprise_principal").status_code == 302
    assert Term.objects.filter(post__unit=firm, person__name="赵六").exists()


def test_a_refusal_says_why_and_opens_nothing(county, settings):
    settings.BIHUAN_CHANNELS = {"sms": {"kind": "sms", "url": "http://127.0.0.1:9/sms"}}
    receipt = receipt_of(apply())
    assert decide(county, "town_station", "refuse", opinion="").status_code == 422
    assert decide(county, "town_station", "refuse", opinion="执照已注销").status_code == 302
    page = Client(HTTP_HOST="localhost").get(f"/enrol/{receipt}").content.decode()
    assert "未通过" in page
    assert "执照已注销" in page
    assert not Unit.objects.filter(credit_code=code(1)).exists()
    assert Client(HTTP_HOST="localhost").get(f"/join/{receipt}").status_code == 404
    told = Delivery.objects.get(key__startswith="enrolment:")
    assert (told.person, told.address) == (None, Enrolment.objects.get().phone)
    assert "没有通过" in told.body
    assert not [word for word in ("执照已注销", receipt) if word in told.body]


def test_the_answer_tells_nobody_what_is_registered(county, firm):
    pages = []
    for number in (1, 2):
        body = apply(credit_code=code(number)).content.decode()
        pages.append(re.sub(r"[\w-]{32}|csrf-token\" content=\"\w+", "", body))
    assert pages[0] == pages[1]
    assert {e.known for e in Enrolment.objects.all()} == {firm, None}


def test_a_name_alone_makes_no_two_units_one(county):
    twin = Unit.objects.create(
        name="甲县新纸厂有限公司", kind="enterprise", place=county.units["town"].place,
        place_path=county.units["town"].place_path, credit_code=code(7),
    )  # fmt: skip
    apply()
    record = Enrolment.objects.get()
    assert "名称相近：甲县新纸厂有限公司" in record.alike
    refused = decide(county, "town_station", same_as=twin.name)
    assert refused.status_code == 422
    assert "不是同一家" in refused.content.decode()
    assert not Term.objects.filter(post__unit=twin).exists()
    Unit.objects.filter(pk=twin.pk).update(credit_code=None)
    assert decide(county, "town_station", same_as=twin.name).status_code == 302
    twin.refresh_from_db()
    assert twin.credit_code == code(1)
    assert Term.objects.filter(post__unit=twin).count() == 1


def test_only_units_in_sight_of_who_decides_are_named(county, twin):
    Unit.objects.filter(pk=twin.units["firm"].pk).update(name="骉县新纸厂")
    apply()
    assert "骉" not in Enrolment.objects.get().alike


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"credit_code": "91441521MA00000000"}, "统一社会信用代码"),
        ({"place": "没有这个镇"}, "没有找到“没有这个镇”"),
        ({"phone": "123"}, "手机应为以 1 开头的 11 位数字"),
        ({"kind": ""}, "还没有选择“类别”"),
        ({"licence": SimpleUploadedFile("x.exe", b"MZ")}, "请上传 jpg、png 或 pdf 文件"),
        ({"licence": SimpleUploadedFile("x.png", b"MZ\x90\x00")}, "内容和它的后缀不一致"),
        ({"licence": ""}, "还没有上传"),
    ],
)
def test_a_wrong_application_opens_nothing(county, given, says):
    before = Matter.objects.everywhere("test").count(), Entry.objects.count()
    refused = apply(**given)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert (Matter.objects.everywhere("test").count(), Entry.objects.count()) == before


def test_an_address_that_asks_too_often_waits_an_hour(county, settings, monkeypatch):
    settings.ENROLMENTS_PER_HOUR = 2
    answers = [apply(credit_code=code(n)).status_code for n in range(1, 4)]
    assert answers == [200, 200, 409]
    assert Enrolment.objects.count() == 2
    monkeypatch.setattr(clock, "now", lambda: twins.NOW + timedelta(hours=1, minutes=1))
    assert apply(credit_code=code(3)).status_code == 200


def test_an_unknown_receipt_is_not_there(county):
    assert Client(HTTP_HOST="localhost").get("/enrol/nonsense").status_code == 404


def test_who_works_in_the_unit_already_is_not_entered_again(county, firm):
    term = county.terms["safety_officer"]
    Person.objects.filter(pk=term.person_id).update(phone=FACTS["phone"])
    receipt = receipt_of(apply(applicant=term.person.name, acts_as="safety_officer"))
    people = Person.objects.count()
    assert decide(county, "department_clerk").status_code == 302
    assert Person.objects.count() == people
    page = Client(HTTP_HOST="localhost").get(f"/join/{receipt}").content.decode()
    assert term.person.name in page
