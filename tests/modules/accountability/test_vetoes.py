"""七台河（三十六）: an accountability decision vetoes the assessment of its unit, until revoked."""

from datetime import date

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Document
from bihuan.modules.accountability import bars
from bihuan.modules.accountability.models import Accountability
from bihuan.modules.assessment import vetoes
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY, District, _pack


def of_qitaihe(here: District) -> None:
    """Let the document of Qitaihe hold in the district too."""
    factories.county("230900", "七台河市")
    load_pack(_pack("230900/qitaihe-2017"), on=date(2024, 1, 1))
    rows = Document.objects.filter(key="230900/qitaihe-2017")
    rows.update(place=here.place, status=Document.Status.IN_FORCE)


def test_a_major_accident_vetoes_the_unit_until_the_decision_is_revoked(here: District):
    of_qitaihe(here)
    case = here.decided(event="major", happened_on=date(2025, 2, 10), proposed="admonition")
    town = here.units["town"]
    [one] = vetoes.of(town, date(2025, 3, 15))
    assert (one.happened_on, one.since, one.until) == (
        date(2025, 2, 10), date(2025, 3, 15), date(2026, 3, 15),
    )  # fmt: skip
    assert one.cause == case
    assert not case.bars.filter(what="veto").exists()
    here.take(case, "revoke", "second", at=DAY, review="事故等级复核为较大")
    assert vetoes.of(town, date(2025, 3, 16)) == []


def test_a_duty_that_was_missed_vetoes_nothing(here: District):
    of_qitaihe(here)
    case = here.decided()
    assert bars.vetoing(Accountability.objects.get(pk=case.pk)) == []
    assert vetoes.of(here.units["town"], date(2025, 3, 16)) == []
