"""A real IMAP server on loopback: Debian's dovecot, started for a test and stopped after it."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trustme

# Not chrooted and with one user for everything, so that it runs without root as well.
_CONFIGURATION = """
base_dir = {base}
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {internal}
mail_location = maildir:{mail}/%n
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
ssl = required
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {base}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  unix_listener stats-reader {{
    mode = 0600
  }}
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True)
class Mailbox:
    """The server's addresses as 方案 has them, its authority's certificate, and the mailbox's folder."""

    tls: str
    starttls: str
    trusted: Path
    folder: Path

    def deliver(self, data: bytes) -> None:
        """Put a mail into the mailbox as a mail server does."""
        number = time.time_ns()
        path = self.folder / "tmp" / f"{number}.test"
        path.write_bytes(data)
        if os.geteuid() == 0:
            os.chown(path, *_owner())
        path.rename(self.folder / "new" / path.name)

    def flags(self) -> list[str]:
        """The flags of every mail, "S" for one that was read; new ones have none."""
        names = [path.name for sub in ("new", "cur") for path in (self.folder / sub).iterdir()]
        return [name.partition(":2,")[2] for name in names]

    def renumber(self) -> None:
        """Make the server number its mails anew (another UIDVALIDITY)."""
        for path in self.folder.glob("dovecot*"):
            path.unlink()


def _owner() -> tuple[int, int]:
    """Whose the mails are: dovecot gives nothing to root."""
    if os.geteuid():
        return os.getuid(), os.getgid()
    entry = pwd.getpwnam("mail")
    return entry.pw_uid, entry.pw_gid


@contextmanager
def imap_server(folder: Path, user: str, password: str) -> Iterator[Mailbox]:
    """Run dovecot with one mailbox; fails, and is never skipped, where it is missing."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    assert program, f"dovecot is not installed (on {sys.platform}); .ci/run installs it"
    base, mail = folder / "dovecot", folder / "mail"
    name = user.partition("@")[0]
    for sub in ("new", "cur", "tmp"):
        (mail / name / sub).mkdir(parents=True)
    base.mkdir()
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(base / "key.pem")
    (base / "cert.pem").write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    authority.cert_pem.write_to_path(folder / "imap-authority.pem")
    uid, gid = _owner()
    if os.geteuid() == 0:
        for path in (mail, *mail.rglob("*")):
            os.chown(path, uid, gid)
        for path in (folder, *folder.parents):  # pytest's folders are for root alone
            with suppress(OSError):
                path.chmod(path.stat().st_mode | 0o011)
    mine = getpass.getuser() if os.geteuid() else "dovecot"
    internal_group = "dovecot" if os.geteuid() == 0 else _group()
    plain, tls = _free_port(), _free_port()
    text = _CONFIGURATION.format(
        base=base, mail=mail, internal=mine, internal_group=internal_group, uid=uid, gid=gid,
        plain=plain, tls=tls,
    )  # fmt: skip
    (base / "passwords").write_text(f"{user}:{{PLAIN}}{password}\n", encoding="utf-8")
    configuration = folder / "dovecot.conf"  # in its base folder dovecot keeps a link of this name
    configuration.write_text(text, encoding="utf-8")
    process = subprocess.Popen([program, "-F", "-c", str(configuration)], stderr=subprocess.PIPE)
    try:
        _wait(tls, process, base / "log")
        yield Mailbox(f"tls://127.0.0.1:{tls}", f"starttls://127.0.0.1:{plain}", folder / "imap-authority.pem",
                      mail / name)  # fmt: skip
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _group() -> str:
    import grp

    return grp.getgrgid(os.getgid()).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for _ in range(100):
        assert process.poll() is None, process.stderr and process.stderr.read()
        with suppress(OSError):
            raw = socket.create_connection(("127.0.0.1", port), 1)
            with raw, context.wrap_socket(raw) as line:
                if line.recv(100).startswith(b"* OK"):
                    return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "dovecot does not answer")
