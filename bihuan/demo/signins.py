"""One sign-in per role: every place its office and regulator, the last county every role."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from bihuan.demo.accounts import PASSWORD
from bihuan.demo.world import BY, PLACES, Builder, World
from bihuan.kernel.orgs import accounts
from bihuan.kernel.orgs.models import Account, Post, Unit

#: Posts that only the fullest place has, so that every role can be tried.
MORE_POSTS = {
    "office": (("审计岗", "auditor"), ("系统管理员", "administrator")),
    "emergency": (
        ("法制审核岗", "legal_reviewer"),
        ("12350 受理员", "hotline_handler"),
        ("举报人身份保管员", "identity_custodian"),
        ("专家", "expert"),
        ("技术服务机构联络员", "agency"),
        ("村（社区）信息员", "village_informant"),
    ),
    "enterprise": (("一线员工", "worker"),),
}
FULLEST = "441521"
FIRST = {
    "office": (("综合岗", "clerk"), ("审核岗", "approver")),
}
REST = {
    "office": (("主任", "director"), ("审计岗", "auditor"), ("系统管理员", "admin")),
    "emergency": (
        ("局长", "bureau"),
        ("监管科经办人", "regulator"),
        ("执法队员", "officer"),
        ("法制审核岗", "legal"),
        ("12350 受理员", "hotline"),
        ("举报人身份保管员", "custodian"),
        ("专家", "expert"),
        ("技术服务机构联络员", "agency"),
        ("村（社区）信息员", "village"),
    ),
    "committee": (("主任", "leader"),),
    "town": (("应急（安监）站站长", "town"), ("镇长（主任）", "mayor")),
    "enterprise": (("主要负责人", "principal"), ("安全主管", "safety"), ("一线员工", "worker")),
    "team": (("一班负责人", "team"),),
}


def open_accounts(builder: Builder) -> None:
    """Open the demonstration's accounts; the fullest place first gets its missing posts."""
    world, at = builder.world, builder.at
    chosen = _chosen(world)
    for which, posts in MORE_POSTS.items():
        for title, role in posts:
            builder.staff(chosen[which], title, role, "", signs=False)
    for code, facts in PLACES.items():
        own = {"office": world.office[code], "emergency": world.emergency[code]}
        for which, posts in FIRST.items():
            for title, suffix in posts:
                _open(own[which], title, f"{facts['login']}.{suffix}", at)
    for which, posts in REST.items():
        for title, suffix in posts:
            _open(chosen[which], title, f"{PLACES[FULLEST]['login']}.{suffix}", at)
    # The page of signing in shows the password: one digest of it is enough for all.
    Account.objects.update(password=make_password(PASSWORD))


def _chosen(world: World) -> dict[str, Unit]:
    """Return the units of the fullest place whose posts show every role."""
    place = world.office[FULLEST].place
    staffed = next(
        one for one in world.enterprises[FULLEST] if one.posts.filter(title="安全主管").exists()
    )
    return {
        "office": world.office[FULLEST],
        "committee": world.committee[FULLEST],
        "emergency": world.emergency[FULLEST],
        "town": Unit.objects.get(kind="town_government", place=staffed.place),
        "enterprise": staffed,
        "team": Unit.objects.filter(kind="team", place_path__startswith=place.path)[0],
    }


def _open(unit: Unit, title: str, login: str, at: datetime) -> None:
    post = Post.objects.get(unit=unit, title=title)
    person = post.terms.select_related("person").get().person
    accounts.create(login, person, None, by=BY, at=at)
