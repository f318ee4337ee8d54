"""Whatever is sent: no fault, no glimpse of the county next door, no half of a write.

Calls are made up from the API's own document. The suite takes some hundred; with
``BIHUAN_FUZZ_MINUTES=10`` as many as fit into ten minutes, others in each.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from time import monotonic
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
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
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.api.samples import ODD, nearly, values
from tests.surfaces.twins import County

ROLES = ("office_clerk", "office_leader", "department_leader", "safety_officer",
         "enterprise_principal", "administrator")  # fmt: skip
MINUTES = float(os.environ.get("BIHUAN_FUZZ_MINUTES", "0"))
EXAMPLES = 150
REFUSED = 400
#: Their values change with every call, or hold no row of the product.
APART = {"api.token", "obligations.sweeprun"}


@dataclass
class Ground:
    """Two counties and programs of one of them."""

    own: County
    twin: County
    callers: dict[str, Program]

    @cached_property
    def ids(self) -> list[int]:
        """Return ids that stand for something in either county."""
        here = [
            pk for county in (self.own, self.twin) for pk in (
                county.late.pk, county.duty.pk, county.asked.pk, county.letter.pk, county.paper.pk,
                county.document.pk, county.duty.base_id, county.units["firm"].pk,
            )
        ]  # fmt: skip
        return sorted(set(here))

    @cached_property
    def numbers(self) -> list[str]:
        """Return numbers of matters of either county."""
        both = (self.own, self.twin)
        return [c.task.number for c in both] + [c.review.matter.number for c in both]


def everything() -> str:
    """Return a digest of every row of the product."""
    told = sha256()
    for model in apps.get_models():
        if model.__module__.startswith("bihuan.") and model._meta.label_lower not in APART:
            rows: Any = model._base_manager.order_by("pk").values_list()
            told.update(repr([tuple(row) for row in rows]).encode())
    return told.hexdigest()


def next_door(twin: County) -> str:
    """Return a digest of what lies in the county next door."""
    told = sha256()
    for model in (Obligation, Matter, Letter):
        rows = model.objects.everywhere("test").filter(within(twin.place.path))
        told.update(repr(list(rows.order_by("pk").values_list())).encode())
    return told.hexdigest()


def ask(draw: Any, ground: Ground, call: Call) -> HttpResponse:
    """Make up a call and make it."""
    said = document()["paths"][_path(call)][call.method.lower()]
    caller = ground.callers[draw(st.sampled_from(ROLES))]
    address = call.pattern.replace("<id:pk>", str(draw(st.sampled_from([*ground.ids, 10**17]))))
    odd = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1)
    number = draw(st.sampled_from(ground.numbers) | odd)
    address = address.replace("<str:number>", number.replace("%", "%25").replace("?", "%3F"))
    query = {
        one["name"]: draw(values(one["schema"]))
        for one in said["parameters"]
        if one["in"] == "query" and draw(st.booleans() | st.just(one["required"]))
    }
    if draw(st.integers(0, 20)) == 0:
        query["more"] = draw(ODD)
    target = f"/api/v1/{address}?{urlencode({name: str(value) for name, value in query.items()})}"
    client: Client = caller.client
    if call.method != POST:
        return client.get(target)
    key = draw(st.sampled_from(["k1", "k1", "k1", "k2", "", "字", "a" * 65]))
    if call.file:
        content = draw(st.sampled_from([twins.PDF, b"", b"MZ"]) | st.binary(max_size=20))
        return client.post(target, content, "application/octet-stream",
                           headers={"Idempotency-Key": key})  # fmt: skip
    schema = document()["components"]["schemas"][call.body.__name__]
    body = draw(nearly(schema) | nearly(schema) | nearly(schema) | ODD)
    return client.post(target, body, "application/json", headers={"Idempotency-Key": key})


def _path(call: Call) -> str:
    return "/api/v1/" + call.pattern.replace("<id:pk>", "{pk}").replace("<str:number>", "{number}")


def holds(ground: Ground, draw: Any) -> None:
    """Make one call and check what it left."""
    call = draw(st.sampled_from(CALLS))
    with transaction.atomic():
        before, beside = everything(), next_door(ground.twin)
        answer = ask(draw, ground, call)
        status = answer.status_code
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
