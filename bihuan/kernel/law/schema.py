"""The shape of a policy pack: one document's rules as data, each with its clause.

A pack is a YAML file ``packs/<place code>/<name>.yaml``. Values the text does not give are written
``unset``; values that are ours are named under ``derived`` with the reason. Unknown keys, unknown
words and quotations that are not in the text are refused with the place in the file.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .records import KINDS

Per = Literal[
    "shift",
    "day",
    "week",
    "ten_days",
    "month",
    "quarter",
    "half",
    "year",
    "semester",
    "years",
    "event",
    "unset",
]
Confidence = Literal["H", "M", "L"]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Tells = Literal["holder", "supervisor", "office", "above"]


class Spec(BaseModel):
    """Every part of a pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(Spec):
    """Something a clause says: ``says`` stands word for word in the text of ``clause``."""

    clause: str
    says: str
    confidence: Confidence = "H"


class InForce(Spec):
    """From and until when the document binds; ``from`` empty when the text gives no day."""

    since: date | None = Field(None, alias="from")
    until: date | None = None


class DocumentSpec(Spec):
    """The document's header. ``text`` names the file beside the pack that holds its words."""

    key: Annotated[str, Field(pattern=r"^[A-Z0-9]+/[a-z0-9-]+$")]
    title: str
    number: str = ""
    issuer: str = ""
    dated: date | None = None
    place: Annotated[str, Field(pattern=r"^\d{1,12}$")]
    level: Literal["nation", "province", "city", "county"]
    text: str
    status: Literal["draft", "in_force", "repealed"]
    in_force: InForce = InForce.model_validate({})
    note: str = ""


class SetSpec(Cited):
    """A named set of units as one clause draws it (高危行业), by tags; ``open_ended`` for 等."""

    key: Key
    title: str
    tags: list[str]
    open_ended: bool = False


class Selects(Spec):
    """Which units a rule binds. All given conditions must hold; empty ones do not count."""

    kinds: list[str] = []
    sets: list[str] = []
    not_sets: list[str] = []
    tags_any: list[str] = []
    tags_none: list[str] = []
    headcount_min: int | None = None
    headcount_max: int | None = None
    levels: list[str] = []
    units: list[str] = []
    include_stopped: bool = False


class RungSpec(Spec):
    """One rung of a ladder; ``after`` like ``-7d``, ``0d``, ``12h``, ``+3d``."""

    after: Annotated[str, Field(pattern=r"^[+-]?\d+[dh]$")]
    stage: Annotated[int, Field(ge=0, le=4)]
    tells: list[Tells]
    letter: str = ""
    opens: Annotated[str, Field(pattern=r"^\d+[dh]$")] | None = None
    opens_ladder: str = ""


class LadderSpec(Spec):
    """A ladder (督办阶梯). ``derived`` says which part the document does not fix."""

    key: Key
    title: str
    clause: str = ""
    says: str = ""
    derived: str = ""
    steps: Annotated[list[RungSpec], Field(min_length=1)]


class RuleSpec(Cited):
    """A duty that recurs, or follows an event, for every unit it binds.

    ``duty`` names what is owed (``drill``); rules of different documents with the same duty are
    compared, and the stricter one binds. ``times`` and ``per`` are ``unset`` when the text is.
    """

    id: Key
    duty: Key
    title: str
    who: Selects
    per: Per
    every: Annotated[int, Field(ge=1)] = 1
    times: Annotated[int, Field(ge=1)] | Literal["unset"] = 1
    at_least: bool = True
    lead: Literal["", "party", "government", "principal", "portfolio", "controller", "safety"] = ""
    slots: list[Literal["party", "government", "principal", "controller"]] = []
    due_days: int = 0
    cut_off_days: Annotated[int, Field(ge=0)] = 0
    joins: Literal["next", "now"] = "next"
    transition: Literal["finish", "void", "reopen"] = "finish"
    record: str = ""
    proof: list[str] = []
    zero: bool = False
    event: str = ""
    ladder: str = ""
    derived: dict[str, str] = {}

    @model_validator(mode="after")
    def _event_has_a_name(self) -> "RuleSpec":
        if (self.per == "event") != bool(self.event):
            raise ValueError("per: event 要写 event: 触发事件；其他周期不写 event")
        return self

    @model_validator(mode="after")
    def _record_is_known(self) -> "RuleSpec":
        if self.record and self.record not in KINDS:
            raise ValueError(f"record: {self.record} 没有这种记录，可用的有 {'、'.join(KINDS)}")
        return self


class TaskSpec(Cited):
    """A one-off duty of the text, with its units by part and its date or ``unset``."""

    id: Key
    title: str
    lead: list[str] = []
    cooperate: list[str] = []
    share: list[str] = []
    subject: list[str] = []
    due: date | Literal["unset"] = "unset"
    alt: date | None = None
    relative: str = ""


class NumberSpec(Cited):
    """A threshold, target, ratio, weight, limit or count of the text."""

    id: Key
    value: int | float | str | list[int] | list[str]
    unit: str = ""
    use: Literal[
        "threshold", "target", "ratio", "weight", "limit", "count", "staffing", "bar", "set"
    ]


class ProvisionSpec(Cited):
    """A gate, sanction, publication, ladder of consequences… that a module carries out.

    ``needs`` is the capability that makes it real; until a module provides it, it is missing.
    """

    id: Key
    kind: Literal["gate", "sanction", "publication", "assessment", "record", "exchange", "right"]
    title: str
    needs: str


class ClauseSpec(Spec):
    """What a clause needs besides the rules and tasks here, by capability.

    ``context`` marks a clause that only declares aims: it is shown, and owes nothing. ``text`` is
    given for laws of which the pack carries single articles instead of the whole text.
    """

    clause: str
    needs: list[str] = []
    context: bool = False
    heading: str = ""
    text: str = ""


class Pack(Spec):
    """A whole pack."""

    document: DocumentSpec
    clauses: list[ClauseSpec] = []
    sets: list[SetSpec] = []
    ladders: list[LadderSpec] = []
    rules: list[RuleSpec] = []
    tasks: list[TaskSpec] = []
    numbers: list[NumberSpec] = []
    provisions: list[ProvisionSpec] = []

    @model_validator(mode="after")
    def _names_are_known(self) -> "Pack":
        sets = {s.key for s in self.sets}
        for rule in self.rules:
            for name in (*rule.who.sets, *rule.who.not_sets):
                if name not in sets:
                    raise ValueError(f"规则 {rule.id} 用了没有定义的集合 {name}")
        ids = [
            *(rule.id for rule in self.rules),
            *(task.id for task in self.tasks),
            *(number.id for number in self.numbers),
            *(provision.id for provision in self.provisions),
        ]
        if twice := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"标识重复：{'、'.join(sorted(twice))}")
        return self
