"""Messages really arrive, once; what was refused, cut off or unreachable says so."""

from datetime import timedelta

import pytest

from bihuan.kernel.notices import channels, routing, sending
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces.channels.mail import Email
from tests.kernel.factories import AT, viewer_in

from .tellings import tell

pytestmark = pytest.mark.django_db
LATER = AT + sending.LEASE


def queued(office, n=1):
    """Queue n urgent messages to the clerk."""
    for _ in range(n):
        tell(office, urgent=True)
    routing.route(AT)


def the(**facts):
    return Delivery.objects.get(**facts)


def test_a_mail_arrives_with_its_words_and_a_number_of_its_own(mails, office, clerk):
    queued(office)
    assert sending.send(AT) == 1
    [mail] = mails.mails
    assert mail["To"] == "chen@county.example"
    assert mail["Message-ID"] == f"<{the().key.replace(':', '.')}@county.example>"
    assert "已逾期 12 天" in mail.get_payload(decode=True).decode()
    assert (the().state, the().sent_at is not None, the().attempts) == ("sent", True, 1)


def test_a_digest_arrives_as_one_mail_that_lists_the_gravest_first(mails, office, clerk):
    for _ in range(29):
        tell(office)
    tell(office, template="warning", stage=2, subject="危化品检查")
    routing.route(AT)
    assert sending.send(AT) == 0
    assert sending.send(AT + timedelta(days=1)) == 1
    [mail] = mails.mails
    body = mail.get_payload(decode=True).decode()
    assert the().title == "您有 30 条通知：提示 29 条，警示 1 条"
    assert body.startswith("1. 海丰县安委办“危化品检查”")
    assert body.rstrip().splitlines()[-1].startswith("30. ")


def test_a_very_long_digest_spells_out_the_first_and_counts_the_rest(
    mails, office, clerk, monkeypatch
):
    monkeypatch.setattr(sending, "SPELT_OUT", 5)
    for _ in range(12):
        tell(office)
    routing.route(AT)
    sending.send(AT + timedelta(days=1))
    assert the().body.endswith("另有 7 条，请登录查看。")


def test_a_short_message_arrives_with_token_and_key(texts, office, clerk):
    queued(office)
    assert sending.send(AT) == 1
    [(headers, body)] = texts.requests
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Idempotency-Key"] == the().key
    assert body == {"phone": "10000000001", "text": "提示：3 月带队检查", "id": the().key}


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_the_makers_of_office_chats_get_the_shape_they_ask_for(
    settings, texts, office, clerk, kind
):
    settings.BIHUAN_CHANNELS = {kind: {"kind": kind, "url": texts.url}}
    queued(office)
    assert sending.send(AT) == 1
    [(_, body)] = texts.requests
    assert body["msgtype"] == "text"
    assert "已逾期 12 天" in body["text"]["content"]
    assert "10000000001" in str(body)


def test_sending_again_sends_nothing_again(mails, office, clerk):
    queued(office, 3)
    assert sending.send(AT) == 3
    assert sending.send(AT + timedelta(days=30)) == 0
    assert len(mails.mails) == 3


def test_a_mail_refused_for_good_fails_and_one_refused_for_now_is_tried_again(mails, office, clerk):
    queued(office, 2)
    mails.answers = ["550 no such user", "451 try later"]
    assert sending.send(AT) == 0
    failed, waiting = the(state="failed"), the(state="queued")
    assert "550" in failed.error
    assert waiting.not_before > AT
    assert sending.send(AT) == 0
    assert sending.send(AT + timedelta(minutes=3)) == 1
    assert len(mails.mails) == 1


