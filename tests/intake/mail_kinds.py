"""Real-world mails, by kind: each a function of the files that it must keep, written byte by byte.

What mail programs write differs from what the standards say; the kinds here are those of Outlook, Foxmail, QQ and 163
mail, Apple Mail, Coremail gateways, fax and scan machines, and of people who forward what was forwarded.
"""

from __future__ import annotations

import base64
from binascii import b2a_uu
from collections.abc import Callable, Sequence
from urllib.parse import quote

from tests.intake.outlook import saved_by_outlook
from tests.intake.test_envelope import zipped_raw

File = tuple[str, bytes]
Kind = Callable[[Sequence[File]], bytes]
KINDS: dict[str, Kind] = {}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    b"From: someone@example.com\r\nTo: edu-office@example.com\r\nSubject: =?utf-8?B?5oql6YCB?=\r\n"
    b"Message-ID: <1@example.com>\r\nDate: Fri, 29 Jan 2021 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
)
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(200)
TEXT = b"Content-Type: text/plain; charset=gbk\r\n\r\n" + "已填好，请查收。".encode("gbk") + b"\r\n"


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


def b64(data: bytes, width: int = 76) -> bytes:
    encoded = base64.b64encode(data)
    return b"\r\n".join(encoded[start : start + width] for start in range(0, len(encoded), width)) + b"\r\n"


def quoted(data: bytes) -> bytes:
    pieces = (data[start : start + 24] for start in range(0, len(data), 24))
    return b"=\r\n".join(b"".join(b"=%02X" % byte for byte in piece) for piece in pieces)


def part(data: bytes, disposition: bytes = b"", type_: bytes = XLSX.encode(), *, encoding: bytes = b"base64") -> bytes:
    encoded = {b"base64": b64, b"quoted-printable": quoted}.get(encoding, bytes)(data)
    lines = [b"Content-Type: " + type_, b"Content-Transfer-Encoding: " + encoding]
    lines += [b"Content-Disposition: " + disposition] if disposition else []
    return b"\r\n".join(lines) + b"\r\n\r\n" + encoded


def mixed(
    parts: Sequence[bytes], *, subtype: bytes = b"mixed", boundary: bytes = b"=_next", head: bytes = HEAD
) -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + boundary + b"--\r\n"
    return head + b"Content-Type: multipart/" + subtype + b';\r\n boundary="' + boundary + b'"\r\n\r\n' + body


def each(files: Sequence[File], disposition: Callable[[str], bytes], **rest: bytes) -> bytes:
    return mixed([TEXT, *(part(data, disposition(name), **rest) for name, data in files)])


def word(name: str, charset: str, way: str = "B") -> bytes:
    raw = name.encode(charset)
    encoded = base64.b64encode(raw) if way == "B" else b"".join(f"={byte:02X}".encode() for byte in raw)
    return f"=?{charset}?{way}?".encode() + encoded + b"?="


def zipped(files: Sequence[File], charset: str = "gbk") -> bytes:
    return zipped_raw({name.encode(charset): data for name, data in files})


# -- how names are written ---------------------------------------------------------------------------------------------


@kind
def rfc2231_utf8(files: Sequence[File]) -> bytes:
    return each(files, lambda name: f"attachment; filename*=utf-8''{quote(name)}".encode())


@kind
def rfc2231_continued(files: Sequence[File]) -> bytes:
    def named(name: str) -> bytes:
        marks = [f"%{byte:02X}" for byte in name.encode()]
        pieces = ["".join(marks[start : start + 10]) for start in range(0, len(marks), 10)]  # within characters, too
        marks = [f"filename*{n}*={'' if n else chr(117) + 'tf-8' + chr(39) * 2}{p}" for n, p in enumerate(pieces)]
        return ("attachment;\r\n " + ";\r\n ".join(marks)).encode()

    return each(files, named)


