"""The list of documents and a document's page: whose it is to see, and what each clause became."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.modules.policy.models import Review, Task
from bihuan.surfaces.workbench import coverage
from tests.kernel import factories
from tests.surfaces.policy.conftest import load, release

ROOT = Path(__file__).parents[3]


@pytest.fixture
def foreigner(place: Place, sign_in: Callable[[Term], Client]) -> Client:
    """A clerk of another county."""
    other = factories.committee_office(factories.county("441523", "陆河县"))
    return sign_in(factories.person_in(factories.post(other, "office_clerk"), "外人"))


def test_an_empty_list_offers_to_hand_in_or_to_try_a_sample(clerk: Client) -> None:
    page = clerk.get("/policies").content.decode()
    assert "还没有登记文件" in page
    assert "用这份试" in page


def test_the_list_counts_clauses_tasks_and_what_nobody_took(
    clerk: Client, released: Review
) -> None:
    page = clerk.get("/policies").content.decode()
    assert released.document.title in page
    tasks = Task.objects.filter(document=released.document)
    assert f'#tasks">{tasks.count()}</a>' in page
    assert f"待报方案 {tasks.count()}" in page
    assert f"{tasks.filter(matter__unit=None).count()} 项未指定单位" in page


def test_a_document_of_another_county_and_none_look_the_same(
    foreigner: Client, small: Review
) -> None:
    answers = [foreigner.get(f"/policies/{pk}") for pk in (small.document_id, 999_999)]
    assert [a.status_code for a in answers] == [404, 404]
    bodies = {a.content.decode().replace(str(small.document_id), "") for a in answers}
    assert len({body.split("<main")[1] for body in bodies}) == 1
    assert small.document.title not in foreigner.get("/policies").content.decode()


def test_a_document_in_force_is_seen_below_its_place_but_one_under_review_is_not(
    small: Review, place: Place, sign_in: Callable[[Term], Client], clerk: Client, leader: Client
) -> None:
    below = factories.town(place)
    townsman = sign_in(factories.person_in(factories.post(below, "town_station"), "站长"))
    assert townsman.get(f"/policies/{small.document_id}").status_code == 404
    release(small, clerk, leader)
    assert townsman.get(f"/policies/{small.document_id}").status_code == 200


def test_every_clause_has_its_anchor_and_says_what_it_became(
    clerk: Client, released: Review
) -> None:
    page = clerk.get(f"/policies/{released.document_id}").content.decode()
    for clause in released.document.clauses.all():
        assert f'id="c{clause.pk}"' in page
    assert "变成 3 项任务" in page
    assert '<mark class="m m-unit" data-k="主">县公安局</mark>' in page
    assert "2025-06-30" in page


def test_a_round_of_comments_is_begun_and_found_on_the_page_of_the_document(
    clerk: Client, foreigner: Client, small: Review
) -> None:
    home = f"/policies/{small.document_id}"
    begins = f"/matters/new/committee.comments?matter={small.matter.number}"
    page = clerk.get(home).content.decode()
    assert f'href="{begins}"' in page
    assert "还没有征求过意见" in page
    unit = Unit.objects.filter(kind="department").first()
    assert unit is not None
    given = {"open-name": "征求意见稿", "open-due_on": "2099-01-01", "open-addressees": unit.name}
    answer = clerk.post(begins, given)
    assert answer.status_code == 302
    [one] = clerk.get(home).context["rounds"]
    assert (one.name, answer["Location"]) == ("征求意见稿", f"/matters/{one.matter.number}")
    assert foreigner.get(home).status_code == 404


def test_the_gaps_name_the_unit_the_register_does_not_have(clerk: Client, released: Review) -> None:
    page = clerk.get(f"/policies/{released.document_id}").content.decode()
    assert "文件写“县农业局”" in page
    assert "没有任务和规则的条款" in page


def test_a_clause_counts_its_obligations_by_stage_and_links_to_them(
    clerk: Client, released: Review
) -> None:
    rows = Obligation.objects.everywhere("test").filter(clause__document=released.document)
    late = rows.order_by("pk").first()
    assert late is not None
    rows.filter(pk=late.pk).update(stage=2)
    page = clerk.get(f"/policies/{released.document_id}").content.decode()
    link = f"?document={released.document_id}&amp;state=2"
    assert page.count(link) == 2
    assert "警示" in page


def test_a_clause_that_was_amended_shows_how_it_read_before(
    clerk: Client, released: Review
) -> None:
    clause = released.document.clauses.get(no="4")
    assert "以前的写法" not in clerk.get(f"/policies/{released.document_id}").content.decode()
    Clause.objects.create(
        document=clause.document, path=clause.path, no="4", text="四、每季分析形势。", version=0,
        start=clause.start, end=clause.end, position=clause.position,
        in_force_from="2024-01-01", in_force_until="2025-03-03",
    )  # fmt: skip
    page = clerk.get(f"/policies/{released.document_id}").content.decode()
    assert "以前的写法 1" in page
    assert "2024-01-01 至 2025-03-03" in page


def test_a_law_kept_in_single_articles_is_readable(clerk: Client) -> None:
    load(ROOT / "packs" / "CN" / "suggested.yaml")
    load(ROOT / "packs" / "CN" / "official-documents-2012.yaml")
    law = Document.objects.get(key="CN/official-documents-2012")
    page = clerk.get(f"/policies/{law.pk}").content.decode()
    assert "承办" in page
    assert "督办阶梯建议值" not in clerk.get("/policies").content.decode()


def test_whoever_reads_no_content_sees_no_documents(
    office: Unit, released: Review, sign_in: Callable[[Term], Client]
) -> None:
    admin = sign_in(factories.person_in(factories.post(office, "administrator"), "管理员"))
    assert released.document.title not in admin.get("/policies").content.decode()
    assert admin.get(f"/policies/{released.document_id}").status_code == 404


def test_the_coverage_page_tells_every_clause_of_every_pack(clerk: Client) -> None:
    page = clerk.get("/policies/coverage").content.decode()
    assert "共 151 条" in page
    assert page.count('data-l="条"') == 151
    missing = clerk.get("/policies/coverage?only=missing").content.decode()
    assert "已落实</span>" not in missing
    assert "风险分级" in missing


def test_whatever_a_clause_may_need_has_a_chinese_name() -> None:
    packs = [file.pack for file in coverage.files()]
    needed = {need for pack in packs for clause in pack.clauses for need in clause.needs}
    needed |= {provision.needs for pack in packs for provision in pack.provisions}
    assert needed == set(coverage.needs())


def test_the_pages_ask_the_database_a_fixed_number_of_times(
    clerk: Client, released: Review, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(9):
        clerk.get("/policies")
    with django_assert_max_num_queries(24):
        clerk.get(f"/policies/{released.document_id}")
    with django_assert_max_num_queries(31):
        clerk.get(f"/policies/reviews/{released.pk}")
