"""A small county for tests. Each call names what differs; everything else is ordinary.

Rows are made straight in the database, without entries in the trace.
"""

from datetime import UTC, date, datetime
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Account, Person, Place, Post, Term, Unit
from bihuan.kernel.orgs.roles import load_roles
from bihuan.kernel.orgs.viewer import Machine, Viewer

DAY = date(2024, 3, 12)
#: 10:00 in Shanghai on :data:`DAY`.
AT = datetime(2024, 3, 12, 2, 0, tzinfo=UTC)
SETUP = Machine("setup")
_SINCE = date(2020, 1, 1)
_numbers = count(1)


def county(code: str = "441521", name: str = "海丰县") -> Place:
    """A county with the nation, its province and its city above it; the same one for a code."""
    above = _place("0", "全国", "nation", None)
    above = _place(f"{code[:2]}0000", "广东省", "province", above)
    above = _place(f"{code[:4]}00", "汕尾市", "city", above)
    return _place(code, name, "county", above)


def committee_office(place: Place) -> Unit:
    """The committee office of a place."""
    return unit(f"{place.name}安委办", "committee_office", place)


def department(place: Place, name: str = "应急管理局", kind: str = "regulator") -> Unit:
    """A department of a place, answered for by nobody."""
    return unit(f"{place.name}{name}", kind, place)


def town(place: Place, name: str = "可塘镇") -> Unit:
    """The government of a town in a county."""
    code = f"{place.code}{100 + place.children.count():03}"
    known = place.children.filter(name=name).first()
    own = known or _place(code, name, "town", place)
    return unit(f"{name}人民政府", "town_government", own)


def enterprise(supervisor: Unit, name: str = "") -> Unit:
    """An enterprise in the place of the unit that answers for it."""
    name = name or f"海丰县第{next(_numbers)}塑料制品厂"
    return unit(name, "enterprise", supervisor.place, supervisor=supervisor)


def unit(name: str, kind: str, place: Place, supervisor: Unit | None = None) -> Unit:
    """Any other unit."""
    return Unit.objects.create(
        name=name, kind=kind, place=place, place_path=place.path, supervisor=supervisor
    )


def post(unit: Unit, role: str, title: str = "", lead: str = "", *, signs: bool = False) -> Post:
    """A vacant post in a unit; titled after its role unless told."""
    load_roles()
    title = title or f"{role}{next(_numbers)}"
    return Post.objects.create(unit=unit, title=title, role_id=role, lead=lead, signs=signs)


def person(name: str = "陈晓岚", *, phone: str = "", email: str = "") -> Person:
    """A person who holds no post."""
    return Person.objects.create(name=name, phone=phone, email=email, invented=True)


def person_in(post: Post, name: str = "陈晓岚", *, since: date = _SINCE, email: str = "") -> Term:
    """A new person's term in a post, without end."""
    holder = person(name, email=email)
    return Term.objects.create(post=post, person=holder, since=since)


def account_of(term: Term) -> Account:
    """A sign-in of the person of a term, with the password ``correct horse``."""
    account = Account(login=f"user{next(_numbers)}", person=term.person)
    account.set_password("correct horse")
    account.save()
    return account


def browser_of(account: Account) -> Client:
    """A browser with a session of an account, as a sign-in leaves it, without signing in."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    browser = Client(HTTP_HOST="localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return browser


def viewer_of(term: Term, *, on: date = DAY) -> Viewer:
    """The person of a term looking, in that post, on a day."""
    return terms.viewer(term.person, on=on, term_id=term.pk)


def viewer_in(unit: Unit, role: str, *, name: str = "陈晓岚") -> Viewer:
    """A new person looking in a new post of a unit with a role."""
    return viewer_of(person_in(post(unit, role), name))


def _place(code: str, name: str, level: str, above: Place | None) -> Place:
    path = f"{above.path if above else ''}{code}/"
    facts = {"name": name, "level": level, "parent": above, "path": path}
    return Place.objects.get_or_create(code=code, defaults=facts)[0]