@kind
def rfc2231_continued_gbk(files: Sequence[File]) -> bytes:
    def named(name: str) -> bytes:
        text = quote(name.encode("gbk"))
        half = text.index("%", len(text) // 2)
        return f"attachment;\r\n filename*0*=gbk''{text[:half]};\r\n filename*1*={text[half:]}".encode()

    return each(files, named)


@kind
def rfc2231_continued_plain_pieces(files: Sequence[File]) -> bytes:
    """Apple Mail: a quoted piece between encoded ones."""

    def named(name: str) -> bytes:
        stem, _, suffix = name.rpartition(".")
        return f"attachment;\r\n filename*0*=utf-8''{quote(stem)};\r\n filename*1=\".{suffix}\"".encode()

    return each(files, named)


@kind
def rfc2047_base64_utf8(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"')


@kind
def rfc2047_quoted_gbk(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "gbk", "Q") + b'"')


@kind
def rfc2047_says_gb2312_means_more(files: Sequence[File]) -> bytes:
    return each(
        [(f"镕喆{name}", data) for name, data in files],
        lambda name: b'attachment; filename="' + word(name, "gb18030").replace(b"gb18030", b"gb2312") + b'"',
    )


@kind
def rfc2047_several_words(files: Sequence[File]) -> bytes:
    """A long name in several encoded words, folded over lines."""

    def named(name: str) -> bytes:
        return b'attachment; filename="' + b"\r\n ".join(word(piece, "utf-8") for piece in (name[:5], name[5:])) + b'"'

    return each(files, named)


@kind
def rfc2047_words_cut_within_a_character(files: Sequence[File]) -> bytes:
    def named(name: str) -> bytes:
        raw = name.encode()
        pieces = (raw[:7], raw[7:])
        return b'attachment; filename="' + b" ".join(
            b"=?utf-8?B?" + base64.b64encode(piece) + b"?=" for piece in pieces
        ) + b'"'  # fmt: skip

    return each(files, named)


@kind
def rfc2047_unknown_charset(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "gbk").replace(b"gbk", b"x-unknown") + b'"')


@kind
def raw_gbk(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + name.encode("gbk") + b'"')


@kind
def raw_utf8_unquoted(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b"attachment; filename=" + name.encode())


@kind
def raw_utf8_in_rfc2231(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b"attachment; filename*=utf-8''" + name.encode())


@kind
def both_ways_at_once(files: Sequence[File]) -> bytes:
    return each(
        files,
        lambda name: (
            b'attachment; filename="' + word(name, "utf-8") + f"\";\r\n filename*=utf-8''{quote(name)}".encode()
        ),
    )


@kind
def named_only_by_type(files: Sequence[File]) -> bytes:
    return mixed([TEXT, *(part(data, b"", b'application/octet-stream; name="' + word(name, "gbk") + b'"')
                          for name, data in files)])  # fmt: skip


@kind
def named_as_a_windows_path(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word("C:\\Users\\me\\桌面\\" + name, "gbk") + b'"')


@kind
def no_name_at_all(files: Sequence[File]) -> bytes:
    return mixed([TEXT, *(part(data, b"attachment", b"application/octet-stream") for _, data in files)])


@kind
def the_same_name_twice(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word("表.xlsx", "utf-8") + b'"')


@kind
def headers_in_capitals(files: Sequence[File]) -> bytes:
    data = each(files, lambda name: b'ATTACHMENT; FILENAME="' + word(name, "utf-8") + b'"')
    for name in (b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"base64"):
        data = data.replace(name, name.upper())
    return data


@kind
def raw_gbk_headers(files: Sequence[File]) -> bytes:
    data = each(files, lambda name: b'attachment; filename="' + name.encode("gbk") + b'"')
    return data.replace(b"=?utf-8?B?5oql6YCB?=", "富蕴县报送".encode("gbk")).replace(
        b"From: ", b"From: " + "富蕴县".encode("gbk") + b" <", 1
    ).replace(b"someone@example.com", b"someone@example.com>", 1)  # fmt: skip


# -- how bytes are written ---------------------------------------------------------------------------------------------


@kind
def quoted_printable(files: Sequence[File]) -> bytes:
    return each(
        files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', encoding=b"quoted-printable"
    )


@kind
def base64_on_one_line(files: Sequence[File]) -> bytes:
    parts = [
        part(data, b'attachment; filename="' + word(name, "utf-8") + b'"').replace(b64(data), base64.b64encode(data))
        for name, data in files
    ]
    return mixed([TEXT, *parts])


@kind
def base64_without_padding(files: Sequence[File]) -> bytes:
    parts = [
        part(data, b'attachment; filename="' + word(name, "utf-8") + b'"').rstrip(b"=\r\n") + b"\r\n"
        for name, data in files
    ]
    return mixed([TEXT, *parts])


@kind
def base64_with_an_advertisement_below(files: Sequence[File]) -> bytes:
    """A gateway that adds its notice to every part, whatever it is."""
    parts = [
        part(data, b'attachment; filename="' + word(name, "utf-8") + b'"')
        + b"\r\n------\r\n[scanned by the gateway]\r\n"
        for name, data in files
    ]
    return mixed([TEXT, *parts])


