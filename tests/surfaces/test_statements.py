"""A question written once answers as its query does, whoever asks it and with whatever values."""

import random
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db.models import Count, Prefetch, Q

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.surfaces.statements import KEPT, NOW, Given, Moment, among, by_row, written_once
from bihuan.surfaces.workbench.queries import asking as asking_module
from bihuan.surfaces.workbench.queries import desk, units
from bihuan.surfaces.workbench.queries.asking import GROUPS, STATES, TABS, Filters, asking, open_to
from tests.surfaces.twins import NOW as MORNING

ROLES = ("office_clerk", "leader", "department_clerk", "safety_officer", "administrator")
SOON = timedelta(days=30)


@pytest.fixture
def busy(county):
    """A county whose duties are late, near, ahead, undated, paused, climbed and unowned by lot."""
    chance = random.Random(7)  # noqa: S311 - the lot of a test
    holders = [*county.units.values(), None]
    for n in range(60):
        due = (
            MORNING + timedelta(hours=chance.randint(-900, 1500)) if chance.random() < 0.8 else None
        )
        holder = chance.choice(holders)
        Obligation.objects.everywhere("test").create(
            kind=chance.choice(["periodic", "supervise", "sign"]), title=f"事{n}", holder=holder,
            supervisor=chance.choice(holders), clause=chance.choice([county.clause, None]),
            place_path=county.place.path, opened_at=MORNING, current_due=due, legal_due=due,
            stage=chance.choice([0, 0, 1, 2]) if due else 0,
            paused_at=MORNING if chance.random() < 0.1 else None,
        )  # fmt: skip
    return county


@written_once
def late(viewer):
    rows = Obligation.objects.visible_to(viewer).filter(current_due__lt=NOW)
    return rows.select_related("holder", "clause__document").defer("clause__text").order_by("pk")


@written_once
def of_units(viewer):
    rows = Obligation.objects.visible_to(viewer).filter(
        among("holder", "units"),
        current_due__lt=Moment("at") + SOON,
        title__icontains=Given("said"),
    )
    return rows.order_by("holder").values_list("holder", "holder__name").annotate(n=Count("pk"))


@written_once
def letters():
    return Letter.objects.everywhere("test").prefetch_related("copies").order_by("pk")


