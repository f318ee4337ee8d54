"""Enterprises on the pages: who sees what, which filters find whom, what a refused form keeps."""

import pytest

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Entry
from bihuan.modules.dossier import keeping
from bihuan.modules.dossier.models import Dossier
from tests.surfaces.twins import BY, NOW


@pytest.fixture
def firm(county):
    return county.units["firm"]


def keep(firm, **facts):
    keeping.keep(firm, facts, by=BY, at=NOW)


def names(county, query="", role="office_clerk"):
    page = county.browser(role).get(f"/dossiers{query}").content.decode()
    return county.units["firm"].name in page


def test_enterprises_are_found_by_what_their_dossiers_say(county, firm):
    keep(firm, scale="small", ownership="city", industry="C2922", side_industries="F5169")
    for query in ("", "?scale=small", "?owner=city", "?industry=C", "?industry=51",
                  "?lack=insurance", "?status=operating"):  # fmt: skip
        assert names(county, query), query
    for query in ("?scale=large", "?owner=central", "?industry=B", "?lack=empty", "?lack=expired",
                  "?tier=city", "?lack=staffing", "?status=stopped"):  # fmt: skip
        assert not names(county, query), query


def test_what_nobody_stated_reads_so_and_no_number_is_typed(county, firm):
    page = county.browser("office_clerk").get(f"/units/{firm.pk}/dossier").content.decode()
    assert "未填" in page
    assert "取自记录，不由人填写" in page
    assert county.browser("office_clerk").get(f"/units/{firm.pk}/dossier.pdf").status_code == 200


def test_neither_page_nor_export_shows_the_twin(county, twin):
    keep(twin.units["firm"], scale="small")
    browser = county.browser("office_clerk")
    for address in ("/dossiers", "/dossiers/export", "/dossiers/gaps", "/dossiers/census",
                    "/dossiers/census/export", "/dossiers/doubles"):  # fmt: skip
        answer = browser.get(address)
        assert twin.mark not in answer.getvalue().decode(errors="replace"), address
    assert browser.get(f"/units/{twin.units['firm'].pk}/dossier").status_code == 404


def test_a_wrong_value_keeps_what_was_typed_and_changes_nothing(county, firm):
    before = Entry.objects.count()
    answer = county.browser("office_clerk").post(f"/units/{firm.pk}/dossier/facts/class", {
        "class-headcount": "很多", "class-economic_type": "有限责任公司", "class-revision": "0",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "有限责任公司" in answer.content.decode()
    assert (Entry.objects.count(), Dossier.objects.count()) == (before, 0)


def test_the_second_editor_of_a_page_is_told(county, firm):
    keep(firm, scale="small")
    answer = county.browser("office_clerk").post(f"/units/{firm.pk}/dossier/facts/class", {
        "class-scale": "large", "class-revision": "0",
    })  # fmt: skip
    assert answer.status_code == 409
    assert Dossier.objects.get().scale == "small"


def test_an_unlicensed_unit_is_entered_on_its_page(county):
    town = county.units["town"].place
    answer = county.browser("office_clerk").post("/dossiers/unlicensed", {
        "unlicensed-name": "某作坊", "unlicensed-place": town.code, "unlicensed-owner": "李四",
        "unlicensed-grid_person": "张三", "unlicensed-found_by": "census",
        "unlicensed-found_on": "2025-03-01",
    })  # fmt: skip
    assert answer.status_code == 302
    made = Unit.objects.get(name="某作坊")
    assert names_unlicensed(county) == [made.name]


def names_unlicensed(county):
    page = county.browser("office_clerk").get("/dossiers?lack=unlicensed").content.decode()
    return [unit.name for unit in Unit.objects.filter(name="某作坊") if unit.name in page]
