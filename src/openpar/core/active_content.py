"""What would run, or call somebody's server, when a received file is opened: macros, and parts that the office program fetches by itself.

Links that a person clicks are left alone, and so is the template of the writer's own machine.
"""

import html
import re
from typing import BinaryIO

MACRO = "_VBA_PROJECT".encode("utf-16-le")  # an entry in the directory of an old office file that has macros
CHUNK = 1 << 20
PARTS = re.compile(r"(?:word|xl|ppt)/_rels/(?:settings|websettings|document|workbook|presentation)\d*\.xml\.rels", re.IGNORECASE)
MANY = 40  # members that may be such a part; an honest file has five
FETCHED = re.compile(r"/(?:attachedTemplate|oleObject|frame|subDocument|package)$")
AFAR = re.compile(r"\s*(?:https?|ftp|ftps|ws|webdav|smb):|\s*(?:file:)?(?:\\\\|//)[^/\\\s]", re.IGNORECASE)
OWN_LISTS = re.compile(r"(?:script|dialog)-l[bc]\.xml$")


def has_macro(names) -> bool:
    """Whether the members of an office file, new or OpenDocument, hold macros. An empty list of modules is none.

    >>> has_macro(["content.xml", "Basic/Standard/script-lb.xml"]), has_macro(["content.xml", "Basic/Standard/Module1.xml"])
    (False, True)
    """
    return any(n.lower().endswith("vbaproject.bin") or (
        n.startswith(("Basic/", "Scripts/")) and not n.endswith("/") and not OWN_LISTS.search(n)) for n in names)


def old_macro(stream: BinaryIO) -> bool:
    """The same of a file of the old kind (.doc, .xls, .ppt), read in pieces."""
    stream.seek(0)
    tail = b""
    while piece := stream.read(CHUNK):
        if MACRO in tail + piece:
            stream.seek(0)
            return True
        tail = piece[-len(MACRO):]
    stream.seek(0)
    return False


def fetched(relations: bytes) -> str:
    """The address of the first part that is fetched from another machine on opening; empty where there is none.

    >>> fetched(b'<Relationship Type="http://x/attachedTemplate" Target="http://la.example/a.dotm" TargetMode="External"/>')
    'http://la.example/a.dotm'
    >>> fetched(b'<Relationship Type="http://x/attachedTemplate" Target="file:///C:/mau/cong-van.dotx" TargetMode="External"/>')
    ''
    """
    coding = "utf-16" if relations[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*", relations.decode(coding, "replace")):
        said = {name: html.unescape(value) for name, _mark, value in re.findall(r"(\w+)\s*=\s*([\"'])(.*?)\2", tag, re.DOTALL)}
        if said.get("TargetMode", "").lower() == "external" and FETCHED.search(said.get("Type", "")) and AFAR.match(said.get("Target", "")):
            return said["Target"]
    return ""
