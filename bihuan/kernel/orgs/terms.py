"""Posts and who holds them from day to day; the viewer a signed-in person becomes by a post."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from bihuan.lib.clocks import in_shanghai

from . import ports, roles
from .authority import demand, demand_sight
from .models import Account, GlassBreak, Person, Post, Role, Term, Unit
from .people import people_kept
from .refusals import Invalid, NotAllowed, NotFound
from .viewer import Actor, Viewer

_LABEL = 160


def open_post(  # noqa: PLR0913 - a post has a unit, a title, a role, a lead and a signature
    unit: Unit,
    title: str,
    *,
    role: str,
    lead: str = "",
    signs: bool = False,
    by: Actor,
    at: datetime,
) -> Post:
    """Add a post to a unit. Raises :class:`Invalid` for a title it has, or an unknown role.

    Nobody opens a post that sees more than his own: :class:`NotAllowed`.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    known = Role.objects.filter(key=role).first()
    if known is None:
        raise Invalid(f"没有“{role}”这一角色。", field="role")
    demand_sight(by, known, unit=unit)
    if not title.strip():
        raise Invalid("还没有填写“岗位名称”。", field="title")
    post = Post(unit=unit, title=title, role_id=role, lead=lead, signs=signs)
    try:
        with transaction.atomic():
            post.save(force_insert=True)
            body = {"post": post.pk, "title": title, "role": role}
            ports.record(unit.chain, "post_opened", by=by, at=at, body=body)
    except IntegrityError as error:
        raise Invalid(f"{unit.name}已有“{title}”这一岗位。", field="title") from error
    return post


