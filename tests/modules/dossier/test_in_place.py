"""The five are read off the records of a day: what is missing in words, unknown never in place."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Post, Term, Unit
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.matters import open_matter
from bihuan.kernel.trace.models import Matter
from bihuan.lib.verdicts import State
from bihuan.modules.dossier import in_place
from bihuan.modules.emergency.models import Plan
from bihuan.modules.funds.models import FeeBase, FeeLine, FeeYear
from bihuan.modules.responsibility.models import DutyList, Signature
from bihuan.modules.training.models import Attendance, Certificate, Trainee
from bihuan.surfaces.workbench.queries import in_place as reads

from .conftest import AT, PACKS, TODAY, District, tagged

BEFORE = date(2025, 1, 2)
STAFF = {"headcount": 50, "safety_body": "own", "full_time": 2, "industry": "C2611"}


def made(here: District, unit: Unit, flow: str, state: str) -> Matter:
    return open_matter(flow=flow, title="甲", place=here.place, unit=unit, prefix="TS", state=state,
                       by=Machine("甲"), at=AT)  # fmt: skip


def answers(unit: Unit, on: date = TODAY) -> dict[str, tuple[str, tuple[str, ...]]]:
    [found] = in_place.standings([Unit.objects.get(pk=unit.pk)], on)
    return {one.part.key: (one.verdict.state, one.verdict.says) for one in found.answers}


def responsible(here: District, unit: Unit, *, signed: bool) -> None:
    for post in Post.objects.filter(unit=unit):
        matter = made(here, unit, "responsibility.list", "in_force")
        person = Term.objects.get(post=post).person
        duties = DutyList.objects.create(
            matter=matter, unit=unit, post=post, version=1, office=unit, drafter=person,
            since=BEFORE,
        )  # fmt: skip
        if signed:
            Signature.objects.create(list=duties, person=person, at=AT)


def invested(here: District, unit: Unit, extracted: int) -> FeeYear:
    person = here.terms["owner"].person
    fee = FeeYear.objects.create(
        matter=made(here, unit, "funds.fee", "running"), unit=unit, keeper=person, year=2025,
        begins_on=BEFORE,
    )  # fmt: skip
    FeeBase.objects.create(fee=fee, trade="hazmat", base=Decimal(10_000_000), source="审计报告",
                           by=person, at=AT)  # fmt: skip
    FeeLine.objects.create(fee=fee, kind="extract", month=2, amount=extracted, by=person, at=AT)
    return fee


def trained(here: District, unit: Unit, until: date) -> None:
    for key, category in (("owner", "principal"), ("worker", "manager")):
        person = here.terms[key].person
        Trainee.objects.create(unit=unit, person=person, category=category, joined=BEFORE)
        Attendance.objects.create(unit=unit, person=person, purpose="first", course="甲", on=BEFORE,
                                  hours=48)  # fmt: skip
        Certificate.objects.create(unit=unit, person=person, kind=category, number=key,
                                   issued_on=BEFORE, until=until)  # fmt: skip


def ready(here: District, unit: Unit, **given: Any) -> Plan:
    return Plan.objects.create(
        matter=made(here, unit, "emergency.plan", "in_force"), office=unit, kind="comprehensive",
        maker=here.terms["owner"].person, event="general", name="综合预案", draft_by=BEFORE,
        published_on=BEFORE, **given,
    )  # fmt: skip


def test_what_nobody_recorded_is_unknown_and_says_so_beside_what_was_declared(here: Any) -> None:
    here.keep(by="owner", in_place_training=True)
    found = answers(here.firm)
    assert {state for state, _ in found.values()} == {State.UNKNOWN}
    assert found["responsibility"][1] == ("2 个在任岗位都没有登记责任清单",)
    [one] = in_place.standings([here.firm], TODAY)
    assert [a.part.key for a in one.answers if a.differs] == ["training"]
    assert not one.complete


def test_each_part_names_what_is_missing_on_the_day_asked_about(here: Any) -> None:
    for name in ("CN/safety-fee-2022", "CN/emergency-plan-2019"):
        load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2023, 1, 1))
    firm = here.firm
    tagged(firm, "危险化学品")
    here.keep(**STAFF | {"full_time": 0, "safety_body": "none"})
    assert answers(firm)["investment"][0] == State.UNKNOWN
    responsible(here, firm, signed=False)
    invested(here, firm, extracted=1000)
    trained(here, firm, until=date(2025, 3, 1))
    ready(here, firm, evaluate_by=date(2025, 3, 1))
    found = answers(firm)
    assert {state for state, _ in found.values()} == {State.UNMET}
    said = "；".join(words for _, says in found.values() for words in says)
    for words in ("2 个岗位清单现任没有签订", "安全生产管理", "到 2 月末少提 74,000 元",
                  "1 名主要负责人没有当天有效的证书：周owner", "评估逾期", "没有备案",
                  "没有演练"):  # fmt: skip
        assert words in said
    assert "证书" not in str(answers(firm, date(2025, 2, 20))["training"])
    assert answers(firm, date(2024, 12, 1))["training"][0] == State.UNKNOWN


def test_what_is_recorded_whole_is_in_place_and_what_is_not_owed_is_not_asked(here: Any) -> None:
    load_pack(read_pack(PACKS / "CN/safety-fee-2022.yaml"), on=date(2023, 1, 1))
    firm = here.firm
    here.keep(**STAFF)
    responsible(here, firm, signed=True)
    trained(here, firm, until=date(2026, 3, 1))
    found = answers(firm)
    states = [found[key][0] for key in ("responsibility", "management", "investment", "training")]
    assert states == [State.MET, State.MET, State.UNASKED, State.MET]
    invested(here, firm, extracted=75_000)
    assert answers(firm)["investment"] == (State.MET, ())
    FeeBase.objects.update(base=None)
    assert answers(firm)["investment"][0] == State.UNKNOWN


def test_a_list_asks_once_for_all_and_its_counts_open_their_rows(here: Any) -> None:
    here.keep(**STAFF)
    in_place.standings([here.firm], TODAY)
    with CaptureQueriesContext(connection) as few:
        in_place.standings(list(Unit.objects.filter(pk=here.firm.pk)), TODAY)
    for n in range(8):
        here.keep(here.another(f"第{n}厂"), headcount=50)
    viewer = here.viewer()
    with CaptureQueriesContext(connection) as many:
        in_place.standings(list(Unit.objects.filter(kind="enterprise")), TODAY)
    assert len(many) <= len(few)
    found = reads.listed(viewer, reads.Filters(), after="")
    counts = {part.key: {title: n for title, n, _ in states} for part, states in found.parts}
    assert (found.count, found.full) == (9, 0)
    assert counts["management"] == {"到位": 1, "不到位": 0, "未知": 8, "不要求": 0}
    met = reads.Filters(part="management", state="met")
    assert [one.unit for one in reads.listed(viewer, met, after="").page.rows] == [here.firm]
    rows = list(reads.exported(viewer, met))
    assert [row[0] for row in rows] == [here.firm.name]
    assert reads.Filters(on="2025-13-40").day(TODAY) == TODAY
    assert len(reads.listed(here.viewer("owner"), reads.Filters(), after="").page.rows) == 1