@kind
def uuencoded(files: Sequence[File]) -> bytes:
    parts = []
    for name, data in files:
        lines = b"".join(b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45))
        encoded = b"begin 644 form.xlsx\n" + lines + b"`\nend\n"
        parts.append(
            part(b"", b'attachment; filename="' + word(name, "utf-8") + b'"', encoding=b"x-uuencode") + encoded
        )
    return mixed([TEXT, *parts])


@kind
def binary_as_it_is(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', encoding=b"binary")


@kind
def line_feeds_only(files: Sequence[File]) -> bytes:
    return rfc2047_base64_utf8(files).replace(b"\r\n", b"\n")


@kind
def an_empty_line_and_a_mark_in_front(files: Sequence[File]) -> bytes:
    return b"\xef\xbb\xbf\r\n" + rfc2047_base64_utf8(files)


@kind
def exported_from_an_mbox(files: Sequence[File]) -> bytes:
    return b"From someone@example.com Fri Jan 29 10:00:00 2021\n" + rfc2047_base64_utf8(files)


@kind
def cut_off_at_the_end(files: Sequence[File]) -> bytes:
    return rfc2047_base64_utf8(files).removesuffix(b"--=_next--\r\n")


@kind
def no_mime_version(files: Sequence[File]) -> bytes:
    return rfc2047_base64_utf8(files).replace(b"MIME-Version: 1.0\r\n", b"")


@kind
def odd_boundary_with_text_around(files: Sequence[File]) -> bytes:
    data = mixed([TEXT, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)],
                 boundary=b"----=_NextPart_000_'()+_,-./:=? 1")  # fmt: skip
    return data.replace(b"\r\n\r\n", b"\r\n\r\nThis is a multi-part message.\r\n", 1) + b"\r\n-- \r\nepilogue\r\n"


# -- what kind they say they are ---------------------------------------------------------------------------------------


@kind
def says_plain_text(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', type_=b"text/plain")


@kind
def says_zip(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', type_=b"application/zip")


@kind
def says_old_excel(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name.replace("xlsx", "xls"), "gbk") + b'"',
                type_=b"application/vnd.ms-excel")  # fmt: skip


@kind
def says_picture_with_an_id(files: Sequence[File]) -> bytes:
    parts = [
        b"Content-ID: <form@example.com>\r\n"
        + part(data, b'inline; filename="' + word(name, "gbk") + b'"', b"image/png")
        for name, data in files
    ]
    return mixed([TEXT, *parts])


@kind
def says_nonsense(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', type_=b"x;;=/?")


@kind
def says_a_mail(files: Sequence[File]) -> bytes:
    """A scanner that calls everything message/rfc822 and encodes it."""
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', type_=b"message/rfc822")


@kind
def says_several_parts(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'attachment; filename="' + word(name, "utf-8") + b'"', type_=b"multipart/mixed")


# -- where they stand --------------------------------------------------------------------------------------------------


@kind
def shown_inline(files: Sequence[File]) -> bytes:
    return each(files, lambda name: b'inline; filename="' + word(name, "utf-8") + b'"')


@kind
def beside_a_signature_with_a_logo(files: Sequence[File]) -> bytes:
    html = b'Content-Type: text/html; charset=utf-8\r\n\r\n<p>\xe5\xa5\xbd<img src="cid:logo@example.com"></p>\r\n'
    logo = b"Content-ID: <logo@example.com>\r\n" + part(LOGO, b'inline; filename="image001.png"', b"image/png")
    body = mixed([mixed([TEXT, html], subtype=b"alternative", boundary=b"=_alt", head=b""), logo],
                 subtype=b"related", boundary=b"=_rel", head=b"")  # fmt: skip
    return mixed([body, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)])


@kind
def inside_the_related_part(files: Sequence[File]) -> bytes:
    html = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>ok</p>\r\n"
    return mixed([html, *(b"Content-ID: <1>\r\n" + part(d, b'inline; filename="' + word(n, "gbk") + b'"')
                          for n, d in files)], subtype=b"related")  # fmt: skip


@kind
def inside_the_alternative_part(files: Sequence[File]) -> bytes:
    return mixed([TEXT, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)],
                 subtype=b"alternative")  # fmt: skip


