"""Whatever is sent: no fault, no glimpse of the county next door, no half of a write.

Calls are made up from the API's own document. The suite takes some hundred; with
``BIHUAN_FUZZ_MINUTES=10`` as many as fit into ten minutes, others in each.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import urlencode
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces.api import pace
from bihuan.surfaces.api.calls import POST, Call
from bihuan.surfaces.api.openapi import document
from bihuan.surfaces.api.table import CALLS
from tests.photograph import contents
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.api.samples import ODD, addressed, body_of, changed, values
from tests.surfaces.twins import County

ROLES = ("office_clerk", "office_leader", "department_leader", "safety_officer",
         "enterprise_principal", "administrator")  # fmt: skip
MINUTES = float(os.environ.get("BIHUAN_FUZZ_MINUTES", "0"))
EXAMPLES = 120
REFUSED = 400
#: How many calls got which answer, said at the end of a long run.
ANSWERED: Counter[str] = Counter()
#: The tables whose values change with every call.
APART = {"api_token", "obligations_sweeprun"}


@dataclass
class Ground:
    """Two counties and programs of one of them."""

    own: County
    twin: County
    callers: dict[str, Program]

    @cached_property
    def before(self) -> dict[str, Any]:
        """Return every row before anybody called; each call is taken back."""
        return everything()

    @cached_property
    def beside(self) -> str:
        """Return a digest of what lies next door."""
        return next_door(self.twin)


def everything() -> dict[str, Any]:
    """Return every row there is."""
    return {table: rows for table, rows in contents().items() if table not in APART}


def next_door(twin: County) -> str:
    """Return a digest of what lies in the county next door."""
    told = sha256()
    for model in (Obligation, Matter, Letter):
        rows = model.objects.everywhere("test").filter(within(twin.place.path))
        told.update(repr(list(rows.order_by("pk").values_list())).encode())
    return told.hexdigest()


def ask(draw: Any, ground: Ground, call: Call) -> HttpResponse:
    """Make up a call and make it: mostly one that is nearly right."""
    target = f"/api/v1/{_address(draw, ground, call)}?{urlencode(_query(draw, call))}"
    able = [role for role in ROLES if call.access in ("", *ground.own.viewer(role).may)]
    client = ground.callers[draw(st.sampled_from([*able * 4, *ROLES]))].client
    if call.method != POST:
        return client.get(target)
    key = {"Idempotency-Key": draw(st.sampled_from([*["k1"] * 9, "", "字", "a" * 65]))}
    if call.file:
        content = draw(st.sampled_from([twins.PDF, twins.PDF, b"", b"MZ"]) | st.binary(max_size=9))
        return client.post(target, content, "application/octet-stream", headers=key)
    if call.body is None:
        return client.post(target, headers=key)
    schema = document()["components"]["schemas"][call.body.__name__]
    fits = body_of(call, ground.own)
    # Drawn by number: a choice among strategies takes each as often as any other.
    how = draw(st.sampled_from(["right"] * 5 + ["changed"] * 4 + ["any"]))
    body = fits if how == "right" else draw(changed(fits, schema) if how != "any" else ODD)
    return client.post(target, body, "application/json", headers=key)


def _address(draw: Any, ground: Ground, call: Call) -> str:
    """Return an address of a call: of a thing of its own county, next door, or of none."""
    own, twin = addressed(call, ground.own), addressed(call, ground.twin)
    odd = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1)
    other = call.pattern.replace("<id:pk>", str(draw(st.integers(1, 40) | st.just(10**17))))
    other = re.sub(r"<str:\w+>", lambda _: quote(draw(odd)), other)
    return str(draw(st.sampled_from([own] * 6 + [twin, twin, other])))


def _query(draw: Any, call: Call) -> dict[str, str]:
    said = document()["paths"][_path(call)][call.method.lower()]["parameters"]
    asked = [one for one in said if one["in"] == "query"]
    found = {"name": "a.pdf", "kind": "其他材料"} if call.file else {}
    for one in draw(st.lists(st.sampled_from(asked), max_size=2)) if asked else ():
        found[one["name"]] = str(draw(values(one["schema"])))
    if draw(st.integers(0, 20)) == 20:
        found["more"] = str(draw(ODD))
    return found


def _path(call: Call) -> str:
    return "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", call.pattern)


def holds(ground: Ground, draw: Any) -> None:
    """Make one call and check what it left."""
    call = draw(st.sampled_from(CALLS))
    with transaction.atomic():
        before, beside = ground.before, ground.beside
        answer = ask(draw, ground, call)
        status = answer.status_code
        ANSWERED[f"{call.method} {status}"] += 1
        shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert status < 500
        assert ground.twin.mark not in shown.decode(errors="replace"), call.name
        assert next_door(ground.twin) == beside, call.name
        told = document()["paths"][_path(call)][call.method.lower()]["responses"]
        assert str(status) in told or call.pattern.endswith((".pdf", ".docx")), (call.name, status)
        if status >= REFUSED or call.method != POST:
            assert everything() == before, f"{call.name} answered {status} and changed something"
        elif not isinstance(call.answer, str):
            call.answer.model_validate_json(shown)
        transaction.set_rollback(True)


@pytest.fixture
def ground(county: County, twin: County, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """The counties, and programs that are never too fast."""
    monkeypatch.setattr(pace, "PER_MINUTE", 10**9)
    return Ground(county, twin, {role: program(county, role) for role in ROLES})


@pytest.mark.slow
def test_whatever_is_sent_nothing_breaks_leaks_or_is_half_done(ground: Ground) -> None:
    began, round_ = monotonic(), 0
    while round_ == 0 or monotonic() - began < MINUTES * 60:

        @seed(round_)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(st.data())
        def fuzz(data: st.DataObject) -> None:
            holds(ground, data.draw)

        fuzz()
        round_ += 1
    print(f"{round_} rounds, {ANSWERED.total()} calls:", dict(sorted(ANSWERED.items())))  # noqa: T201
