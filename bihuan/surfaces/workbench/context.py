"""What every page of the workbench shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bihuan.kernel.notices.inbox import count_unread
from bihuan.kernel.orgs.models import Place, Term
from bihuan.surfaces import clock

#: Key after G, route, title, prefix of the addresses it stands for.
ENTRIES = (
    ("d", "desk", "我的工作台", "/desk"),
    ("m", "matters", "事项", "/matters"),
    ("p", "policies", "政策", "/policies"),
    ("l", "ledger", "责任台账", "/ledger"),
    ("w", "letters", "文书", "/letters"),
    ("i", "inbox", "通知", "/inbox"),
    ("s", "settings", "设定", "/settings"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the bar's entries, the viewer's person, post and place, and the moment shown."""
    viewer = getattr(request, "viewer", None)
    shown: dict[str, Any] = {
        "viewer": viewer,
        "now": getattr(request, "now", None) or clock.now(),
        "demonstration": clock.is_demonstration(),
    }
    if viewer is None:
        return shown
    term = Term.objects.select_related("person", "post__unit").get(pk=viewer.term_id)
    place = Place.objects.filter(path=viewer.path).first()
    unread = count_unread(viewer)
    shown |= {
        "shown_person": f"{term.person.name}{'（虚构）' if term.person.invented else ''}",
        "shown_post": f"{term.post.unit.name} {term.post.title}",
        "shown_place": place.name if place else "",
        "entries": [
            {
                "key": key,
                "address": reverse(name),
                "title": title,
                "current": request.path.startswith(prefix),
                "count": unread if name == "inbox" else 0,
            }
            for key, name, title, prefix in ENTRIES
        ],
    }
    return shown
