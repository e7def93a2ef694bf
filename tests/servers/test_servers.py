"""The servers that the tests start are real and answer."""

import smtplib
import socket
import ssl

import psycopg
import pytest
import redis
from imapclient import IMAPClient

from tests.servers.dovecot import DovecotServer
from tests.servers.smtp import Inbox


def test_postgresql_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_redis_keeps_an_append_only_file(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    assert client.config_get("appendonly") == {"appendonly": "yes"}
    client.close()


def test_dovecot_takes_mail_over_tls(dovecot: DovecotServer) -> None:
    context = ssl.create_default_context(cafile=str(dovecot.ca_file))
    with IMAPClient(dovecot.host, port=dovecot.tls_port, ssl_context=context) as client:
        client.login(dovecot.new_user(), dovecot.password)
        client.append("INBOX", b"Subject: one\r\n\r\nbody\r\n")
        assert client.select_folder("INBOX")[b"EXISTS"] == 1


def test_dovecot_users_share_nothing(dovecot: DovecotServer) -> None:
    with IMAPClient(dovecot.host, port=dovecot.port, ssl=False) as client:
        client.login(dovecot.new_user(), dovecot.password)
        assert client.select_folder("INBOX")[b"EXISTS"] == 0


def test_smtp_server_keeps_messages(smtp_server: Inbox) -> None:
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as client:
        client.sendmail("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\nbody\r\n")
    assert [(sender, to) for sender, to, _ in smtp_server.messages] == [("a@example.org", ["b@example.org"])]


def test_smtp_server_refuses_when_told(smtp_server: Inbox) -> None:
    smtp_server.refuse_recipient["b@example.org"] = "550 no such mailbox"
    with (
        smtplib.SMTP(smtp_server.host, smtp_server.port) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        client.sendmail("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\nbody\r\n")


def test_no_test_reaches_beyond_loopback() -> None:
    with socket.socket() as sock, pytest.raises(AssertionError, match="only loopback"):
        sock.connect(("203.0.113.1", 80))
