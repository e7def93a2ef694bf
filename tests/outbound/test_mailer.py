"""The mailer against a real SMTP server: what became of a message is never a guess."""

import ssl
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

import outbound.mailer
from domain.errors import DeploymentError, TransientError
from outbound.mailer import DeliveryRefused, DeliveryUncertain, SmtpMailer, UnsetMailer
from tests.servers.dovecot import make_certificate
from tests.servers.ports import free_port
from tests.servers.smtp import Inbox, running_smtp

ANA = "ana.reyes@example.org"


def mail(body: str = "Hello.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "oems@example.org", ANA, "Your papers"
    message["Message-ID"] = "<1.dispatch@example.org>"
    message.set_content(body)
    return message


def mailer_to(inbox: Inbox) -> SmtpMailer:
    return SmtpMailer(inbox.host, inbox.port, "", "", tls=False, envelope_sender="oems@example.org")


def test_message_arrives_whole_from_our_envelope_sender(smtp_server: Inbox) -> None:
    body = ".a line that begins with a point\n" + "x" * 900 + "\nMaría\n"
    mailer_to(smtp_server).send(mail(body), ANA)
    assert [(sender, to) for sender, to, _ in smtp_server.messages] == [("oems@example.org", [ANA])]
    [arrived] = smtp_server.mails_to(ANA)
    assert arrived.get_content().splitlines() == body.splitlines()
    assert arrived["Message-ID"] == "<1.dispatch@example.org>"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("550 no such mailbox", DeliveryRefused, id="refused for good"),
        pytest.param("450 mailbox busy", TransientError, id="put off"),
        pytest.param("452 mailbox full", TransientError, id="full"),
    ],
)
class TestRefusals:
    def test_of_the_recipient(self, smtp_server: Inbox, answer: str, expected: type[Exception]) -> None:
        smtp_server.refuse_recipient[ANA] = answer
        with pytest.raises(expected, match=f"code {answer[:3]}"):
            mailer_to(smtp_server).send(mail(), ANA)

    def test_of_the_data_command(self, smtp_server: Inbox, answer: str, expected: type[Exception]) -> None:
        smtp_server.refuse_data = answer
        with pytest.raises(expected):
            mailer_to(smtp_server).send(mail(), ANA)

    def test_of_the_message(self, smtp_server: Inbox, answer: str, expected: type[Exception]) -> None:
        smtp_server.refuse_message = answer
        with pytest.raises(expected) as refused:
            mailer_to(smtp_server).send(mail(), ANA)
        assert smtp_server.messages == []
        assert "mailbox" not in str(refused.value), "a server's words may quote the address"


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        pytest.param("550 not you", DeploymentError, "sender_address", id="refused for good"),
        pytest.param("530 sign in", DeploymentError, "smtp_user", id="wants a sign-in"),
        pytest.param("451 later", TransientError, "451", id="put off"),
    ],
)
def test_refusal_of_ourselves_is_no_word_on_any_recipient(
    smtp_server: Inbox, answer: str, expected: type[Exception], words: str
) -> None:
    smtp_server.refuse_sender = answer
    with pytest.raises(expected, match=words):
        mailer_to(smtp_server).send(mail(), ANA)
    with pytest.raises(expected, match=words):
        mailer_to(smtp_server).look()


def test_recipient_for_whom_the_server_wants_a_sign_in_is_not_refused(smtp_server: Inbox) -> None:
    smtp_server.refuse_recipient[ANA] = "530 5.7.0 authentication required"
    with pytest.raises(DeploymentError, match="smtp_password"):
        mailer_to(smtp_server).send(mail(), ANA)


def test_look_sends_nothing(smtp_server: Inbox) -> None:
    mailer_to(smtp_server).look()
    assert smtp_server.messages == []


def test_connection_that_ends_after_the_data_is_uncertain(smtp_server: Inbox) -> None:
    smtp_server.hangs_up = True
    with pytest.raises(DeliveryUncertain):
        mailer_to(smtp_server).send(mail(), ANA)
    assert len(smtp_server.messages) == 1


def test_answer_that_does_not_come_is_uncertain(smtp_server: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound.mailer, "DATA_TIMEOUT", 0.3)
    smtp_server.silent_seconds = 1.0
    with pytest.raises(DeliveryUncertain):
        mailer_to(smtp_server).send(mail(), ANA)


def test_server_that_is_away_is_transient() -> None:
    away = SmtpMailer("127.0.0.1", free_port(), "", "", tls=False, envelope_sender="oems@example.org")
    with pytest.raises(TransientError, match="cannot be reached"):
        away.send(mail(), ANA)


def test_without_a_server_everything_waits() -> None:
    assert not UnsetMailer().is_set
    with pytest.raises(TransientError, match="smtp_host"):
        UnsetMailer().send(mail(), ANA)


def test_address_beyond_ascii_is_refused_before_anything_goes(smtp_server: Inbox) -> None:
    with pytest.raises(DeliveryRefused, match="letters"):
        mailer_to(smtp_server).send(mail(), "maría@example.org")
    assert smtp_server.messages == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


class TestTls:
    @staticmethod
    def options(context: ssl.SSLContext) -> dict[str, object]:
        def check(
            server: object, session: object, envelope: object, mechanism: str, login: object
        ) -> AuthResult:
            right = isinstance(login, LoginPassword) and login.password == b"right"
            return AuthResult(success=right, handled=right)

        return {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": check,
        }

    def test_sign_in_over_tls_with_the_offices_own_authority(
        self, certificate: Path, context: ssl.SSLContext
    ) -> None:
        with running_smtp(**self.options(context)) as inbox:
            mailer = replace(
                mailer_to(inbox), host="localhost", tls=True, ca_file=certificate, user="u", password="right"
            )
            mailer.send(mail(), ANA)
            assert len(inbox.messages) == 1

    def test_wrong_password_is_a_clear_error(self, certificate: Path, context: ssl.SSLContext) -> None:
        with running_smtp(**self.options(context)) as inbox:
            mailer = replace(
                mailer_to(inbox), host="localhost", tls=True, ca_file=certificate, user="u", password="wrong"
            )
            with pytest.raises(DeploymentError, match="smtp_user and smtp_password"):
                mailer.send(mail(), ANA)
            assert "wrong" not in repr(mailer)

    def test_unknown_authority_is_refused_with_what_to_do(self, context: ssl.SSLContext) -> None:
        with running_smtp(**self.options(context)) as inbox:
            mailer = replace(mailer_to(inbox), host="localhost", tls=True)
            with pytest.raises(DeploymentError, match="Set smtp_ca_file"):
                mailer.send(mail(), ANA)
            assert inbox.messages == []

    def test_server_without_tls_gets_nothing(self, smtp_server: Inbox) -> None:
        with pytest.raises(DeploymentError, match="offers no TLS"):
            replace(mailer_to(smtp_server), tls=True).send(mail(), ANA)
        assert smtp_server.messages == []

    def test_port_465_begins_with_tls(
        self, certificate: Path, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with running_smtp(ssl_context=context) as inbox:
            monkeypatch.setattr(outbound.mailer, "IMPLICIT_TLS_PORT", inbox.port)
            replace(mailer_to(inbox), host="localhost", tls=True, ca_file=certificate).send(mail(), ANA)
            assert len(inbox.messages) == 1