@pytest.mark.parametrize("role", ROLES)
def test_it_answers_as_its_query_does(busy, role, django_assert_num_queries):
    viewer = busy.viewer(role)
    for days in (-40, 0, 40):
        now = MORNING + timedelta(days=days)
        rows = Obligation.objects.visible_to(viewer).filter(current_due__lt=now).order_by("pk")
        found = late(viewer)(now=now)
        assert found == list(rows)
        with django_assert_num_queries(0):
            names = [(o.holder and o.holder.name, o.clause and o.clause.document) for o in found]
        assert names == [(o.holder and o.holder.name, o.clause and o.clause.document) for o in rows]
        wanted = [unit.pk for unit in busy.units.values()][: 2 + days // 40]
        counted = Obligation.objects.visible_to(viewer).filter(
            holder__in=wanted, current_due__lt=now + SOON, title__icontains="事1"
        )
        assert of_units(viewer)(units=wanted, at=now, said="事1") == list(
            counted.order_by("holder").values_list("holder", "holder__name").annotate(n=Count("pk"))
        )
    assert bool(late(viewer)(now=MORNING + SOON)) == (role != "administrator")


def test_it_is_written_once_for_each_who_asks_and_not_kept_for_ever(busy, monkeypatch):
    written = []
    question = written_once(lambda n: written.append(n) or Unit.objects.filter(pk=Given("unit")))
    firm = busy.units["firm"]
    assert [question(1)(unit=firm.pk) for _ in range(3)] == [[firm]] * 3
    assert question(1)(unit=0) == []
    assert written == [1]
    for n in range(KEPT + 1):
        question(n)(unit=0)
    question(0)(unit=0)
    assert written.count(0) == 2


def test_what_is_fetched_beside_the_rows_comes_with_them(busy, django_assert_num_queries):
    assert letters()() == list(Letter.objects.everywhere("test").order_by("pk"))
    found = letters()()
    with django_assert_num_queries(0):
        assert all(list(letter.copies.all()) == [] for letter in found)


def test_a_value_that_is_missing_or_a_word_like_a_condition_is_no_answer(busy):
    with pytest.raises(KeyError, match="now"):
        late(busy.viewer("leader"))()
    said = "' OR 1=1 --"
    assert of_units(busy.viewer("leader"))(units=[1], at=MORNING, said=said) == []


@pytest.mark.parametrize("which", [Q(kind="enterprise"), Q(supervisor=None), ~Q(name="")])
def test_asked_row_by_row_the_same_rows_answer(busy, which):
    assert set(Unit.objects.filter(by_row(which))) == set(Unit.objects.filter(which))


@pytest.mark.parametrize("role", ROLES[:4])
def test_every_page_of_the_desk_is_what_its_filters_match(busy, role):
    """The plans kept for the groups find what a query of all rows, sorted here, would show."""
    viewer, document = busy.viewer(role), str(busy.clause.document_id)
    chosen = [
        Filters(state=state, tab=tab, document=named, place=place)
        for state in ("", *STATES) for tab in ("", *TABS)
        for named in ("", document) for place in ("", busy.place.code)
    ]  # fmt: skip
    chance = random.Random(3)  # noqa: S311 - the lot of a test
    for filters in chance.sample(chosen, 24):
        asked = asking(filters)
        rows = sorted(open_to(viewer, asked, MORNING), key=board.in_order)
        assert desk.listed(viewer, filters, MORNING, after="").rows == rows[: desk.SIZE]
        counts = dict.fromkeys(GROUPS, len(rows))
        for rare in (asked, desk.replace(asked, rare=bool(document))):
            groups = desk.groups(viewer, rare, MORNING, counts, after="")
            shown = [row for group in groups for row in group.rows]
            assert len(shown) == len(set(shown))
            assert set(shown) <= set(rows)


@pytest.mark.parametrize("role", ["office_clerk", "department_clerk"])
def test_where_many_units_are_in_sight_the_list_is_the_same(busy, monkeypatch, role):
    viewer = busy.viewer(role)
    asked = [units.Filters(), units.Filters(gap="unwatched"), units.Filters(q="县")]
    few = [units.listed(viewer, filters, after="").rows for filters in asked]
    monkeypatch.setattr(units, "MANY", 0)
    units._beyond_many._written.cache_clear()
    try:
        assert units.sees_many(viewer) == (role == "office_clerk")
        assert [units.listed(viewer, filters, after="").rows for filters in asked] == few
    finally:
        units._beyond_many._written.cache_clear()
    assert few[0]


@pytest.mark.parametrize("role", ROLES[:4])
@pytest.mark.parametrize("words", ["事1", "甲", "县", "%", "没有的字", "XJ"])
def test_words_looked_up_once_find_what_asking_with_every_question_finds(
    busy, monkeypatch, role, words
):
    browser, address = busy.browser(role), f"/desk?q={quote(words)}&state=late"

    def shown():
        context = browser.get(address).context
        groups = [(group.key, group.count, group.rows) for group in context["groups"]]
        return groups, context["counts"], context["total"], context["choices"]

    once = shown()
    monkeypatch.setattr(asking_module, "MOST_SAID", -1)
    monkeypatch.setattr(asking_module, "_containing", lambda _: lambda **__: [(0,)])
    assert shown() == once
    assert once[2] == 0 or words != "没有的字"


def test_a_question_whose_columns_or_rows_beside_depend_on_who_asks_is_refused(busy):
    columns = written_once(lambda name: Unit.objects.values_list(name))
    assert columns("pk")()
    with pytest.raises(TypeError, match="columns differ"):
        columns("name")()
    beside = written_once(lambda: Unit.objects.prefetch_related(Prefetch("posts")))
    with pytest.raises(TypeError, match="beside"):
        beside()()
