"""What a letter prints, how it is frozen at signing, and the check that it still is the same."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import F

from bihuan.kernel.trace.entries import canonical, instant
from bihuan.kernel.trace.verify import Finding, recorded
from bihuan.lib import hashing

from . import kinds
from .models import Letter

SIGNED: Final = "letter_signed"
FORMAT: Final = "bihuan letter 1"
UNASSIGNED: Final = "未指定"


def printed(letter: Letter) -> dict[str, Any]:
    """Return all that the layouts print: frozen once signed, as it stands for a draft."""
    if "printed" in letter.body:
        return dict(letter.body["printed"])
    post, signer = letter.signer_post, letter.signer
    further = list(letter.copies.select_related("unit").order_by("pk"))
    return {
        "kind": kinds.kind_of(letter.kind).name,
        "issuer": letter.issuer.name,
        "number": letter.number,
        "title": letter.title,
        "addressee": "、".join([letter.addressee.name, *(c.unit.name for c in further if c.main)]),
        "paragraphs": letter.body["paragraphs"],
        "post": post.title if post else UNASSIGNED,
        "signer": signer.name if signer else "",
        "signed_on": kinds.day(letter.signed_at) if letter.signed_at else "",
        "copies": sorted(copy.unit.name for copy in further if not copy.main),
    }


def digest(letter: Letter) -> str:
    """Return the digest of a signed letter: every column that signing makes final.

    Not the place: it is the issuer's, and follows it.
    """
    moments = (letter.drawn_up_at, letter.signed_at, letter.reply_due)
    return hashing.digest(
        FORMAT,
        *(letter.number, letter.kind, letter.title, letter.chain, letter.cause),
        *(str(letter.series_id), str(letter.n), str(letter.matter_id), str(letter.clause_id)),
        *(str(letter.issuer_id), str(letter.addressee_id)),
        *(str(letter.signer_post_id), str(letter.signer_id)),
        *(instant(at) if at else "" for at in moments),
        canonical(letter.body),
    )


def altered() -> Iterator[Finding]:
    """Find signed letters that are not as they were signed, are gone or were never signed.

    And letters that do not stand where their issuer does, so that others would see them.
    """
    letters = Letter.objects.everywhere("the trace covers every row")
    signed = set[int]()
    for page in recorded(SIGNED, "letter"):
        kept = letters.in_bulk([one.pk for one in page])
        for one in page:
            letter = kept.get(one.pk)
            if letter is None or letter.chain != one.chain or not _same(letter, one.facts):
                said = f"文书{one.facts.get('number', '')}签发后被改动或不见了。"
                yield Finding("letter", one.chain, said)
            else:
                signed.add(letter.pk)
    unsigned = (Letter.State.DRAFT, Letter.State.CANCELLED)
    for letter in letters.exclude(digest="", state__in=unsigned).iterator():
        if letter.pk not in signed:
            yield Finding("letter", letter.chain, f"文书{letter.number}与签发痕迹对不上。")
    for letter in letters.exclude(place_path=F("issuer__place_path")).iterator():
        said = f"文书{letter.number}所在区划与发文单位的对不上。"
        yield Finding("letter", letter.chain, said)


def _same(letter: Letter, facts: dict[str, Any]) -> bool:
    try:
        return bool(letter.digest == facts.get("digest") == digest(letter))
    except ValueError:  # a separator was put in, which no letter can hold
        return False
