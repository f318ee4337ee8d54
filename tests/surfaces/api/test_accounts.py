"""Programs see the sign-ins they manage, invite, shut and open; a key goes to its person alone."""

import pytest

from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.orgs.models import Account, Person
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts.models import Invitation
from bihuan.surfaces.api.models import KeptAnswer
from tests.surfaces.api.program import program


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.BIHUAN_CHANNELS = {"email": {"kind": "email"}}


def test_a_program_invites_a_person_and_never_sees_the_key(county):
    term = county.terms["worker"]
    Person.objects.filter(pk=term.person_id).update(email="wanghai@example.cn")
    head = program(county, "enterprise_principal")
    given = head.post(f"terms/{term.pk}/invite", {"way": "email"}, key="k1")
    assert given.status_code == 200, given.content.decode()
    again = head.post(f"terms/{term.pk}/invite", {"way": "email"}, key="k1")
    assert again["Idempotent-Replayed"] == "true"
    assert Invitation.objects.filter(term=term).count() == 1
    key = Delivery.objects.get(key__startswith="invitation:").title.rpartition("/")[2]
    assert key not in given.content.decode()
    assert not any(key in kept.body for kept in KeptAnswer.objects.all())


def test_a_program_shuts_and_opens_an_account_and_doing_it_again_changes_nothing(county):
    county.browser("worker")
    account = Account.objects.get(person=county.terms["worker"].person)
    head = program(county, "enterprise_principal")
    for verb, open_ in (("shut", False), ("shut", False), ("open", True), ("open", True)):
        given = head.post(f"accounts/{account.pk}/{verb}")
        assert given.status_code == 200, given.content.decode()
        assert given.json()["open"] is open_
    assert Entry.objects.filter(verb="account_shut").count() == 1
    assert Entry.objects.filter(verb="account_opened").count() == 1


def test_a_program_sees_and_changes_no_account_of_another_county_nor_its_own(county, twin):
    head = program(county, "administrator")
    listed = head.get("accounts").json()["rows"]
    assert county.token.account_id in [row["id"] for row in listed]
    assert twin.token.account_id not in [row["id"] for row in listed]
    assert head.post(f"accounts/{twin.token.account_id}/shut").status_code == 404
    own = Account.objects.get(person=county.terms["administrator"].person)
    assert head.post(f"accounts/{own.pk}/shut").status_code == 403
    own.refresh_from_db()
    assert own.is_active
