"""Papers with a validity: what is about to end becomes a duty, what is renewed ends it."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import end_of
from bihuan.modules.dossier import credentials, daily
from bihuan.modules.dossier.models import Credential

from .conftest import AT, TODAY


def enter(here, by="clerk", **given):
    facts = {"kind": "production_licence", "number": "冀FM安许证字〔2022〕1",
             "since": date(2022, 6, 1), "until": date(2025, 5, 31)} | given  # fmt: skip
    return credentials.enter(here.firm, by=here.viewer(by), at=AT, **facts)


def owed(here):
    rows = Obligation.objects.everywhere("test").filter(holder=here.firm, done_at=None)
    return list(rows.select_related("clause__document"))


def test_a_production_licence_must_be_renewed_three_months_before_it_ends_as_the_law_says(here):
    enter(here)
    assert credentials.open_expiring(AT) == 1
    [duty] = owed(here)
    assert duty.clause.no == "第九条" or "第九条" in duty.clause.path
    assert duty.legal_due == end_of(date(2025, 2, 28))
    assert duty.supervisor == here.bureau


@pytest.mark.parametrize(("kind", "until", "opens"), [
    ("insurance", TODAY + timedelta(days=30), True),
    ("insurance", TODAY + timedelta(days=31), False),
    ("insurance", None, False),
    ("production_licence", date(2025, 7, 11), True),
    ("production_licence", date(2025, 7, 12), False),
])  # fmt: skip
def test_the_duty_appears_thirty_days_ahead_and_not_earlier(here, kind, until, opens):
    enter(here, kind=kind, until=until)
    assert credentials.open_expiring(AT) == int(opens)


def test_a_paper_without_a_rule_of_its_own_is_due_on_its_last_day_and_cites_nothing(here):
    enter(here, kind="insurance", number="PZAB2024", until=date(2025, 3, 31))
    credentials.open_expiring(AT)
    [duty] = owed(here)
    assert (duty.clause, duty.legal_due) == (None, end_of(date(2025, 3, 31)))
    assert "PZAB2024" in duty.title


def test_looking_twice_opens_nothing_twice(here):
    enter(here, kind="insurance", until=date(2025, 3, 20))
    daily.look(AT)
    daily.look(AT + timedelta(days=1))
    assert len(owed(here)) == 1


def test_a_renewed_paper_ends_the_duty_on_time_and_replaces_the_old_one(here):
    old = enter(here, kind="insurance", number="2024", until=date(2025, 3, 31))
    credentials.open_expiring(AT)
    [duty] = owed(here)
    enter(here, by="owner", kind="insurance", number="2025", since=date(2025, 4, 1),
          until=date(2026, 3, 31))  # fmt: skip
    duty.refresh_from_db()
    old.refresh_from_db()
    assert duty.outcome == Outcome.ON_TIME
    assert old.ended_on == date(2025, 4, 1)
    assert credentials.open_expiring(AT) == 0


def test_a_revoked_paper_lapses_its_duty(here):
    paper = enter(here, kind="insurance", until=date(2025, 3, 31))
    credentials.open_expiring(AT)
    [duty] = owed(here)
    credentials.end(paper, on=TODAY, reason="退保", by=here.viewer(), at=AT)
    duty.refresh_from_db()
    assert duty.outcome == Outcome.LAPSED
    assert Unit.objects.filter(credentials.lacking("insurance", TODAY), pk=here.firm.pk).exists()


def test_who_lacks_a_valid_policy_and_whose_paper_expired_is_found(here):
    other = here.another("双桥区第二铸造厂")
    enter(here, kind="insurance", until=date(2025, 3, 11))
    lacking = Unit.objects.filter(credentials.lacking("insurance", TODAY), kind="enterprise")
    assert {here.firm, other} <= set(lacking)
    assert list(Unit.objects.filter(credentials.expired(TODAY))) == [here.firm]
    enter(here, kind="insurance", number="新", since=date(2025, 3, 12), until=date(2026, 3, 11))
    assert not Unit.objects.filter(credentials.expired(TODAY)).exists()


@pytest.mark.parametrize(("given", "field"), [
    ({"kind": "passport"}, "kind"), ({"number": " "}, "number"), ({"since": None}, "since"),
    ({"until": date(2020, 1, 1)}, "until"), ({"kind": "standardisation", "grade": "四级"}, "grade"),
])  # fmt: skip
def test_a_wrong_paper_is_refused_by_its_field(here, given, field):
    before = list(Credential.objects.values()), Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        enter(here, **given)
    assert refused.value.field == field
    assert (list(Credential.objects.values()), Entry.objects.count()) == before


def test_a_worker_enters_no_paper_and_an_ended_one_ends_once(here):
    with pytest.raises(NotAllowed):
        enter(here, by="worker")
    paper = enter(here)
    credentials.end(paper, on=TODAY, reason="注销", by=here.viewer(), at=AT)
    before = Entry.objects.count()
    with pytest.raises(WrongState):
        credentials.end(paper, on=TODAY, reason="注销", by=here.viewer(), at=AT)
    assert Entry.objects.count() == before


def test_an_ended_enterprise_owes_no_renewal(here):
    enter(here, kind="insurance", until=date(2025, 3, 20))
    Unit.objects.filter(pk=here.firm.pk).update(until=TODAY)
    assert credentials.open_expiring(datetime.combine(TODAY, AT.timetz())) == 0
