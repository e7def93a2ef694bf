"""What `doctor` says of one component."""

from pathlib import Path

from commands.doctor import _look_at_mailbox
from settings import Secret, Settings
from tests.servers.ports import free_port


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
