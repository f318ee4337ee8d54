"""The page on grids and oversight, followed by clerk, worker, town, bureau and congress."""

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.dossier.models import Grid
from bihuan.modules.hazards.models import Hazard
from tests.docs.district import NOW, people, took
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]
PAGE, TODAY = "run-a-grid", NOW.date().isoformat()


def test_a_danger_seen_in_a_grid_comes_back_and_a_congress_has_the_last_word(
    people: dict[str, Term],
) -> None:
    seen: list[str] = []
    clerk, bureau, head = (Reader(people[key], seen) for key in ("clerk", "bureau", "head"))
    shop, worker = drawn(clerk, people, seen)
    assert "没有走访" in clerk.see("/grids?lack=idle")
    assert "双桥铸造厂" in clerk.see("/grids/outside")
    assert "网格坊" in worker.see("/grids/mine")
    worker.see(f"/units/{shop.pk}/dossier")
    photo = SimpleUploadedFile("门头.jpg", b"\xff\xd8\xff\xe0photo")
    visit = {"visit-on": TODAY, "visit-found": "与档案一致", "photos": photo}
    assert worker.send(f"/units/{shop.pk}/dossier/visits", visit)
    number = reported(worker, shop)
    took(bureau, number, "take_on")
    took(bureau, number, "to_hazard", handling="属实")
    hazard = Hazard.objects.get().matter
    assert number not in bureau.see(f"/matters/{hazard.number}")
    Matter.objects.everywhere("test").filter(pk=hazard.pk).update(closed_at=NOW)
    took(bureau, number, "tell", result="已清理通道")
    assert "已清理通道" in worker.see("/grids/mine")
    clerk.see("/grids")
    overseen(clerk, bureau, head)
    assert unseen(PAGE, seen) == []


def drawn(clerk: Reader, people: dict[str, Term], seen: list[str]) -> tuple[Unit, Reader]:
    """Draw a grid of a village with a shop, and appoint its worker."""
    town, bureau = people["mayor"].post.unit, people["bureau"].post.unit
    code = f"{town.place.code}001"
    place = Place.objects.create(code=code, name="甲村", level="village", parent=town.place,
                                 path=f"{town.place.path}{code}/")  # fmt: skip
    village = factories.unit("甲村村民委员会", "village", place, town)
    shop = factories.unit("网格坊", "enterprise", place, bureau)
    for address in ("/dossiers", "/grids", "/grids/new"):
        clerk.see(address)
    asked = {"grid-unit": village.pk, "grid-name": "第一网格", "grid-manner": "part",
             "grid-since": TODAY}  # fmt: skip
    assert clerk.send("/grids/new", asked)
    grid = Grid.objects.get()
    assert "没有网格员" in clerk.see("/grids?lack=vacant")
    welfare = {"post-part": "welfare", "post-manner": "welfare"}
    assert clerk.send(f"/grids/{grid.pk}/posts", welfare)
    assert clerk.send(f"/grids/{grid.pk}/units", {"members-rest": "on", "members-since": TODAY})
    term = factories.person_in(grid.posts.get(part="worker").post, "周网格")
    return shop, Reader(term, seen)


def reported(worker: Reader, shop: Unit) -> str:
    """Let the worker report a danger from her phone; return its number."""
    address = f"/matters/new/dossier.grid_report?unit={shop.pk}"
    assert 'value="网格坊"' in worker.see(address)
    leads = worker.send(address, {
        "open-kind": "hazard", "open-unit": "网格坊", "open-spot": "门口", "open-says": "通道堆物",
        "proof-grid_photo": SimpleUploadedFile("通道.jpg", b"\xff\xd8\xff\xe0photo"),
    })  # fmt: skip
    assert leads, worker.seen[-1]
    return leads[0].rpartition("/")[2]


def overseen(clerk: Reader, bureau: Reader, head: Reader) -> None:
    """Let a congress inspect, raise a problem, and be content in the end."""
    factories.unit("双桥区人大常委会", "congress", Place.objects.get(code="130802"))
    for address in ("/matters", "/oversight"):
        clerk.see(address)
    leads = clerk.send("/matters/new/oversight.activity", {
        "open-kind": "inspection", "open-body": "双桥区人大常委会",
        "open-topic": "安全生产法实施情况",
    })  # fmt: skip
    number = leads[0].rpartition("/")[2]
    took(clerk, number, "hold", held_on=TODAY, looked_at="第四条")
    issue = {
        "issue-owner": "双桥区应急管理局",
        "issue-says": "人手不足",
        "issue-due_on": "2025-06-30",
    }
    late = clerk.browser.post(
        f"/oversight/{number}/problems", issue | {"issue-due_on": "2025-01-01"}
    )
    assert late.status_code == 422
    assert clerk.send(f"/oversight/{number}/problems", issue)
    took(clerk, number, "give_out", "oversight_paper", paper="审议意见", opinions="较好")
    [raised] = Matter.objects.everywhere("test").filter(flow="oversight.issue")
    assert "人手不足" in clerk.see("/oversight/problems?standing=open")
    took(bureau, raised.number, "answer", "oversight_reply", reply="增编 3 名")
    took(clerk, raised.number, "check")
    took(clerk, raised.number, "content", verdict="满意")
    took(clerk, number, "draft", "oversight_report", result="办好")
    took(head, number, "report")
    took(clerk, number, "content", verdict="同意")
    assert "已办结" in clerk.see("/oversight")
