"""单位叫法 and 岗位权限: what names mean in documents here, what each kind of post may do."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Post, Role
from bihuan.kernel.orgs.scope import within
from bihuan.modules.policy import tasks

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.dictionary import NameForm
from ..queries import dictionary

SIGHT = {"subtree": "本辖区及以下", "supervised": "本单位和所督办的单位", "own": "本单位"}


def names(request: WorkbenchRequest) -> HttpResponse:
    """Show the names nobody answers to, and how the documents here call units."""
    return _page(request)


def name(request: WorkbenchRequest) -> HttpResponse:
    """Say which unit a printed name means; its waiting tasks go there."""
    form = NameForm(request.viewer, request.POST)
    given = form.tried(lambda given: tasks.assign_named(
        given["printed"], given["unit"], by=request.viewer, at=request.now,
        remember=given["remember"], reason=given["reason"],
    ))  # fmt: skip
    if given is None:
        return _page(request, form)
    unit, printed = form.cleaned_data["unit"], form.cleaned_data["printed"]
    always = f"今后“{printed}”都指它。" if form.cleaned_data["remember"] else ""
    messages.success(request, f"{len(given)} 件任务已交给{unit.name}，期限不变。{always}")
    return redirect("settings-names")


def posts(request: WorkbenchRequest) -> HttpResponse:
    """Show what each kind of post sees and may do, and how many there are in the viewer's place."""
    here = Post.objects.filter(within(request.viewer.path, "unit__place_path"))
    counts = dict(here.order_by().values_list("role").annotate(Count("pk")))
    rows = [
        (role, SIGHT[role.sees], [roles.CAPABILITIES[word] for word in role.may],
         counts.get(role.pk, 0))
        for role in sorted(Role.objects.all(), key=lambda role: _order(role.key))
    ]  # fmt: skip
    return render(request, "workbench/settings/posts.html", {"rows": rows})


def _order(key: str) -> tuple[int, str]:
    shipped = list(roles.ROLES)
    return (shipped.index(key) if key in shipped else len(shipped), key)


def _page(request: WorkbenchRequest, bound: NameForm | None = None) -> HttpResponse:
    viewer, words = request.viewer, request.GET.get("q", "").strip()
    waiting = dictionary.unknown(viewer)
    typed = bound["printed"].value() if bound else None
    known = list(dictionary.aliases(viewer, words)[: dictionary.SHOWN])
    return render(request, "workbench/settings/names.html", {
        "waiting": [
            (row, bound if row.printed == typed else NameForm(viewer, printed=row.printed))
            for row in waiting
        ],
        "aliases": known,
        "opens": dictionary.opened(known, viewer),
        "words": words,
        "place": Place.objects.get(path=viewer.path),
    }, status=bound.status if bound else 200)  # fmt: skip


ROUTES = (
    Route("settings/names", names, "settings-names", SIGNED_IN),
    Route("settings/names/say", name, "settings-name", roles.ASSIGN, writes=True),
    Route("settings/posts", posts, "settings-posts", SIGNED_IN),
)
