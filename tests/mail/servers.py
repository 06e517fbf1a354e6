"""A real SMTP server on loopback, with TLS and a login, that can be told to misbehave."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "edu-office@county.test", "correct horse"


@dataclass
class Office:
    """What the server was handed, and how it answers: address or "DATA" → replies to give before it takes the mail."""

    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.replies.get(address):
            return self.replies[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.replies.get("DATA"):
            return self.replies["DATA"].pop(0)
        self.mails.append((list(envelope.rcpt_tos), envelope.original_content))
        return "250 taken"

    def received(self) -> list[str]:
        return sorted(address for addresses, _ in self.mails for address in addresses)


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


@contextmanager
def smtp_server(folder: Path, office: Office, *, tls: bool) -> Iterator[tuple[str, Path]]:
    """Run the server; gives its address as 方案 has it, and the certificate of its authority."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    trusted = folder / "authority.pem"
    authority.cert_pem.write_to_path(trusted)
    options: dict[str, Any] = {"authenticator": authenticate, "auth_required": True, "decode_data": False}
    if tls:
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {"tls_context": context, "require_starttls": True}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"{'tls' if tls else 'starttls'}://127.0.0.1:{port}", trusted
    finally:
        controller.stop()