def test_a_server_that_is_away_is_tried_more_and_more_rarely_and_given_up_in_the_end(
    settings, mails, office, clerk
):
    queued(office)
    settings.EMAIL_PORT = 1
    moment, waits = AT, []
    while the().state == "queued":
        assert sending.send(moment) == 0
        waits.append(the().not_before - moment)
        moment = the().not_before + timedelta(seconds=1)
    assert len(waits) == sending.ATTEMPTS
    assert waits[:-1] == sorted(waits[:-1])
    assert the().state == "failed"
    assert mails.mails == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((400, {}), "failed"),
        ((429, {}), "queued"),
        ((503, {}), "queued"),
        ((200, {"errcode": 40003, "errmsg": "invalid userid"}), "failed"),
    ],
)
def test_a_gateway_s_answer_decides_whether_to_try_again(texts, office, clerk, answer, state):
    queued(office)
    texts.answers = [answer]
    assert sending.send(AT) == 0
    assert the().state == state


def test_a_gateway_s_own_fault_is_repeated_under_the_same_key_or_left_to_a_person(
    settings, texts, office, clerk
):
    queued(office)
    texts.answers = [(500, {})]
    sending.send(AT)
    assert sending.send(AT + timedelta(hours=1)) == 1
    assert texts.keys == [the().key] * 2
    settings.BIHUAN_CHANNELS = {"wecom": {"kind": "wecom", "url": texts.url}}
    queued(office)
    texts.answers = [(500, {})]
    sending.send(AT)
    assert the(channel="wecom").state == "uncertain"
    assert sending.send(AT + timedelta(days=1)) == 0


def test_a_mail_cut_off_while_sending_is_uncertain_and_never_sent_by_itself(mails, office, clerk):
    queued(office)
    Delivery.objects.update(state="sending", not_before=LATER, attempts=1)
    assert sending.send(AT) == 0
    assert the().state == "sending"
    assert sending.send(LATER) == 0
    assert the().state == "uncertain"
    assert sending.send(LATER + timedelta(days=30)) == 0
    assert mails.mails == []


def test_a_short_message_cut_off_is_sent_again_under_the_same_key(texts, office, clerk):
    queued(office)
    Delivery.objects.update(state="sending", not_before=LATER, attempts=1, body="正文")
    assert sending.send(AT) == 0
    assert sending.send(LATER) == 1
    assert texts.keys == [the().key]
    assert the().attempts == 2


def test_a_person_may_decide_to_send_again_once(mails, office, clerk):
    queued(office)
    Delivery.objects.update(state="uncertain", attempts=1)
    leader = viewer_in(office, "office_leader")
    sending.send_again(the(), by=leader, at=AT)
    with pytest.raises(WrongState, match="现在是“待发”，不用重发"):
        sending.send_again(the(), by=leader, at=AT)
    assert sending.send(AT) == 1
    assert Entry.objects.get(verb="message_requeued").person_id == leader.person_id
    with pytest.raises(WrongState, match="已送达"):
        sending.send_again(the(), by=leader, at=AT)
    with pytest.raises(NotAllowed):
        sending.send_again(the(), by=viewer_in(office, "worker"), at=AT)


def test_a_mended_contact_gets_the_message_that_failed(mails, office, clerk):
    clerk.person.email = clerk.person.phone = ""
    clerk.person.save()
    queued(office)
    assert the().state == "failed"
    leader = viewer_in(office, "office_leader")
    with pytest.raises(WrongState, match="陈晓岚没有可用的联系方式"):
        sending.send_again(the(), by=leader, at=AT)
    clerk.person.email = "chen@county.example"
    clerk.person.save()
    sending.send_again(the(), by=leader, at=AT)
    assert sending.send(AT) == 1
    assert mails.mails[0]["To"] == "chen@county.example"


def test_a_channel_that_is_gone_fails_with_its_name(settings, mails, office, clerk):
    queued(office)
    settings.BIHUAN_CHANNELS = {}
    assert sending.send(AT) == 0
    assert the().error == "没有配置渠道 email。"


def test_a_connection_that_breaks_after_the_words_were_handed_over_is_unclear(
    settings, mails, monkeypatch
):
    def cut(self, messages):
        raise TimeoutError("timed out")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", cut)
    message = channels.Message("k", "chen@county.example", "t", "b")
    with pytest.raises(channels.Unclear, match="timed out"):
        Email("email").send(message)
