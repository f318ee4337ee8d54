"""A unit's page and a base's: posts with terms, what is owed, a denominator that adds up."""


def test_a_units_page_shows_posts_terms_and_what_it_owes(county):
    page = county.browser("office_clerk").get(f"/units/{county.units['firm'].pk}").content.decode()
    assert county.terms["enterprise_principal"].person.name in page
    assert "甲报送方案" in page
    assert "甲县应急管理局" in page


def test_a_unit_beside_ones_own_shows_only_what_concerns_both(county):
    page = county.browser("worker").get(f"/units/{county.units['bureau'].pk}").content.decode()
    assert "只显示与您有关的责任" in page
    assert county.terms["department_leader"].person.name not in page


def test_every_member_of_a_base_has_one_fate(county):
    response = county.browser("office_clerk").get(f"/bases/{county.duty.base_id}")
    fates = {fate.key: fate.n for fate in response.context["fates"]}
    assert sum(fates.values()) == 1
    assert fates["running"] == 1


def test_a_number_of_a_base_opens_its_rows(county):
    browser = county.browser("office_clerk")
    for fate in browser.get(f"/bases/{county.duty.base_id}").context["fates"]:
        shown = browser.get(f"/bases/{county.duty.base_id}?fate={fate.key}").context["page"].rows
        assert len(shown) == fate.n


def test_another_countys_units_and_bases_do_not_exist_here(county, twin):
    browser = county.browser("office_leader")
    assert browser.get(f"/units/{twin.units['firm'].pk}").status_code == 404
    assert browser.get(f"/bases/{twin.duty.base_id}").status_code == 404
