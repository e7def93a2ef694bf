"""What `doctor` says of one component."""

from pathlib import Path

from commands.doctor import _look_at_database, _look_at_mailbox, _look_at_smtp
from settings import Secret, Settings
from tests.servers.ports import free_port
from tests.servers.smtp import Inbox
from tests.storage.situations import NOW, dispatch
from wiring import open_storage


def test_mailbox_that_cannot_be_reached_says_where_to_look(tmp_path: Path) -> None:
    port = free_port()
    settings = Settings(
        home=tmp_path, imap_host="127.0.0.1", imap_port=port, imap_user="oems", imap_password=Secret("x")
    )
    said = _look_at_mailbox(settings)
    assert said.state == "fail"
    assert "cannot be reached" in said.words
    assert f"127.0.0.1, port {port}" in said.words
    assert "firewall" in said.words


def test_database_that_is_away_is_named_with_what_to_do(tmp_path: Path) -> None:
    port = free_port()
    url = Secret(f"postgresql://oems:hidden@127.0.0.1:{port}/intake")
    said = _look_at_database(Settings(home=tmp_path / "home", database_url=url))
    assert said.state == "fail"
    assert f"port {port} failed" in said.words
    assert "See that it runs, and that 'database_url' names it" in said.words
    assert "hidden" not in said.words


def test_mail_server_is_asked_whether_it_lets_us_in(tmp_path: Path, smtp_server: Inbox) -> None:
    settings = Settings(home=tmp_path, smtp_host=smtp_server.host, smtp_port=smtp_server.port, smtp_tls=False)
    assert _look_at_smtp(settings).state == "ok"
    smtp_server.refuse_sender = "550 not you"
    said = _look_at_smtp(settings)
    assert (said.state, "sender_address" in said.words) == ("fail", True)


def test_without_a_mail_server_it_says_how_much_would_go_if_there_were_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    storage = open_storage(settings)
    assert _look_at_smtp(settings).words.endswith(": mails wait in the outbox.")
    with storage.work() as work:
        work.dispatches.add(dispatch(), NOW)
    storage.close()
    assert (
        "outbox, 1 now, the oldest since 2026-03-02; all go once one is set." in _look_at_smtp(settings).words
    )


def test_mail_server_that_is_away_is_no_ok(tmp_path: Path) -> None:
    said = _look_at_smtp(Settings(home=tmp_path, smtp_host="127.0.0.1", smtp_port=free_port()))
    assert (said.state, "cannot be reached" in said.words) == ("fail", True)
