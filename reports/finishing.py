"""The last touch on a PDF: what WeasyPrint leaves open for PDF/UA-1 inside PDF/A-3a.

Arabic marks come with empty ToUnicode entries, which both standards refuse; they are given a sign without width. The
metadata declare PDF/UA-1 beside PDF/A-3a, with the extension schema that PDF/A asks for.
"""

import re
from collections.abc import Iterable
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


def finish(document: Any, pdf: Any) -> None:
    for thing in pdf.objects:
        if not isinstance(thing, pydyf.Stream):
            continue
        if str(thing.extra.get("Type", "")) == "/Metadata":
            thing.compress = False
            thing.stream = [b"".join(_raw(thing.stream)).replace(b"</rdf:RDF>", UA_PART + b"</rdf:RDF>")]
        elif any(b"beginbfchar" in part for part in _raw(thing.stream[:20])):
            thing.stream = [EMPTY.sub(rb"\1 <200d>", b"\n".join(_raw(thing.stream)))]


def _raw(parts: Iterable[Any]) -> list[bytes]:
    return [part if isinstance(part, bytes) else str(part).encode() for part in parts]
