"""The handling of an accident is listed by the committee that a document in force names."""

from datetime import timedelta
from pathlib import Path

import pytest

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accidents import listings
from bihuan.modules.accidents.models import Accident
from bihuan.modules.accidents.report_flow import AccidentFlow
from bihuan.modules.committee.models import ListedSupervision
from tests.modules.accidents.conftest import TEN, reported
from tests.testapp.performing import perform
from tests.testapp.world import County, unit

PACKS = Path(__file__).parents[3] / "packs"
LINES = listings.lines()


@pytest.fixture
def office(here: County) -> Unit:
    """The city's committee office, and the document that binds the city."""
    city = Place.objects.get(code="4415")
    for key in {line.document for line in LINES}:
        document = Document.objects.create(
            key=key, title=key, place=city, level="city", text="挂牌督办", sha256="0" * 64,
            status="in_force" if key.startswith("230900") else "draft",
        )  # fmt: skip
        no = next(line.clause for line in LINES if line.document == key)
        Clause.objects.create(
            document=document, path=no, no=no, text="挂牌督办", start=0, end=4, position=0
        )
    return unit("市安委办", "committee_office", city)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.document}-{line.level}")
def test_every_sentence_stands_in_its_document(line: listings.Line):
    text = (PACKS / f"{line.document}.txt").read_text("utf-8")
    assert line.says in text


@pytest.mark.parametrize(
    ("facts", "level"),
    [(("ordinary", False), "city"), (("ordinary", True), "province"),
     (("serious", False), "province"), (("major", True), "nation"),
     (("extraordinary", True), None)],
)  # fmt: skip
def test_the_level_follows_from_the_grade_and_what_people_make_of_it(
    here: County, office: Unit, officer: Viewer, facts: tuple[str, bool], level: str | None
):
    record = Accident.objects.get(pk=reported(here, officer).pk)
    record.grade, record.social_impact = facts
    found = listings.listing(record, officer.on)
    assert (found.level if found else None) == level
    assert found is None or found.office == (office if level == "city" else None)


def test_an_ordinary_accident_is_proposed_to_the_city_when_its_investigation_is_asked_for(
    here: County, office: Unit, officer: Viewer, watch: Viewer
):
    made = reported(here, officer)
    perform(made, AccidentFlow.begin_inquiry, here, TEN + timedelta(hours=2), by=watch)
    listed = ListedSupervision.objects.get()
    assert (listed.about, listed.unit_id, listed.matter.unit) == ("accident", watch.unit_id, office)
    assert listed.matter.clause is not None
    assert listed.matter.clause.no == "40"


def test_where_no_document_in_force_says_so_nothing_is_listed(
    here: County, officer: Viewer, watch: Viewer
):
    perform(reported(here, officer), AccidentFlow.begin_inquiry, here, TEN, by=watch)
    assert not ListedSupervision.objects.exists()
