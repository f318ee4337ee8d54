"""The words an office has decided on for a kind of letter, in place of the supplied ones."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bihuan.kernel.letters import kinds
from bihuan.kernel.letters.kinds import Kind
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

from . import rules
from .models import Wording

#: The state of a wording that letters are drawn up in.
IN_USE = "in_use"


def in_use(issuer: Unit, kind: str) -> Wording | None:
    """Return the wording an office uses for a kind; None while it is the supplied one."""
    rows = Wording.objects.filter(office=issuer, kind=kind, matter__state=IN_USE)
    return rows.order_by("-pk").first()


def older_than(own: Wording) -> list[Wording]:
    """Return the other wordings that the office of one uses for its kind."""
    rows = Wording.objects.filter(office=own.office, kind=own.kind, matter__state=IN_USE)
    return list(rows.exclude(pk=own.pk))


def worded(issuer: Unit, key: str, kind: Kind) -> Kind:
    """Return a kind of letter in the words its issuer uses."""
    own = in_use(issuer, key)
    return reworded(kind, own.words) if own else kind


def reworded(kind: Kind, words: str) -> Kind:
    """Return a kind of letter in other words, which were checked before."""
    lines = [line for line in words.splitlines() if line.strip()]
    return replace(kind, paragraphs=tuple(rules.template_of(line) for line in lines))


def supplied(key: str) -> str:
    """Return the supplied words of a kind as an office edits them."""
    kind = kinds.kind_of(key)
    own = () if kinds.OWN_WORDS in kind.paragraphs else (kinds.OWN_WORDS,)
    return "\n".join(rules.words_of(line) for line in (*kind.paragraphs, *own))


def tried_on(letter: Letter, words: str) -> Letter:
    """Return a letter, not to be saved, as it would read in other words that were checked."""
    facts = letter.body.get("facts", {"paragraphs": letter.body["paragraphs"]})
    known = {
        "addressee": letter.addressee.name, "issuer": letter.issuer.name, "subject": letter.title,
        "day": letter.drawn_up_at, "reply_due": letter.reply_due, **facts,
    }  # fmt: skip
    kind = reworded(replace(kinds.kind_of(letter.kind), title=""), words)
    said = kinds.word(kind, letter.title, known)[1]
    letter.body, letter.state, letter.digest = {"paragraphs": said}, Letter.State.DRAFT, ""
    return letter


def check(record: Any, by: Viewer, at: datetime) -> None:
    """Refuse words with an unknown place or without one that such a letter cannot do without."""
    wrong = rules.misworded(record.kind, record.words)
    if wrong:
        raise Invalid(wrong, field="words")