@transaction.atomic
def appoint(  # noqa: PLR0913 - a term has these facts
    *,
    post: Post,
    person: Person,
    since: date,
    until: date | None = None,
    substitute: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Term:
    """Put a person into a post from ``since`` until (and without) ``until``.

    A post of leadership, or one that signs, has one holder at a time, beside whom a substitute may
    act; other posts (workers, clerks) have as many as are appointed. Raises :class:`Invalid`.
    Nobody is appointed to a post he is barred from, appoints himself, or into a post that sees more
    than his own: :class:`NotAllowed`. A person known only outside the actor's units is not there:
    :class:`NotFound`.
    """
    held = _demand_appointment(post, person, by)
    if until is not None and until <= since:
        raise Invalid(f"任职止期应晚于任职起期 {since}。", field="until")
    if substitute and not reason:
        raise Invalid("代理要写明原因。", field="reason")
    ports.admit(held, person, since, until)
    others = Q(until=None) | Q(until__gt=since)
    if until is not None:
        others &= Q(since__lt=until)
    if not (held.lead or held.signs):
        others &= Q(person=person)
    clash = held.terms.filter(others, substitute=substitute).first()
    if clash is not None:
        ends = f"任至 {clash.until}" if clash.until else "仍在任"
        says = f"{held.title}由{clash.person.name}自 {clash.since} 担任，{ends}。请先办理其离任。"
        raise Invalid(says, field="since")
    term = Term.objects.create(
        post=held, person=person, since=since, until=until, substitute=substitute, reason=reason
    )
    _record(term, "appointed", by=by, at=at)
    return term


def _demand_appointment(post: Post, person: Person, by: Actor) -> Post:
    """Return the post, locked, when the actor may put this person into it."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("role")
    held = rows.get(pk=post.pk)
    held.unit = post.unit  # a post never changes its unit
    demand(by, roles.MANAGE_ORGS, over=post.unit)
    demand_sight(by, held.role, unit=post.unit)
    if person.pk == by.person_id:
        can = f"{post.unit.name}其他维护任职的岗位，或它的主管单位"
        raise NotAllowed("不能任命自己。", can=can)
    away = isinstance(by, Viewer) and not people_kept(by).filter(pk=person.pk).exists()
    if away and person.terms.exists():
        raise NotFound("没有这个人，或您的岗位看不到。")
    return held


@transaction.atomic
def end_term(term: Term, *, on: date, reason: str, by: Actor, at: datetime) -> Term:
    """End a term: ``on`` is the first day the person does not hold the post any more."""
    held = Term.objects.select_for_update(of=("self",)).select_related("post__unit").get(pk=term.pk)
    demand(by, roles.MANAGE_ORGS, over=held.post.unit)
    if on <= held.since:
        raise Invalid(f"离任日期应晚于任职起期 {held.since}。", field="on")
    held.until, held.reason = on, reason
    held.save(update_fields=["until", "reason"])
    _record(held, "term_ended", by=by, at=at)
    return held


def holder(post: Post, on: date) -> Term | None:
    """Return who acts in a post on a day; ``None`` when it is vacant.

    A substitute acts before the holder; of several holders the longest serving one is named.
    """
    return _on(on).filter(post=post).order_by("-substitute", "since", "pk").first()


def terms_on(person: Person, day: date) -> list[Term]:
    """Return the terms a person holds on a day, the oldest first."""
    return list(_on(day).filter(person=person).order_by("since", "pk"))


def post_of(unit: Unit, lead: str, on: date) -> Post | None:
    """Return the unit's post of a kind of leadership, one that is held on the day before others."""
    posts = list(unit.posts.filter(lead=lead).order_by("pk"))
    return next((post for post in posts if holder(post, on)), posts[0] if posts else None)


def signer_of(unit: Unit) -> Post | None:
    """Return the post that signs the unit's letters; ``None`` while none is named."""
    return unit.posts.filter(signs=True).order_by("pk").first()


def viewer(who: Account | Person, *, on: date, term_id: int | None = None) -> Viewer:
    """Return a person as the holder of one of her posts on a day, the oldest unless named.

    Raises :class:`NotAllowed` when she holds none that day, or not the one named.
    """
    person = who.person if isinstance(who, Account) else who
    held = [term for term in terms_on(person, on) if term_id in (None, term.pk)]
    if not held:
        raise NotAllowed(f"{person.name}在 {on} 没有任职。", can="本单位维护任职的岗位")
    return as_viewer(held[0], on)


def viewer_on(account: Account, at: datetime, *, term_id: int | None = None) -> Viewer | None:
    """Return the viewer of a session at a moment, with the glass broken by then; ``None`` if none.

    A named post that has ended meanwhile is dropped for the oldest one still held.
    """
    found = acting(account, at, term_id=term_id)
    return found[0] if found else None


def held_by(person: Any, day: Any) -> QuerySet[Term]:
    """Return the terms of a person (its id) on a day, the oldest first, each with its place."""
    rows = _on(day).filter(person=person).select_related("post__unit__place")
    return rows.order_by("since", "pk")


def opened_by(term: Any, at: Any) -> QuerySet[GlassBreak, str]:
    """Return the paths of places whose glass is broken for a term (its id) at a moment."""
    rows = GlassBreak.objects.filter(term=term, since__lte=at, until__gt=at)
    return rows.values_list("place__path", flat=True)


def acting(
    account: Account,
    at: datetime,
    *,
    term_id: int | None = None,
    held: Callable[[int, date], Iterable[Term]] = held_by,
    opened: Callable[[int, datetime], Iterable[str]] = opened_by,
) -> tuple[Viewer, Term] | None:
    """Return :func:`viewer_on` and her term, with its person, post, unit and place.

    ``held`` and ``opened`` ask for what :func:`held_by` and :func:`opened_by` return.
    """
    day = in_shanghai(at).date()
    terms = list(held(account.person_id, day)) if account.is_active else []
    if not terms:
        return None
    term = next((t for t in terms if t.pk == term_id), terms[0])
    return as_viewer(term, day, tuple(opened(term.pk, at))), term


@transaction.atomic
def switch(account: Account, *, term_id: int, at: datetime) -> Viewer:
    """Act from now on in another of one's posts; traced. Raises :class:`NotFound`."""
    found = viewer_on(account, at, term_id=term_id)
    if found is None or found.term_id != term_id:
        raise NotFound("您现在不担任这一岗位。")
    body = {"term": term_id, "post": found.post_id}
    ports.record(f"u{found.unit_id}", "post_switched", by=found, at=at, body=body)
    return found


def _on(day: date) -> QuerySet[Term]:
    held = Term.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    return held.select_related("person", "post__unit", "post__role")


def answers(unit: Unit | None, on: date) -> bool:
    """Say whether a unit answers here for itself: somebody in a post of it that day signs in."""
    return _on(on).filter(post__unit=unit, person__account__is_active=True).exists()


def as_viewer(term: Term, on: date, opened: tuple[str, ...] = ()) -> Viewer:
    """Return who holds a term on a day, as she looks and acts in this post."""
    post, role = term.post, term.post.role
    acting = "（代理）" if term.substitute else ""
    return Viewer(
        person_id=term.person_id, term_id=term.pk, post_id=post.pk, unit_id=post.unit_id,
        path=post.unit.place_path,
        label=f"{post.unit.name} {post.title}{acting} {term.person.name}"[-_LABEL:],
        sees=role.sees, reads=role.reads, may=frozenset(role.may), on=on, opened=opened,
        kind=post.unit.kind,
    )  # fmt: skip


def _record(term: Term, verb: str, *, by: Actor, at: datetime) -> None:
    ports.record(
        term.post.unit.chain, verb, by=by, at=at,
        body={
            "post": term.post_id, "person": term.person_id, "since": term.since.isoformat(),
            "until": term.until.isoformat() if term.until else "",
            "substitute": term.substitute, "reason": term.reason,
        },
    )  # fmt: skip
