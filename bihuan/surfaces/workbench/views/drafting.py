"""起草文书 and 文书模板: a letter of one's own, and an office's own words for each kind."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.letters import kinds
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.modules.correspondence import drafting, rules, wordings
from bihuan.modules.correspondence import queries as reads
from bihuan.modules.correspondence.flows import WordingFlow
from bihuan.surfaces.layouts import pdf

from ..access import Route, WorkbenchRequest
from ..answers import TYPES
from ..forms.letters import DraftForm, WordingForm


def draft(request: WorkbenchRequest) -> HttpResponse:
    """Show an empty letter, and draw up the one that was written."""
    if request.method != "POST":
        return render(request, "workbench/letter_new.html", {"form": DraftForm(request.viewer)})
    form = DraftForm(request.viewer, request.POST)
    made = form.tried(lambda _: drafting.draw_up(form.draft, by=request.viewer, at=request.now))
    if made is None:
        shown = {"form": form}
        return render(request, "workbench/letter_new.html", shown, status=form.status)
    messages.success(request, f"已起草 {made.number}，等签发人签发。")
    return redirect("letter", pk=made.pk)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show for each kind of letter in whose words the viewer's office writes it."""
    office = Unit.objects.get(pk=request.viewer.unit_id)
    rows = [(key, kind.name, wordings.in_use(office, key)) for key, kind in kinds.KINDS.items()]
    return render(request, "workbench/wordings.html", {"rows": rows, "office": office})


def wording(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show the words of one kind to be edited, and hand in those that were."""
    kind, office = _kind(key), Unit.objects.get(pk=request.viewer.unit_id)
    used = wordings.in_use(office, key)
    words = used.words if used else wordings.supplied(key)
    form = WordingForm(words, request.POST if request.method == "POST" else None)
    made = form.tried(lambda given: open_by_hand(
        WordingFlow, {"kind": key, **given}, clause=None, by=request.viewer, at=request.now
    )) if form.is_bound else None  # fmt: skip
    if made is None:
        shown = {
            "key": key, "kind": kind, "form": form, "used": used, "places": rules.PLACES,
            "own": rules.OWN_WORDS, "mandatory": rules.mandatory(key),
            "versions": reads.wordings(request.viewer, key),
            "sample": _sample(request, key),
        }  # fmt: skip
        return render(request, "workbench/wording.html", shown, status=form.status)
    messages.success(request, f"已保存为{made.number}，启用后新起草的{kind.name}用这些文字。")
    return redirect("matter", number=made.number)


def preview(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Return the office's last letter of a kind as PDF in the words being edited.

    Raises :class:`Invalid` for words that could not be handed in either.
    """
    kind, form = _kind(key), WordingForm("", request.POST)
    form.is_valid()
    words = form.cleaned_data.get("words", "")
    wrong = rules.misworded(key, words)
    if wrong:
        raise Invalid(wrong, field="words")
    sample = _sample(request, key)
    if sample is None:
        raise NotFound(f"本单位还没有{kind.name}，起草第一份以后可以预览。")
    response = HttpResponse(pdf.render(wordings.tried_on(sample, words)), content_type=TYPES["pdf"])
    response["Content-Disposition"] = "inline"
    return response


def _sample(request: WorkbenchRequest, key: str) -> Letter | None:
    rows = Letter.objects.visible_to(request.viewer).filter(issuer=request.viewer.unit_id, kind=key)
    found: Letter | None = rows.select_related("issuer", "addressee", "signer_post").last()
    return found


def _kind(key: str) -> kinds.Kind:
    if key not in kinds.KINDS:
        raise NotFound("没有这种文书。")
    return kinds.kind_of(key)


ROUTES = (
    Route("letters/new", draft, "letter-new", roles.SUPERVISE),
    Route("letters/wordings", listing, "wordings", roles.SUPERVISE),
    Route("letters/wordings/<slug:key>", wording, "wording", roles.SUPERVISE),
    Route("letters/wordings/<slug:key>/preview", preview, "wording-preview", roles.SUPERVISE,
          writes=True),
)  # fmt: skip
