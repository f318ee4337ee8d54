"""A certificate is valid on a day or not, comes due before it ends, and belongs to one person."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import succession
from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.training import certificates, daily, rosters, rules
from bihuan.modules.training.models import Attendance, Certificate, Trainee
from tests.modules.training.conftest import AT, TODAY, Works, everything, owed

SPECIAL = rules.SPECIAL


@pytest.fixture
def welder(here: Works) -> Trainee:
    """A welder on the roster of the chemical works."""
    return here.enter("焊工", "special", work="焊工")


def entered(here: Works, row: Trainee, by: str = "safety", **given) -> Certificate:
    facts = {"kind": SPECIAL, "number": "T001", "issued_on": date(2022, 5, 20),
             "until": date(2028, 5, 19), "work": "焊接与热切割作业"} | given  # fmt: skip
    return certificates.enter(row.person, row.unit, by=here.viewer(by), at=AT, **facts)


def test_the_day_of_re_check_is_reckoned_and_said_to_be_so_unless_printed(here: Works, welder):
    row = entered(here, welder)
    assert (row.recheck_on, row.recheck_reckoned) == (date(2025, 5, 20), True)
    printed = entered(here, welder, number="T002", recheck_on=date(2025, 4, 1))
    assert (printed.recheck_on, printed.recheck_reckoned) == (date(2025, 4, 1), False)
    assert rules.KINDS[SPECIAL].confidence == "M"


def test_valid_means_issued_not_ended_not_expired_and_re_checked_in_time(here: Works, welder):
    row, who = entered(here, welder), welder.person
    known = [date(2022, 5, 19), date(2022, 5, 20), date(2025, 5, 20), date(2025, 5, 21)]
    assert [bool(certificates.valid_on(who, SPECIAL, day)) for day in known] == [
        False, True, True, False]  # fmt: skip
    assert certificates.valid_on(who, SPECIAL, TODAY, work="低压电工") is None
    assert "没有登记行政执法证" in certificates.why_invalid(who, "enforcement", TODAY)
    assert "应于 2025-05-20 复审" in certificates.why_invalid(who, SPECIAL, date(2025, 6, 1))
    later = datetime(2025, 5, 10, 9, tzinfo=SHANGHAI)
    certificates.recheck(row, on=later.date(), by=here.viewer("safety"), at=later)
    assert certificates.valid_on(who, SPECIAL, date(2028, 5, 19))
    certificates.end(Certificate.objects.get(), on=later.date(), reason="撤销",
                     by=here.viewer("safety"), at=later)  # fmt: skip
    assert "失效：撤销" in certificates.why_invalid(who, SPECIAL, later.date())
    assert certificates.valid_on(who, SPECIAL, later.date() - timedelta(days=1))


def test_what_is_about_to_end_is_owed_once_and_ends_with_the_re_check_or_the_next_one(
    here: Works, welder
):
    row, near = entered(here, welder), datetime(2025, 3, 25, 6, tzinfo=SHANGHAI)
    assert daily.look(AT) == 0
    assert [daily.look(near), daily.look(near)] == [1, 0]
    [duty] = owed(title__contains="T001")
    assert (duty.holder, str(duty.legal_due)[:10]) == (here.units["chem"], "2025-05-20")
    assert duty.ladder is not None
    row.refresh_from_db()
    certificates.recheck(row, on=near.date(), by=here.viewer("safety"), at=near)
    assert Obligation.objects.everywhere("test").get(pk=duty.pk).outcome == "on_time"
    late = datetime(2028, 4, 1, 6, tzinfo=SHANGHAI)
    assert daily.look(late) == 1
    certificates.enter(welder.person, welder.unit, kind=SPECIAL, number="T009",
                       work="焊接与热切割作业", issued_on=late.date(),
                       by=here.viewer("safety"), at=late)  # fmt: skip
    assert owed(title__contains="T001") == []


def test_a_certificate_that_cannot_be_is_refused(here: Works, welder):
    entered(here, welder)
    other = here.enter("电工", "special", "toys")
    before = everything()
    for given, says in (
        ({"number": " "}, "证书编号"), ({"kind": "driver"}, "证书种类"),
        ({"number": "T3", "until": date(2030, 1, 1)}, "最长到 2028-05-20"),
        ({"number": "T3", "issued_on": date(2025, 6, 1), "until": None}, "还没有到"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            entered(here, welder, **given)
    with pytest.raises(Invalid, match="已登记在别人名下"):
        entered(here, other, by="rival")
    with pytest.raises(NotAllowed):
        entered(here, other, by="safety", number="T4")
    assert everything() == before


def test_an_officers_certificate_is_one_kind_among_others(here: Works):
    officer = here.enter("执法员", "officer", "bureau")
    certificates.enter(officer.person, officer.unit, kind="enforcement", number="19150001",
                       issued_on=date(2023, 1, 1), until=date(2027, 12, 31),
                       by=here.viewer("officer"), at=AT)  # fmt: skip
    assert certificates.valid_on(officer.person, "enforcement", TODAY)
    assert not certificates.listed(here.viewer("rival")).exists()
    assert certificates.listed(here.viewer("clerk"), kind="enforcement").count() == 1


def test_people_hours_and_certificates_go_along_when_a_unit_is_merged(here: Works, welder):
    entered(here, welder)
    Attendance.objects.create(
        unit=welder.unit,
        person=welder.person,
        purpose="first",
        course="三级教育",
        on=TODAY,
        hours=8,
    )
    decision = succession.Decision(on=TODAY, reason="合并", by=Machine("setup"), at=AT)
    succession.merge([here.units["chem"]], here.units["toys"], decision)
    assert Trainee.objects.get(pk=welder.pk).unit == here.units["toys"]
    assert Attendance.objects.get().unit == Certificate.objects.get().unit == here.units["toys"]
    assert Succession.objects.filter(kind="merged").exists()
    assert rosters.listed(here.viewer("rival")).count() == 1
