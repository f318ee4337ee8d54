"""Letters when units and places change: they stay where their issuer stands, drafts go on."""

import pytest

from bihuan.kernel.letters.letters import sign
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import succession
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import verify
from tests.kernel import factories
from tests.kernel.factories import AT

from .county import Office, office, order, signed


@pytest.fixture
def here(db) -> Office:
    return office()


def decision() -> Decision:
    return Decision(AT.date(), "县编办批复", Machine("建账"), AT)


def fresh(letter: Letter) -> Letter:
    return Letter.objects.everywhere("test").get(pk=letter.pk)


def test_a_recoded_place_takes_its_letters_along_and_signed_ones_still_verify(here: Office):
    letter = signed(here)
    place = here.unit.place
    succession.recode(place, "441599", decision())
    assert fresh(letter).place_path == Place.objects.get(pk=place.pk).path
    assert verify.verify().findings == []


def test_an_issuer_that_moves_takes_its_own_letters_along_and_no_others(here: Office):
    mine = order(here)
    others = order(here, cause="m1:2", issuer=here.regulator, addressee=here.town)
    there = factories.county(code="441523", name="陆河县")
    succession.move(here.unit, there, decision())
    assert fresh(mine).place_path == there.path
    assert fresh(others).place_path == here.regulator.place_path


def test_the_office_that_succeeds_signs_what_the_old_one_left_unsigned(here: Office):
    waiting, done = order(here), signed(here, cause="m1:2")
    heir = factories.unit("海丰县安委会办公室", "committee_office", here.unit.place)
    post = factories.post(heir, "office_leader", "主任", signs=True)
    leader = factories.viewer_of(factories.person_in(post, "林伟"))
    succession.merge([here.unit], heir, decision())
    sign(fresh(waiting), by=leader, at=AT)
    assert fresh(waiting).signer_post == post
    assert fresh(done).issuer == here.unit


def test_an_unsigned_letter_is_addressed_to_the_unit_that_succeeds(here: Office):
    waiting, done = order(here), signed(here, cause="m1:2")
    heir = factories.department(here.unit.place, "安监局")
    succession.merge([here.regulator], heir, decision())
    assert fresh(waiting).addressee == heir
    assert fresh(done).addressee == here.regulator
