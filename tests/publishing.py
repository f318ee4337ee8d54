"""Making public what a matter must publish, the way people would: written, checked, approved."""

from datetime import datetime

from bihuan.kernel.trace.models import Matter
from bihuan.modules.disclosure.flows import PublicationFlow as Flow
from bihuan.modules.disclosure.models import Publication
from bihuan.modules.disclosure.publications import publications_of
from bihuan.modules.disclosure.rules import CONTENT
from tests.testapp.performing import perform
from tests.testapp.world import County


def make_public(source: Matter, county: County, at: datetime) -> Matter:
    """Publish what is owed of a matter, with the facts it began with; return the publication."""
    record: Publication = publications_of(source).get()
    matter: Matter = record.matter
    facts = {name: getattr(record, name) for name in CONTENT if getattr(record, name)}
    perform(matter, Flow.compose, county, at, **facts)
    for step in (Flow.check, Flow.approve, Flow.publish):
        perform(matter, step, county, at)
    return matter
