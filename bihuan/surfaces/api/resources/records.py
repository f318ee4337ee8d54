"""What a record of performance holds, by the kind its rule asks for; and the records there are."""

from pydantic import Field

from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.refusals import Invalid

from ..fields import Moment, PersonRef, Shape


class FulfilmentShape(Shape):
    """One time it was met."""

    mode: str = Field(title="方式")
    happened_at: Moment = Field(title="发生时间")
    recorded_at: Moment = Field(title="填报时间")
    person: PersonRef = Field(title="填报人")
    led_by: PersonRef | None = Field(title="带队人")
    record: dict[str, str] = Field(title="内容", description="按 record_fields 的 name")
    proxy_reason: str = Field(title="代报原因")


class RecordField(Shape):
    """One thing the record of meeting it holds."""

    name: str = Field(title="名称")
    title: str = Field(title="标题")
    required: bool = Field(title="必填")


def fields_of(o: Obligation) -> list[RecordField]:
    """Return what the record of meeting an obligation holds."""
    return [
        RecordField(name=field.name, title=field.title, required=not field.optional)
        for field in o.record_kind.fields
    ]


def record_of(o: Obligation, given: dict[str, str]) -> dict[str, str]:
    """Return what is recorded, in the order of its kind; what the kind has not is refused."""
    known = [field.name for field in o.record_kind.fields]
    if strange := next((name for name in given if name not in known), ""):
        says = f"“{strange}”不是{o.record_kind.title}的内容。可以填：{'、'.join(known)}。"
        raise Invalid(says, field="record")
    return {name: given.get(name, "") for name in known}


def fulfilment(one: Fulfilment) -> FulfilmentShape:
    """Return one time an obligation was met."""
    return FulfilmentShape(
        mode=one.mode, happened_at=one.happened_at, recorded_at=one.recorded_at,
        person=PersonRef.of(one.person), led_by=PersonRef.of(one.led_by),
        record={name: str(said) for name, said in one.record.items()},
        proxy_reason=one.proxy_reason,
    )  # fmt: skip
