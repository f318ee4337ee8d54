"""文书: the register and one letter, as data, PDF and Word. People sign and serve them."""

from typing import Any, Literal

from django.http import HttpResponse
from pydantic import Field

from bihuan.kernel.letters import frozen, kinds
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.surfaces.workbench.answers import TYPES
from bihuan.surfaces.workbench.queries import letters as register
from bihuan.surfaces.workbench.queries.chains import address_of
from bihuan.surfaces.workbench.views.letters import pdf_of, word_of

from ..calls import GET, Asked, Call
from ..fields import ClauseRef, Mark, Moment, PersonRef, PostRef, RowId, Shape, UnitRef, words

AREA = "文书"


class LetterRow(Shape):
    """A numbered letter."""

    id: RowId
    page: str = Field(title="网页地址")
    number: str = Field(title="文号")
    kind: str = Field(title="种类")
    kind_title: str = Field(title="种类名称")
    title: str = Field(title="标题")
    state: str = Field(title="状态", description="draft、signed、served、cancelled")
    issuer: UnitRef = Field(title="发文单位")
    addressee: UnitRef = Field(title="主送")
    signer_post: PostRef | None = Field(title="签发岗位")
    signer: PersonRef | None = Field(title="签发人")
    matter: str | None = Field(title="事项编号")
    clause: ClauseRef | None = Field(title="依据")
    drawn_up_at: Moment = Field(title="起草时间")
    signed_at: Moment | None = Field(title="签发时间")
    reply_due: Moment | None = Field(title="回复期限")
    cancelled_because: str = Field(title="作废原因")


class Letters(Shape):
    """A page of the register: what is to be signed and served first."""

    rows: list[LetterRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """What is asked of the register."""

    q: words(60) = Field("", title="文号、标题或主送")  # type: ignore[valid-type]
    kind: words(32) = Field("", title="种类")  # type: ignore[valid-type]
    state: Literal["draft", "signed", "served", "cancelled"] | None = Field(None, title="状态")
    side: Literal["out", "in"] | None = Field(
        None, title="收发", description="out 本单位发出，in 发给本单位"
    )
    after: Mark = Field("", title="上一页的 following")


class ServiceShape(Shape):
    """That a letter was handed over, or refused."""

    unit: UnitRef = Field(title="单位")
    recipient: str = Field(title="签收人")
    at: Moment = Field(title="送达时间")
    refused: bool = Field(title="拒收")


class LetterShape(LetterRow):
    """One letter with its words and its service."""

    about: str = Field(title="来自哪件事（网页地址）")
    paragraphs: list[str] = Field(title="正文")
    copies: list[str] = Field(title="抄送")
    digest: str = Field(title="签发时的摘要")
    services: list[ServiceShape] = Field(title="送达")


def listing(asked: Asked) -> Letters:
    """Return the letters in scope that answer the filters."""
    given: Wanted = asked.query
    if given.kind and given.kind not in kinds.KINDS:
        says = f"没有“{given.kind}”这种文书，有的是：{'、'.join(kinds.KINDS)}。"
        raise Invalid(says, field="kind")
    filters = register.Filters(
        q=given.q, kind=given.kind, state=given.state or "", side=given.side or ""
    )
    found = register.listed(asked.viewer, filters, after=given.after)
    return Letters(rows=[LetterRow(**_row(one)) for one in found.rows], following=found.following)


def show(asked: Asked) -> LetterShape:
    """Return one letter. Raises :class:`NotFound` outside one's scope."""
    one = register.find(asked.viewer, asked.path["pk"])
    shown = frozen.printed(one)
    served = one.services.select_related("unit").order_by("pk")
    return LetterShape(
        **_row(one), about=address_of(one.chain), paragraphs=list(shown["paragraphs"]),
        copies=list(shown["copies"]), digest=one.digest,
        services=[ServiceShape(unit=UnitRef.of(s.unit), recipient=s.recipient, at=s.at,
                               refused=s.refused) for s in served],
    )  # fmt: skip


def as_pdf(asked: Asked) -> HttpResponse:
    """Return the letter laid out as an official document."""
    return pdf_of(register.find(asked.viewer, asked.path["pk"]))


def as_word(asked: Asked) -> HttpResponse:
    """Return the letter as a Word file with the same facts."""
    return word_of(register.find(asked.viewer, asked.path["pk"]))


def _row(one: Letter) -> dict[str, Any]:
    return {
        "id": one.pk, "page": f"/letters/{one.pk}", "number": one.number, "kind": one.kind,
        "kind_title": kinds.kind_of(one.kind).name, "title": one.title, "state": one.state,
        "issuer": UnitRef.of(one.issuer), "addressee": UnitRef.of(one.addressee),
        "signer_post": PostRef.of(one.signer_post), "signer": PersonRef.of(one.signer),
        "matter": one.matter.number if one.matter else None, "clause": ClauseRef.of(one.clause),
        "drawn_up_at": one.drawn_up_at, "signed_at": one.signed_at, "reply_due": one.reply_due,
        "cancelled_because": one.cancelled_because,
    }  # fmt: skip


CALLS = (
    Call(GET, "letters", listing, "letters", AREA, "文书登记簿", Letters, query=Wanted),
    Call(GET, "letters/<id:pk>", show, "letter", AREA, "一份文书", LetterShape),
    Call(GET, "letters/<id:pk>.pdf", as_pdf, "letter-pdf", AREA, "文书的 PDF", TYPES["pdf"]),
    Call(GET, "letters/<id:pk>.docx", as_word, "letter-word", AREA, "文书的 Word", TYPES["docx"]),
)
