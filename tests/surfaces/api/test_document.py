"""The document says what the calls do: it is whole, and no answer departs from it."""

import re
from typing import Any

from django.test import Client

from bihuan.surfaces.api.manual import areas
from bihuan.surfaces.api.openapi import document
from bihuan.surfaces.api.problems import KINDS
from bihuan.surfaces.api.table import CALLS
from tests.surfaces.api.program import program
from tests.surfaces.twins import County


def references(part: Any) -> set[str]:
    """Return every reference in a part of the document."""
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_anybody_may_read_the_document_and_it_names_nobody(county: County) -> None:
    given = Client(HTTP_HOST="localhost").get("/api/v1/openapi.json")
    assert given.status_code == 200
    assert given.json()["openapi"] == "3.1.0"
    assert county.mark not in given.content.decode()


def test_every_reference_leads_to_a_schema_and_every_schema_is_used() -> None:
    names = {ref.rpartition("/")[2] for ref in references(document())}
    assert names == set(document()["components"]["schemas"])


def test_every_call_is_in_the_document_under_one_name() -> None:
    said = [one for path in document()["paths"].values() for one in path.values()]
    assert sorted(one["operationId"] for one in said) == sorted(call.name for call in CALLS)
    assert len({call.name for call in CALLS}) == len(CALLS)
    for path, methods in document()["paths"].items():
        for one in methods.values():
            named = {p["name"] for p in one["parameters"] if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert {"401", "403", "404", "422", "429"} <= set(one["responses"])


def test_every_write_needs_a_key_and_no_reading_does() -> None:
    for methods in document()["paths"].values():
        for method, one in methods.items():
            keyed = any(p["name"] == "Idempotency-Key" for p in one["parameters"])
            assert keyed == (method == "post"), one["operationId"]


def test_every_field_is_called_something_in_chinese() -> None:
    english = [
        f"{name}.{field}"
        for name, schema in document()["components"]["schemas"].items()
        if name not in ("Problem", "Wrong", "Cited")
        for field, said in schema.get("properties", {}).items()
        if not re.search("[\u4e00-\u9fff]", said.get("title", ""))
    ]
    assert english == []


def test_the_page_shows_every_call_and_every_refusal() -> None:
    page = Client(HTTP_HOST="localhost").get("/api").content.decode()
    for call in CALLS:
        assert call.title in page
    for area in areas():
        assert f'id="{area.anchor}"' in page
    for name in KINDS:
        assert f'id="{name}"' in page


def test_answers_have_the_shape_the_document_says(county: County) -> None:
    clerk = program(county, "office_clerk")
    seen = clerk.get(f"obligations/{county.late.pk}").json()
    schema = document()["components"]["schemas"]["ObligationShape"]
    assert set(seen) == set(schema["required"]) == set(schema["properties"])
