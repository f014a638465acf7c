"""Reads mails with Python's email module: the second reader of python_test.go (reliability.md G11).

Standard input: messages as base64, one a line. Standard output: for each one line of JSON with the headers, the readable text of
each kind and the attachments, as that module sees them; of a multipart/signed also the digests of the daticert.xml among the direct
children of what is signed, and the message that stands there. Nothing here is taken from the Go code.
"""
import base64
import email
import email.policy
import hashlib
import json
import sys


def text_of(part):
    raw = part.get_payload(decode=True) or b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return None


def addresses(m, name):
    try:
        return [a.addr_spec.lower() for a in m[name].addresses] if m[name] else []
    except Exception:  # the module fails on some hostile fields
        return None


def read(m):
    out = {
        "subject": str(m["subject"] or ""), "from": addresses(m, "from"), "to": addresses(m, "to"),
        "plain": [], "html": [], "attachments": [],
    }
    stack = [m]
    while stack:
        part = stack.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            stack.extend(reversed(part.get_payload()))
            continue
        kind, name = part.get_content_type(), part.get_filename()
        if part.is_multipart():
            body = None  # a message or a report, of which the module keeps no bytes
        elif kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            out["html" if kind == "text/html" else "plain"].append(text_of(part))
            continue
        else:
            body = part.get_payload(decode=True) or b""
        digest = hashlib.sha256(body).hexdigest() if body is not None else ""
        out["attachments"].append({"name": name or "", "type": kind, "sha256": digest, "size": len(body or b"")})
    return out


def signed(m):
    """What stands directly under the mixed that is signed."""
    if m.get_content_type() != "multipart/signed" or not m.is_multipart() or not m.get_payload():
        return None
    mixed = m.get_payload()[0]
    children = mixed.get_payload() if mixed.get_content_type() == "multipart/mixed" and mixed.is_multipart() else []
    named = lambda *names: [c for c in children if (c.get_filename() or "").lower() in names]
    mails = named("postacert.eml") or [c for c in children if c.get_content_type() == "message/rfc822"]
    out = {
        "parts": len(m.get_payload()),
        "daticert": [hashlib.sha256(c.get_payload(decode=True) or b"").hexdigest() for c in named("daticert.xml", "certdata.xml")],
        "from": len(m.get_all("from", [])),
    }
    if len(mails) == 1 and mails[0].is_multipart() and mails[0].get_content_type() == "message/rfc822":
        out["inner"] = read(mails[0].get_payload()[0])
    return out


def every(raw):
    try:
        m = email.message_from_bytes(raw, policy=email.policy.default)
        out = read_all(m)
        out["signed"] = signed(m)
    except Exception as e:
        out = {"failed": "%s: %s" % (type(e).__name__, e)}
    return out


def read_all(m):
    """As read, with the leaves of attached messages among the attachments."""
    out = {
        "subject": str(m["subject"] or ""),
        "from": addresses(m, "from"), "to": addresses(m, "to"),
        "plain": [], "html": [], "attachments": [],
    }
    for part in m.walk():
        if part.is_multipart() or part.get_content_maintype() == "multipart":
            continue
        kind, name = part.get_content_type(), part.get_filename()
        if kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            out["html" if kind == "text/html" else "plain"].append(text_of(part))
            continue
        body = part.get_payload(decode=True) or b""
        out["attachments"].append({"name": name or "", "type": kind, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)})
    return out


for line in sys.stdin:
    print(json.dumps(every(base64.b64decode(line))))
