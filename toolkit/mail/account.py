"""The office's mailbox: which server, which way of encrypting, which login.

Knows: host:port as the plan has it, the environment. Must not know: mails. A password is never written down: it comes
from the environment or is asked for.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.base.errors import WorkspaceError

PASSWORD, USER = "TOOLKIT_MAIL_PASSWORD", "TOOLKIT_MAIL_USER"
# Where TLS begins with the first byte (RFC 8314); elsewhere it is asked for with STARTTLS.
_TLS_PORTS = (465, 993)

Ask = Callable[[str], str]
"""Asks the person at the keyboard for a password; the argument is the question."""


@dataclass(frozen=True, slots=True)
class Account:
    """A login at one server; ``tls`` says that the connection is encrypted from the first byte on."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)

    @property
    def name(self) -> str:
        """What the mailbox is known by in the ledger."""
        return f"{self.user.lower()}@{self.host.lower()}"


def account(server: str, user: str, setting: str, otherwise: str, ask: Ask) -> Account:
    """The account at a server that is written as in 方案.

    ``setting`` is the name of that line, ``otherwise`` what can be done without it.

    Raises `WorkspaceError` when the server or the login is not set.
    """
    if not server:
        raise WorkspaceError(f"plan.xlsx 的“方案”里没有填“{setting}”。请填上，或者{otherwise}。")
    scheme, _, rest = server.rpartition("://")
    host, _, port = rest.rpartition(":")
    login = os.environ.get(USER) or user
    if not login:
        raise WorkspaceError("plan.xlsx 的“方案”里没有填“邮箱账号”，也没有“报送邮箱”。请填上再试。")
    password = os.environ.get(PASSWORD) or ask(f"请输入 {login} 的邮箱密码（有的邮箱要用授权码）：")
    if not password:
        raise WorkspaceError("没有输入密码，没有登录。请重新运行后输入。")
    tls = scheme == "tls" or (scheme == "" and int(port) in _TLS_PORTS)
    return Account(host, int(port), tls, login, password)


def encryption() -> ssl.SSLContext:
    """How connections are encrypted: certificates are checked, always (an own authority: ``SSL_CERT_FILE``)."""
    return ssl.create_default_context()


def connection_failed(host: str, error: Exception) -> WorkspaceError:
    """What to say when a server cannot be reached or trusted."""
    if isinstance(error, ssl.SSLError):
        return WorkspaceError(f"{host} 的安全证书核对不上，没有登录。请核对服务器名和端口，或者问邮箱服务商。")
    return WorkspaceError(f"连不上邮件服务器 {host}（{error}）。请检查网络、服务器名和端口。")
