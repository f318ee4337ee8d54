"""What people do with a matter on its pages: open it, take its next step."""

from typing import Any

from bihuan.kernel.trace.models import Matter
from tests.journeys import story as tale
from tests.journeys.browser import Answer, Browser


def matter(number: str) -> Matter:
    return Matter.objects.everywhere("test").get(number=number)


def opened(browser: Browser, kind: str, query: str = "", **given: Any) -> Matter:
    """Open a matter on its page and return it."""
    page = browser.shown(f"/matters/new/committee.{kind}{query}")["form"]
    clause = page.fields["clause"].queryset.first()
    filled = {f"open-{name}": value for name, value in given.items()}
    to = browser.done(
        f"/matters/new/committee.{kind}{query}", **{"open-clause": clause.pk}, **filled
    )
    return matter(to.rstrip("/").rpartition("/")[2])


def step(browser: Browser, of: Matter, name: str = "", *proofs: str, **given: Any) -> Answer:
    """Try a step of a matter on its page."""
    filled = {f"step-{key}": value for key, value in given.items()}
    chosen = {"step-step": name} if name else {}
    papers = {f"proof-{kind}": tale.proof(f"{kind}.pdf") for kind in proofs}
    return browser.post(
        f"/matters/{of.number}/step", revision=matter(of.number).revision,
        **chosen, **filled, **papers,
    )  # fmt: skip


def publication(of: Matter) -> Matter:
    """Return the publication that is owed of a matter."""
    rows = Matter.objects.everywhere("test").filter(parent=of, flow="disclosure.publication")
    return rows.get()


def make_public(clerk: Browser, checker: Browser, head: Browser, of: Matter) -> Matter:
    """Let three people publish what is owed of a matter, on its pages, with the facts on record."""
    made = publication(of)
    known = clerk.shown(f"/matters/{made.number}")["form"].initial
    given = {name: value for name, value in known.items() if value}
    assert step(clerk, made, **given).status == 302
    assert step(checker, made, "check", screening="不涉密，无个人信息").status == 302
    assert step(head, made, "approve").status == 302
    assert step(clerk, made).status == 302
    return made


def state(of: Matter) -> str:
    return matter(of.number).state