@kind
def the_whole_body(files: Sequence[File]) -> bytes:
    """A mail that is nothing but the file; several files, several such mails, forwarded together."""
    mails = [HEAD + part(data, b'attachment; filename="' + word(name, "utf-8") + b'"') for name, data in files]
    if len(mails) == 1:
        return mails[0]
    return mixed([b"Content-Type: message/rfc822\r\n\r\n" + mail for mail in mails])


@kind
def signed(files: Sequence[File]) -> bytes:
    inner = mixed([TEXT, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)],
                  boundary=b"=_in", head=b"")  # fmt: skip
    signature = part(b"0\x82", b"attachment; filename=smime.p7s", b"application/pkcs7-signature; name=smime.p7s")
    return mixed([inner, signature], subtype=b"signed")


@kind
def apple_double(files: Sequence[File]) -> bytes:
    parts = [
        mixed([part(b"\x00\x05\x16\x07", b'attachment; filename="._form.xlsx"', b"application/applefile"),
               part(data, b'attachment; filename="' + word(name, "utf-8") + b'"')],
              subtype=b"appledouble", boundary=b"=_apple", head=b"")
        for name, data in files
    ]  # fmt: skip
    return mixed([TEXT, *parts])


@kind
def with_a_card_and_an_invitation(files: Sequence[File]) -> bytes:
    return mixed([
        TEXT, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files),
        b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    ])  # fmt: skip


# -- inside something else ---------------------------------------------------------------------------------------------


@kind
def forwarded_as_a_mail(files: Sequence[File]) -> bytes:
    return mixed([TEXT, b"Content-Type: message/rfc822\r\n\r\n" + rfc2047_base64_utf8(files)], boundary=b"=_fw")


@kind
def forwarded_three_times(files: Sequence[File]) -> bytes:
    mail = raw_gbk(files)
    for number in range(3):
        mail = mixed([TEXT, b"Content-Type: message/rfc822\r\n\r\n" + mail], boundary=f"=_fw{number}".encode())
    return mail


@kind
def forwarded_and_encoded(files: Sequence[File]) -> bytes:
    """Against RFC 2046 5.2.1, but written: a forwarded mail in base64."""
    inner = rfc2047_base64_utf8(files)
    return mixed([TEXT, b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(inner)])


@kind
def forwarded_as_a_file(files: Sequence[File]) -> bytes:
    return mixed([TEXT, part(raw_gbk(files), b'attachment; filename="' + word("转发.eml", "gbk") + b'"',
                             b"application/octet-stream")])  # fmt: skip


@kind
def forwarded_in_a_digest(files: Sequence[File]) -> bytes:
    mails = [b"\r\n" + rfc2047_base64_utf8([file]) for file in files]
    return mixed(mails, subtype=b"digest", boundary=b"=_digest")


@kind
def quoted_below_a_chain(files: Sequence[File]) -> bytes:
    chain = "\r\n".join(
        f"{'>' * n} ------------------ 原始邮件 ------------------\r\n{'>' * n} 发件人: someone@example.com\r\n"
        f"{'>' * n} Content-Type: text/plain\r\n--=_other\r\n"
        for n in range(4)
    )
    text = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(chain.encode())
    return mixed([text, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)])


@kind
def in_a_zip_with_gbk_names(files: Sequence[File]) -> bytes:
    return mixed(
        [TEXT, part(zipped(files), b'attachment; filename="' + word("报送.zip", "gbk") + b'"', b"application/zip")]
    )


@kind
def in_a_zip_in_a_zip_in_a_forwarded_mail(files: Sequence[File]) -> bytes:
    inner = zipped([("里面.zip", zipped(files, "utf-8"))])
    mail = mixed([part(inner, b'attachment; filename="x.zip"', b"application/x-zip-compressed")])
    return mixed([TEXT, b"Content-Type: message/rfc822\r\n\r\n" + mail], boundary=b"=_out")


@kind
def in_an_outlook_mail_in_a_mail(files: Sequence[File]) -> bytes:
    saved = saved_by_outlook(dict(files), subject="报送")
    return mixed([TEXT, part(saved, b'attachment; filename="' + word("报送.msg", "gbk") + b'"',
                             b"application/vnd.ms-outlook")])  # fmt: skip


@kind
def beside_a_photograph_of_30_megabytes(files: Sequence[File]) -> bytes:
    photo = part(b"\xff\xd8\xff\xe0" + bytes(23 * 2**20), b"attachment; filename=IMG_0001.JPG", b"image/jpeg")
    return mixed([photo, *(part(d, b'attachment; filename="' + word(n, "utf-8") + b'"') for n, d in files)])
