"""People to be taught in a county of the tests: a worker with his certificate, a class, an exam."""

from dataclasses import dataclass
from datetime import timedelta

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.disease_flow import DiseaseFlow
from bihuan.modules.health.models import (
    Declaration,
    Disease,
    Examination,
    ExposedWorker,
    Patient,
)
from bihuan.modules.publicity.flows import ActivityFlow
from bihuan.modules.publicity.models import Activity
from bihuan.modules.standardization.grading_flow import GradingFlow
from bihuan.modules.standardization.models import Grading
from bihuan.modules.training.class_flow import ClassFlow
from bihuan.modules.training.exam_flow import ExamFlow
from bihuan.modules.training.models import (
    Candidate,
    Certificate,
    Exam,
    Question,
    Trainee,
    TrainingClass,
)
from tests.surfaces import twins
from tests.surfaces.twins import County


@dataclass(frozen=True)
class Taught:
    """What of a county's training stands in an address."""

    trainee: Trainee
    certificate: Certificate
    question: Question
    klass: Matter
    exam: Matter
    seat: Candidate


def fill(county: County) -> Taught:
    """Put the worker on the firm's roster, with all that training knows; every name is marked."""
    firm, mark, today = county.units["firm"], county.mark, twins.TODAY
    safety, case = (
        county.terms["safety_officer"].person,
        Case("", county.place, firm, county.clause),
    )
    row = Trainee.objects.create(
        unit=firm, person=county.terms["worker"].person, category="special", work=f"{mark}焊工",
        joined=today - timedelta(days=90),
    )  # fmt: skip
    paper = Certificate.objects.create(
        person=row.person, unit=firm, kind="special_operation", number=f"T{county.place.code}",
        issued_on=today - timedelta(days=9), issuer=f"{mark}厅",
    )  # fmt: skip
    question = Question.objects.create(
        unit=firm, number="Q1", subject="通用", kind="judgement", stem=f"{mark}题", answer="A",
        options=["对", "错"], source=f"{mark}办法", since=twins.NOW, by=safety,
    )  # fmt: skip
    klass = begin(ClassFlow, _called(case, f"{mark}班"), TrainingClass(
        office=firm, organiser=safety, course=f"{mark}课", purpose="first", how="face",
        starts_on=today, hours=8, content=f"{mark}内容", teacher=f"{mark}老师",
    ), by=twins.BY, at=twins.NOW)  # fmt: skip
    exam = begin(ExamFlow, _called(case, f"{mark}考"), Exam(
        office=firm, maker=safety, name=f"{mark}考", subjects="通用", singles=0, multiples=0,
        judgements=1, single_points=0, multiple_points=0, judgement_points=1, pass_mark=1,
        minutes=5, tries=9, opens_on=today, closes_on=today, pool=[question.pk], seed="x",
    ), by=twins.BY, at=twins.NOW)  # fmt: skip
    Matter.objects.everywhere("test").filter(pk=exam.pk).update(state="opened")
    seat = Candidate.objects.create(exam_id=exam.pk, trainee=row)
    begin(ActivityFlow, _called(case, f"{mark}宣传"), Activity(
        office=firm, planner=safety, kind="month", topic=f"{mark}主题", planned_on=today,
        medium=f"{mark}报",
    ), by=twins.BY, at=twins.NOW)  # fmt: skip
    _expose(county, row)
    return Taught(row, paper, question, klass, exam, seat)


def _expose(county: County, row: Trainee) -> None:
    """Let the worker stand at a post with hazards, examined and reported; the firm declares."""
    firm, mark, doing = county.units["firm"], county.mark, {"by": twins.BY, "at": twins.NOW}
    safety, case = county.terms["safety_officer"].person, Case("", county.place, firm)
    worker = ExposedWorker.objects.create(
        unit=firm, person=row.person, work=f"{mark}工", factors=f"{mark}尘", since=twins.TODAY
    )
    Examination.objects.create(
        worker=worker, kind="during", on=twins.TODAY, agency=f"{mark}院", number="1", fit="fit",
        result="normal", findings=f"{mark}意见", paid_by="employer", at=twins.NOW,
    )  # fmt: skip
    begin(DeclarationFlow, _called(case, f"{mark}申报"), Declaration(
        unit=firm, declarer=safety, office=county.units["bureau"], kind="initial", grade="general",
    ), **doing)  # fmt: skip
    record = Disease(unit=firm, reporter=safety, office=county.units["bureau"], kind="suspected",
                     found_on=twins.TODAY)  # fmt: skip
    begin(DiseaseFlow, _called(case, f"{mark}病例"), record, **doing)
    Patient.objects.create(disease=record, worker=worker, says=f"{mark}病")
    begin(GradingFlow, _called(case, f"{mark}定级"), Grading(
        unit=firm, applicant=safety, office=county.units["bureau"], kind="first",
        sector=f"{mark}业", wanted="三级",
    ), **doing)  # fmt: skip


def _called(case: Case, title: str) -> Case:
    return Case(title, case.place, case.unit, case.clause)
