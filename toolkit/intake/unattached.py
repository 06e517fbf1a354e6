"""Mails whose files are not in them: kept on a server, sealed, or forgotten; and seals that are no files.

Knows: the links of Chinese mail services and net disks, S/MIME (RFC 8551) and PGP/MIME (RFC 3156) from outside. Must
not know: forms, how a mail is taken apart. Nothing is fetched from anywhere: a person opens a link, or asks again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from email.message import Message

IN_THE_CLOUD = (
    "附件是放在网上的链接（超大附件、云附件、中转站、网盘），文件不在邮件里，程序不会去下载，链接也会过期。"
    "请在邮箱里打开这封邮件，下载后把文件放进 inbox；或者让对方把文件直接附在邮件里重发。"
)
FORGOTTEN = "邮件里没有附件，正文却说有，对方可能忘了附上。请让对方附上填报表重新发送。"
ENCRYPTED = "邮件是加密的（S/MIME 或 PGP），打不开。请让对方不加密重新发送，或者在邮箱里打开它，把附件另存到 inbox。"
SIGNED = "邮件整个包在数字签名（.p7m）里，取不出来。请在邮箱里打开它，把附件另存到 inbox，或者让对方不签名重新发送。"
SIGNATURE = "这是邮件的数字签名（.p7s），不是填报表，可以删除。"
_MOST_TEXT = 200_000  # characters of a mail's text that are looked at

# Download pages of mail services and net disks. Other pages of theirs (advertisements below a mail) do not count. Every
# repetition is bounded, because anybody may have written the text.
_LINKS = re.compile(
    r"""(?ix) https?:// (?:
        (?:[\w-]{1,40}\.)?mail\.(?:163|126|yeah)\.(?:com|net)/(?:large-?attachment|app/dl|filehub|wm-?cloud)
      | (?:fs|u|nos)\.(?:163|126|netease)\.com/
      | (?:[\w-]{1,40}\.)?(?:mail|exmail|wx\.mail|iwx\.mail)\.qq\.com/(?:cgi-bin/(?:ftn|attachdownload)|ftn/)
      | [\w.-]{0,40}ftn\.qq\.com/ | share\.weiyun\.com/ | docs\.qq\.com/(?:doc|sheet|s)/
      | (?:pan|yun)\.baidu\.com/(?:s/|share) | (?:www\.)?(?:aliyundrive|alipan)\.com/s/
      | cloud\.189\.cn/ | (?:caiyun|yun)\.139\.com/ | mail\.10086\.cn/[^\s"'<>]{0,300}(?:attach|largefile|disk|drive)
      | (?:www\.)?(?:115|123pan|lanzou\w?|lanzous|ctfile|jianguoyun)\.com/ | pan\.(?:quark|xunlei)\.c(?:n|om)/s/
      | (?:www\.)?kdocs\.cn/ | [\w-]{1,40}\.(?:wps|kdocs)\.cn/(?:l|p|s)/
      | [\w-]{1,40}\.feishu\.cn/(?:file|drive|docx|sheets)/
      | 1drv\.ms/ | onedrive\.live\.com/ | [\w-]{1,60}\.sharepoint\.com/ | (?:drive|docs)\.google\.com/
      | (?:www\.)?dropbox\.com/s | we\.tl/ | [\w.-]{0,40}mail\.aliyun\.com/[^\s"'<>]{0,300}(?:attach|disk|share)
    )"""
)
_WORDS = re.compile(r"超大附件|云附件|网盘附件|文件中转站|中转站(?:文件|附件)|大附件下载|附件下载地址|网盘链接|提取码")
_ANY_LINK = re.compile(r"(?i)https?://")
_MENTIONED = re.compile(r"(?i)附件|附上|附表|随信附|随邮件|\battach(?:ed|ment)")
_NONE_MEANT = re.compile(r"(?:无|没有|不带|未带)附件")
_QUOTED = re.compile(
    r"(?im)(?<!-)-{2,200}[ \t]{0,20}(?:原始邮件|原邮件|回复的?原?邮件|转发邮件|original message)|<blockquote\b"
    r"|^[ \t>]{0,20}(?:发件人|from)[ \t]{0,9}[:：]|在.{4,60}写道[ \t]{0,9}[:：]|id=.?(?:isReplyContent|mail-editor-ref)"
)
_TAG = re.compile(r"<[^<>]*>")
_NOT_SEEN = re.compile(r"(?i)<(/?)(?:style|script|title)\b")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_SEALS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
# Object identifiers of CMS (RFC 5652): enveloped-data, encrypted-data, authenticated enveloped-data.
_ENVELOPED = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06",
              b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17")  # fmt: skip


def is_signature(part: Message) -> bool:
    """Whether a part of a mail is the signature under it and no file."""
    return part.get_content_type() in _SIGNATURES or is_signature_name(part.get_filename() or "")


def is_signature_name(name: str) -> bool:
    """Whether a file is called like the signature of a mail."""
    return name.lower().endswith(".p7s")


def sealed(mail: Message, data: bytes) -> str:
    """Why nothing can be taken out of a mail that is sealed as a whole, "" for one that is not."""
    kind = mail.get_content_type()
    if kind == "multipart/encrypted":
        return ENCRYPTED
    if kind not in _SEALS:
        return ""
    word = str(mail.get_param("smime-type") or "").lower()
    payload = mail.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else data
    return ENCRYPTED if "enveloped" in word or _is_enveloped(content) else SIGNED


def sealed_file(name: str, data: bytes) -> str:
    """Why nothing can be taken out of an attached seal, "" for another file."""
    if not name.lower().endswith((".p7m", ".p7z")):
        return ""
    return ENCRYPTED if _is_enveloped(data) else SIGNED


def _is_enveloped(data: bytes) -> bool:
    return any(identifier in data[:200] for identifier in _ENVELOPED)


def is_text(part: Message) -> bool:
    """Whether a part is what the sender wrote."""
    return part.get_content_maintype() == "text" and not part.get_filename()


def text_of(payload: object, part: Message) -> str:
    """What the sender wrote, as text; of a page also where its links lead to."""
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    charset = "gb18030" if charset in ("gb2312", "gbk") else charset
    try:
        return payload.decode(charset, "replace")[:_MOST_TEXT]
    except LookupError:
        return payload.decode("utf-8", "replace")[:_MOST_TEXT]


def instead(texts: Sequence[str], *, files: bool) -> str:
    """What to say of a mail by what is written in it: that its files are elsewhere, or were forgotten; "" for nothing.

    Where ``files`` are attached, only a link to a file that the sender has written himself, not one that he quotes.
    """
    whole = html.unescape("\n".join(text[:_MOST_TEXT] for text in texts))
    own = "\n".join(_own(html.unescape(text[:_MOST_TEXT])) for text in texts)
    if _LINKS.search(own if files else whole) or (not files and _WORDS.search(whole) and _ANY_LINK.search(whole)):
        return IN_THE_CLOUD
    if files or not _MENTIONED.search(_NONE_MEANT.sub("", _TAG.sub(" ", _seen(own)))):
        return ""
    return FORGOTTEN


def _own(text: str) -> str:
    """What the sender wrote himself, above what is quoted."""
    found = _QUOTED.search(text)
    own = text[: found.start()] if found else text
    return "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">"))


def _seen(page: str) -> str:
    """A page without the parts that nobody sees."""
    first, *pairs = _NOT_SEEN.split(page)
    return first + "".join(text for closing, text in zip(pairs[::2], pairs[1::2], strict=True) if closing)
