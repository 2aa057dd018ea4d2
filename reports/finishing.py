"""The last touch on a PDF: what WeasyPrint leaves open for PDF/UA-1 inside PDF/A-3a.

Arabic marks come with empty ToUnicode entries, which both standards refuse; they are given a sign without width. The
metadata declare PDF/UA-1 beside PDF/A-3a, with the extension schema that PDF/A asks for.

A packed stream whose last byte happens to be a line end looks one byte too short to a strict reader, because a line end
also stands before `endstream` (seen once in some fifty papers). Such a stream is left unpacked; for the two that are
made only at the writing, the paper is written again with a little unused text, which changes their last byte.
"""

import re
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import pydyf

EMPTY = re.compile(rb"^(<[0-9a-f]{4}>) <>$", re.MULTILINE)
UA_PART = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
    b"</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


LOOSE_END = re.compile(rb"[\r\n]\nendstream")
TRIES = 8


def write(document: Any, attachments: Callable[[], list[Any]], **options: Any) -> bytes:
    """The bytes of the PDF, every stream of which ends clearly. An attachment is read once: each try gets new ones."""
    content = b""
    for salt in range(TRIES):
        content = document.write_pdf(finisher=finisher(salt), attachments=attachments(), **options)
        if not LOOSE_END.search(content):
            break
    return content


def finisher(salt: int = 0) -> Callable[[Any, Any], None]:
    def finish(document: Any, pdf: Any) -> None:
        for thing in pdf.objects:
            if isinstance(thing, pydyf.Stream):
                _finish_stream(thing)
        if salt:
            pdf.add_object(pydyf.String("." * salt))

    return finish


def _finish_stream(stream: Any) -> None:
    if str(stream.extra.get("Type", "")) == "/Metadata":
        stream.compress = False
        stream.stream = [b"".join(_raw(stream.stream)).replace(b"</rdf:RDF>", UA_PART + b"</rdf:RDF>")]
    elif any(b"beginbfchar" in part for part in _raw(stream.stream[:20])):
        stream.stream = [EMPTY.sub(rb"\1 <200d>", b"\n".join(_raw(stream.stream)))]
    if stream.compress and zlib.compress(b"\n".join(_raw(stream.stream)), 9)[-1:] in (b"\r", b"\n"):
        stream.compress = False


def _raw(parts: Iterable[Any]) -> list[bytes]:
    return [_bytes_of(part) for part in parts]


def _bytes_of(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    return bytes(part.data) if isinstance(part, pydyf.Object) else str(part).encode()
