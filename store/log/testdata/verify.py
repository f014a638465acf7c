"""A second reader of the event log, written from store/log/doc.go alone: standard library only.

usage: verify.py LOG CHECKPOINT   prints "size root-in-base64 erased", or "bad: why" and exits 1
"""
import base64
import hashlib
import struct
import sys


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def frames(data):
    magic = b"pecagent log 1\n"
    if not data.startswith(magic):
        raise ValueError("header")
    at, number = len(magic), 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at : at + 4 + length]
        digest = data[at + 4 + length : at + 4 + length + 32]
        number += 1
        if sha(body) != digest:
            raise ValueError("digest of frame %d" % number)
        flags, seq = struct.unpack_from(">BQ", body, 4)
        if seq != number:
            raise ValueError("frame %d says %d" % (number, seq))
        salt, event = body[13:29], body[29:]
        erased = bool(flags & 2)
        yield (event if erased else sha(salt, event)), erased
        at += 4 + length + 32


def tree(leaves):  # RFC 6962 2.1
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return sha(b"\x00", leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\x01", tree(leaves[:k]), tree(leaves[k:]))


def main():
    with open(sys.argv[1], "rb") as f:
        read = list(frames(f.read()))
    with open(sys.argv[2], encoding="utf-8") as f:
        size, root = f.read().split("\n")[1:3]
    got = base64.b64encode(tree([digest for digest, _ in read])).decode()
    if (int(size), root) != (len(read), got):
        raise ValueError("checkpoint")
    print(len(read), got, sum(erased for _, erased in read))


try:
    main()
except (ValueError, struct.error, IndexError) as why:
    print("bad:", why)
    sys.exit(1)
