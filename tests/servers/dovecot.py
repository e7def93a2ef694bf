"""A private Dovecot on loopback: plain IMAP, and IMAP over TLS with a certificate made for the test."""

import datetime
import ipaddress
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers.ports import (
    free_port,
    listens,
    need_program,
    open_to,
    other_user,
    start_server,
    stop_server,
    wait_until,
)

#: Every account of the test server has this password.
PASSWORD = "correct-horse"


@dataclass(frozen=True, slots=True)
class DovecotServer:
    """A running server. Any sign-in name works with `password` and begins with an empty mailbox."""

    host: str
    port: int
    """Plain IMAP (STARTTLS is offered)."""
    tls_port: int
    ca_file: Path
    """The certificate, to be trusted."""
    password: str
    mail_folder: Path
    _numbers: "count[int]"

    def new_user(self) -> str:
        """A sign-in name that was not used before, so that tests do not see one another's mail."""
        return f"clerk{next(self._numbers)}"

    def maildir(self, user: str) -> Path:
        """Where this user's mail lies on disk."""
        return self.mail_folder / user / "Maildir"


@contextmanager
def running_dovecot(folder: Path) -> Iterator[DovecotServer]:
    """Start a server below `folder` (a short path: its sockets have a limit of 108 characters)."""
    program, user = need_program("dovecot"), other_user()
    port, tls_port = free_port(), free_port()
    mail, run = folder / "mail", folder / "run"
    for path in (folder, mail, run):
        path.mkdir(parents=True, exist_ok=True)
        open_to(path, user)
    certificate = make_certificate(folder)
    configuration = folder / "dovecot.conf"
    configuration.write_text(_configuration(folder, port, tls_port, user))
    if user is not None:
        for path in folder.iterdir():
            shutil.chown(path, user)
    log = folder.parent / f"{folder.name}-dovecot.log"
    server = start_server([program, "-F", "-c", str(configuration)], log, user=user, cwd=folder)
    try:
        wait_until(lambda: listens(port) and listens(tls_port), server, folder / "dovecot.log")
        yield DovecotServer("127.0.0.1", port, tls_port, certificate, PASSWORD, mail, count(1))
    finally:
        stop_server(server)


def _configuration(folder: Path, port: int, tls_port: int, user: str | None) -> str:
    account = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    group = _group_name(account.pw_gid)
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
default_internal_user = {account.pw_name}
default_internal_group = {group}
default_login_user = {account.pw_name}
first_valid_uid = 0
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = yes
ssl_cert = <{folder}/server.crt
ssl_key = <{folder}/server.key
mail_location = maildir:{folder}/mail/%u/Maildir:LAYOUT=fs
mail_fsync = never
mail_max_userip_connections = 100
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={account.pw_uid} gid={account.pw_gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Trash {{
    special_use = \\Trash
  }}
}}
"""


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 and localhost, good for a day, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.crt"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.key").write_bytes(private)
    (folder / "server.key").chmod(0o600)
    return path
