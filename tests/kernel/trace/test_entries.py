"""Entries link to each other, whoever writes them: one by one, two at once, or many in SQL."""

import json
import threading
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection, transaction

from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import bulk, entries, matters
from bihuan.kernel.trace.models import Chain, Entry, Matter
from tests.kernel import factories
from tests.kernel.factories import AT, SETUP

SWEEP = Machine("sweep")


def a_matter(title: str = "除尘系统无泄爆措施") -> Matter:
    """A matter in the small county."""
    place = factories.county()
    return matters.open_matter(
        flow="test", title=title, place=place, unit=None, prefix="HD", state="found",
        by=SETUP, at=AT,
    )  # fmt: skip


def trail(owner) -> list[Entry]:
    """The entries of a chain, oldest first."""
    return list(Entry.objects.filter(chain=owner.chain).order_by("seq"))


@pytest.mark.django_db
def test_each_entry_links_to_the_one_before_and_the_head_to_the_last():
    matter = a_matter()
    first = trail(matter)[0]
    second = entries.append(matter, "planned", by=SETUP, at=AT, body={"钱": 3, "a": None})
    assert (first.seq, first.previous, second.seq, second.previous) == (1, "", 2, first.digest)
    matter.refresh_from_db()
    assert (matter.trail_count, matter.trail_head) == (2, second.digest)


@pytest.mark.django_db
def test_the_digest_is_the_sha256_of_all_columns_as_documented():
    entry = entries.append(a_matter(), "planned", by=SWEEP, at=AT, body={"b": 1, "a": "钱"})
    assert entry.body == '{"a":"钱","b":1}'
    fields = [
        entry.previous, entry.chain, "2", "2024-03-12T02:00:00.000000Z", "系统·sweep", "", "",
        "planned", entry.body,
    ]  # fmt: skip
    assert entry.digest == sha256("\x1f".join(fields).encode()).hexdigest()


@pytest.mark.django_db
def test_actor_person_and_post_come_from_who_acts():
    office = factories.committee_office(factories.county())
    viewer = factories.viewer_in(office, "office_clerk")
    entry = entries.append(a_matter(), "planned", by=viewer, at=AT)
    entry.refresh_from_db()
    assert (entry.actor, entry.person_id, entry.post_id) == (
        viewer.label, viewer.person_id, viewer.post_id,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_row_loaded_before_somebody_else_wrote_still_makes_the_next_link():
    matter = a_matter()
    stale = Matter.objects.everywhere("test").get(pk=matter.pk)
    entries.append(matter, "planned", by=SETUP, at=AT)
    entries.append(stale, "done", by=SETUP, at=AT)
    assert [e.seq for e in trail(matter)] == [1, 2, 3]
    assert stale.trail_head == trail(matter)[2].digest


@pytest.mark.django_db
def test_an_entry_for_a_row_that_is_gone_is_refused():
    matter = a_matter()
    stale = Matter.objects.everywhere("test").get(pk=matter.pk)
    stale.pk = 999_999
    with pytest.raises(NotFound, match="m999999"):
        entries.append(stale, "planned", by=SETUP, at=AT)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_text_that_no_file_can_hold_is_refused_and_nothing_is_written():
    matter = a_matter()
    with pytest.raises(Invalid, match="无法保存的字符"):
        entries.append(matter, "planned", by=SETUP, at=AT, body={"a": "\ud800"})
    assert len(trail(matter)) == 1


@pytest.mark.django_db
def test_a_moment_without_a_zone_is_refused():
    matter = a_matter()
    with pytest.raises(ValueError, match="time zone"):
        entries.append(matter, "planned", by=SETUP, at=datetime(2024, 3, 12))  # noqa: DTZ001
    assert len(trail(matter)) == 1


@pytest.mark.django_db
def test_chains_without_an_owner_begin_when_asked_for_and_others_must_exist():
    first = entries.chain_of("d3")
    entries.append(first, "received", by=SETUP, at=AT)
    assert entries.chain_of("d3").trail_count == 1
    matter = a_matter()
    assert entries.chain_of(matter.chain) == matter
    for address in ("m999", "x1", "m", "", "dd", "q7"):
        with pytest.raises(NotFound):
            entries.chain_of(address)
    assert [c.name for c in Chain.objects.all()] == ["d3"]


@pytest.mark.django_db
def test_who_asked_before_another_began_the_chain_still_appends_to_it():
    first, second = entries.chain_of("u7"), entries.chain_of("u7")
    entries.append(first, "registered", by=SETUP, at=AT)
    assert entries.append(second, "tagged", by=SETUP, at=AT).previous == first.trail_head


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["swept", "督办%s升级'"])
def test_entries_written_in_bulk_are_those_written_one_by_one(verb):
    one_by_one = [a_matter(f"{n}") for n in range(3)]
    in_bulk = [a_matter(f"{n}") for n in range(3)]
    at = AT + timedelta(microseconds=120)
    bodies = [{"stage": 1}, {"stage": 2, "按": "第5条 “%”"}, {}]
    for matter, body in zip(one_by_one, bodies, strict=True):
        entries.append(matter, verb, by=SWEEP, at=at, body=body)
    act = bulk.Act(Matter, verb, SWEEP, at, batch="test_batch")
    append_batch(act, zip(in_bulk, bodies, strict=True))
    for left, right in zip(one_by_one, in_bulk, strict=True):
        theirs, mine = trail(left)[-1], trail(right)[-1]
        assert (mine.seq, mine.at, mine.actor, mine.verb, mine.body) == (
            theirs.seq, theirs.at, theirs.actor, theirs.verb, theirs.body,
        )  # fmt: skip
        assert mine.digest == entries.digest(mine)
        right.refresh_from_db()
        assert (right.trail_count, right.trail_head) == (2, mine.digest)


@pytest.mark.django_db
def test_bulk_entries_of_a_person_carry_person_and_post():
    office = factories.committee_office(factories.county())
    viewer = factories.viewer_in(office, "office_clerk")
    matter = a_matter()
    append_batch(bulk.Act(Matter, "moved", viewer, AT, batch="test_batch"), [(matter, {})])
    entry = trail(matter)[-1]
    assert (entry.person_id, entry.post_id) == (viewer.person_id, viewer.post_id)
    assert entry.digest == entries.digest(entry)


def append_batch(act: bulk.Act, rows) -> None:
    """Fill a batch table and run the statements for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE test_batch (id bigint PRIMARY KEY, body text)")
        cursor.executemany(
            "INSERT INTO test_batch VALUES (%s, %s)",
            [(matter.pk, entries.canonical(body)) for matter, body in rows],
        )
        cursor.execute(*bulk.insert_sql(connection, act))
        heads = bulk.heads_sql(connection, act)
        cursor.execute(
            f"UPDATE {act.owners._meta.db_table} AS o SET {heads.text}"  # noqa: S608
            f" FROM {act.batch} AS b WHERE b.id = o.id",
            heads.params,
        )
        cursor.execute("DROP TABLE test_batch")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain():
    matter = a_matter()
    errors: list[BaseException] = []

    def write(n: int) -> None:
        try:
            mine = Matter.objects.everywhere("test").get(pk=matter.pk)
            for k in range(5):
                entries.append(mine, "noted", by=SETUP, at=AT, body={"n": n, "k": k})
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    links = trail(matter)
    assert [e.seq for e in links] == list(range(1, 32))
    assert all(b.previous == a.digest for a, b in zip(links, links[1:], strict=False))
    assert len({e.body for e in links[1:]}) == 30
    assert json.loads(links[-1].body).keys() == {"n", "k"}
