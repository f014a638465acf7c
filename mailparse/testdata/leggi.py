"""Reads mails with Python's email module: the second reader of python_test.go (reliability.md G11).

Standard input: messages as base64, one a line. Standard output: for each one line of JSON with the headers, the readable text of
each kind and the attachments, as that module sees them. Nothing here is taken from the Go code.
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


def read(raw):
    m = email.message_from_bytes(raw, policy=email.policy.default)
    out = {
        "subject": str(m["subject"] or ""),
        "from": [a.addr_spec.lower() for a in m["from"].addresses] if m["from"] else [],
        "to": [a.addr_spec.lower() for a in m["to"].addresses] if m["to"] else [],
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
    print(json.dumps(read(base64.b64decode(line))))
