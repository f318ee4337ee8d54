"""Packs become rows; loading again changes nothing; changed words become the next version."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep, Number, Rule, Setting
from bihuan.kernel.law.packs import BadPack, read_pack, read_packs
from bihuan.kernel.law.precedence import arrange, frequency, strictness
from bihuan.kernel.law.settings import set_value, setting, settled
from bihuan.kernel.orgs.models import Person, Place, Post, Role, Unit

PACKS = Path(__file__).resolve().parents[3] / "packs"
DAY = date(2024, 3, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """The nation, five places and their ancestors, by code."""
    nation = Place.objects.create(code="0", name="全国", level="nation", path="0/")
    made = {"0": nation}
    for codes in (
        ("230000", "230900"),
        ("440000", "441500", "441521"),
        ("510000", "510600"),
        ("370000", "370200"),
        ("130000", "130800", "130802"),
    ):
        above = nation
        for code in codes:
            above = made[code] = Place.objects.create(
                code=code, name=code, level="city", parent=above, path=f"{above.path}{code}/"
            )
    return made


@pytest.fixture(scope="module")
def files():
    """The packs of the project, read once."""
    return read_packs(PACKS)


@pytest.fixture
def loaded(places, files):
    """All packs of the project, loaded on one day."""
    return [load_pack(file, on=DAY) for file in files]


def everything():
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for model in (Document, Clause, Rule, Ladder, LadderStep, Number)
    }


def test_loading_twice_leaves_every_row_as_it_was(loaded, files):
    before = everything()
    for file in files:
        assert load_pack(file, on=date(2025, 1, 1)).new == {}
    assert everything() == before


def test_a_document_reached_from_a_clause_comes_without_its_words_until_asked(
    loaded, django_assert_num_queries
):
    clause = Clause.objects.filter(document__key="441521/haifeng-2024").first()
    with django_assert_num_queries(1):
        assert clause.document.get_deferred_fields() == {"text", "compiled"}
    with django_assert_num_queries(1):
        assert clause.text in clause.document.text
    assert not Document.objects.first().get_deferred_fields()


def test_every_rule_cites_a_clause_that_holds_its_words(loaded):
    assert Rule.objects.count() >= 75
    for rule in Rule.objects.select_related("clause"):
        squeezed = "".join(rule.clause.text.split())
        assert "".join(rule.says.split()).translate(FOLD) in squeezed.translate(FOLD)


FOLD = str.maketrans("，：；（）", ",:;()")


def test_what_the_text_leaves_open_is_unset(loaded):
    rule = Rule.objects.get(key="510600/deyang-2017#committee.study")
    assert (rule.per, rule.times) == ("", None)
    assert frequency(rule) == "未设定"


def test_a_draft_document_is_loaded_as_a_draft(loaded):
    assert Document.objects.get(key="510600/deyang-2017").status == "draft"


def test_named_sets_are_spelt_out_as_tags(loaded):
    rule = Rule.objects.get(key="441521/haifeng-2024#principal.month")
    assert "渔业生产" in rule.selects["tags_any"]
    other = Rule.objects.get(key="441521/haifeng-2024#principal.quarter")
    assert other.selects["tags_none"] == rule.selects["tags_any"]


def test_a_suggested_ladder_says_what_the_documents_do_not_fix(loaded):
    assert Ladder.objects.exclude(derived="").count() == Ladder.objects.count()
    rungs = list(LadderStep.objects.filter(ladder__key="CN/suggested#check").values_list("stage"))
    assert rungs == [(0,), (1,), (2,)]


def test_changed_words_become_the_next_version_and_end_the_old_one(places, tmp_path):
    text = "关于小事的通知\n\n一、检查。企业每月至少检查1次。\n"
    pack = (
        "document: {key: 440000/small-2024, title: 关于小事的通知, place: '440000', "
        "level: province, text: small.txt, status: in_force}\n"
        "rules:\n  - {id: check, clause: '1', says: 检查1次, duty: check, title: 检查, "
        "who: {kinds: [enterprise]}, per: month}\n"
    )
    path = tmp_path / "small.yaml"
    path.write_text(pack, "utf-8")
    (tmp_path / "small.txt").write_text(text, "utf-8")
    load_pack(read_pack(path), on=DAY)
    path.write_text(pack.replace("per: month", "per: week"), "utf-8")
    (tmp_path / "small.txt").write_text(text.replace("每月", "每周"), "utf-8")
    load_pack(read_pack(path), on=date(2025, 1, 1))

    old, new = Clause.objects.order_by("version")
    assert (old.in_force_until, new.version) == (date(2025, 1, 1), 2)
    before, after = Rule.objects.order_by("version")
    assert (before.per, before.in_force_until, before.clause) == ("month", date(2025, 1, 1), old)
    assert (after.per, after.in_force_from, after.clause) == ("week", date(2025, 1, 1), new)


def test_a_pack_for_an_unknown_place_changes_nothing(places):
    Place.objects.filter(code="370200").update(code="370299")
    file = read_pack(PACKS / "370200" / "qingdao-2016.yaml")
    with pytest.raises(BadPack, match="没有区划 370200"):
        load_pack(file, on=DAY)
    assert not Document.objects.exists()


def test_the_stricter_rule_binds_and_the_other_says_why(loaded):
    arrange(DAY)
    city = Rule.objects.get(key="230900/qitaihe-2017#drill.government")
    nation = Rule.objects.get(key="CN/emergency-2019#drill.authority")
    assert strictness(city) > strictness(nation)
    assert nation.yields_to == city.key
    assert "从严执行" in nation.why
    assert "每年至少1次" in nation.why


def test_rules_of_places_that_do_not_contain_each_other_never_compete(loaded):
    arrange(DAY)
    for rule in Rule.objects.exclude(yields_to="").select_related("place"):
        winner = Rule.objects.select_related("place").get(key=rule.yields_to)
        paths = sorted((rule.place.path, winner.place.path))
        assert paths[1].startswith(paths[0])


def test_arranging_again_changes_nothing(loaded):
    arrange(DAY)
    before = everything()
    arrange(DAY)
    assert everything() == before


def test_the_nearest_places_newest_setting_counts(places):
    role = Role.objects.create(key="clerk", title="综合岗", sees="subtree")
    county = places["441521"]
    office = Unit.objects.create(
        name="县安委办", kind="committee_office", place=county, place_path=county.path
    )
    post = Post.objects.create(unit=office, title="综合岗", role=role)
    by = (Person.objects.create(name="陈晓岚"), post)

    def say(place: str, value: str, month: int) -> Setting:
        at = datetime(2024, month, 1, tzinfo=UTC)
        return set_value("x#r", "per", value, place=places[place], reason="会议定", by=by, at=at)

    at = datetime(2024, 6, 1, tzinfo=UTC)
    assert setting("x#r", "per", path=county.path, at=at) is None
    say("440000", "year", 5)
    say("441521", "month", 1)
    say("441521", "quarter", 2)
    found = setting("x#r", "per", path=county.path, at=at)
    assert found is not None
    assert (found.value, found.by.name) == ("quarter", "陈晓岚")
    assert settled(["x#r"], "per", path=county.path, at=at) == {"x#r": "quarter"}
    assert settled(["x#r"], "per", path=places["441500"].path, at=at) == {"x#r": "year"}
    early = datetime(2024, 1, 15, tzinfo=UTC)
    assert settled(["x#r"], "per", path=county.path, at=early) == {"x#r": "month"}
