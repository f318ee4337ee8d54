"""The page on entering units and people, followed word by word in the pages of the product."""

from datetime import datetime

import pytest

from bihuan.kernel.orgs.models import Account, Person, Post, Term, Unit
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

MORNING = datetime.fromisoformat("2025-03-03T10:00+08:00")
BASIS = {"on": "2025-03-01", "reason": "海委编〔2025〕3号"}


class Keeper(Reader):
    """Somebody who keeps the register of units."""

    def do(self, address: str, prefix: str, **given: object) -> None:
        """Send a form."""
        self.send(address, {f"{prefix}-{name}": value for name, value in given.items()})


@pytest.fixture
def administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """The person `createadmin` makes, on a morning in March."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    office = factories.committee_office(factories.county())
    return Keeper(factories.person_in(factories.post(office, "administrator", "系统管理员")), [])


def staffed(reader: Keeper, unit: Unit, title: str, role: str, name: str) -> Term:
    """Open a post on a unit's page and appoint somebody new to it."""
    page = f"/units/{unit.pk}"
    reader.do(f"{page}/posts", "posts", title=title, role=role)
    post = Post.objects.get(unit=unit, title=title)
    given = {"post": post.pk, "entry": "new", "person": name, "phone": "13800000000"}
    reader.do(f"{page}/terms", "terms", since="2025-03-01", **given)
    return post.terms.get()


def test_from_the_first_administrator_to_a_staffed_unit_that_changes(administrator: Keeper) -> None:
    office = Unit.objects.get(kind="committee_office")
    hired = staffed(administrator, office, "综合岗", "office_clerk", "王五")
    about = f"/units/{office.pk}/terms/{hired.pk}"
    administrator.see(f"/units/{office.pk}?term={hired.pk}")
    administrator.do(f"{about}/account", "account", login="wangwu")
    administrator.do(f"{about}/password", "confirm")
    Account.objects.filter(login="wangwu").delete()
    clerk = Keeper(hired, administrator.seen)
    # 1. and 2. See what there is, register what is missing.
    clerk.see("/units")
    clerk.see("/units/new")
    facts = {"name": "海丰县新纸厂", "kind": "enterprise", "place": "海丰县"}
    clerk.do("/units/new", "register", supervisor="海丰县安委办", **facts)
    unit = Unit.objects.get(name="海丰县新纸厂")
    page = f"/units/{unit.pk}"
    # 3. and 4. Its posts and who holds them.
    term = staffed(clerk, unit, "安全员", "safety_officer", "赵六")
    # 6. Somebody comes after her; a state, an alias, a category.
    clerk.see(f"{page}?term={term.pk}")
    clerk.do(f"{page}/terms/{term.pk}/end", "end", on="2025-03-02", reason="调离")
    known = {"entry": "known", "person": "赵六", "post": term.post_id}
    clerk.do(f"{page}/terms", "terms", since="2025-03-03", **known)
    assert Person.objects.filter(name="赵六").count() == 1
    clerk.do(f"{page}/aliases", "aliases", alias="新纸厂", place="海丰县")
    clerk.do(f"{page}/tags", "tags", tag="规模以上", since="2025-03-01")
    clerk.do(f"{page}/pause", "pause", reason="设备大修")
    clerk.do(f"{page}/status", "status", to="stop", reason="订单不足")
    # 7. What becomes of it.
    clerk.do(f"{page}/rename", "rename", name="海丰县纸业公司", **BASIS)
    assert "海丰县纸业公司" in clerk.see("/units")
    assert unseen("enter-units-and-people", clerk.seen) == []
