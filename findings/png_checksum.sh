#!/bin/sh
# Finding: the picture that the official MCP test server answers with is refused by Pillow as no picture at all.
#
# @modelcontextprotocol/server-everything 2026.8.31, tool get-tiny-image: a PNG whose colour profile (chunk iCCP) carries a
# wrong checksum. All chunks that hold pixels are right, and browsers draw it. Pillow 13.0.0 raises UnidentifiedImageError
# for it, the same as for bytes that are no picture; without that one chunk it reads 20 x 20 pixels. So whoever checks
# tools' pictures with Pillow before they go to a model drops this one.
#
# Fails if the checksum becomes right or Pillow reads the picture as it is. Needs python3 with venv, and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install "pillow==13.0.0"
npm install --silent --no-save --ignore-scripts "@modelcontextprotocol/server-everything@2026.8.31" >/dev/null 2>&1
cat > look.py <<'PY'
import base64, io, pathlib, re, zlib
import PIL
from PIL import Image, UnidentifiedImageError

server = pathlib.Path("node_modules/@modelcontextprotocol/server-everything/dist")
source = "".join(path.read_text() for path in server.rglob("*tiny*image*.js"))
data = base64.b64decode(max(re.findall(r"iVBORw0KGgo[A-Za-z0-9+/=]+", source), key=len))
chunks, at = [], 8
while at < len(data):
    end = at + 12 + int.from_bytes(data[at : at + 4], "big")
    right = zlib.crc32(data[at + 4 : end - 4]) == int.from_bytes(data[end - 4 : end], "big")
    chunks.append((data[at + 4 : at + 8].decode(), right, data[at:end]))
    at = end
print("Pillow", PIL.__version__, "-", len(data), "bytes")
print("chunks:", ", ".join(f"{name} {'right' if right else 'WRONG CHECKSUM'}" for name, right, _ in chunks))
try:
    Image.open(io.BytesIO(data)).load()
    raise SystemExit("changed: Pillow reads it as it is")
except UnidentifiedImageError:
    print("as it is: UnidentifiedImageError")
kept = data[:8] + b"".join(chunk for _, right, chunk in chunks if right)
with Image.open(io.BytesIO(kept)) as picture:
    picture.load()
    print("without that chunk:", picture.size, picture.mode)
assert [name for name, right, _ in chunks if not right] == ["iCCP"], "changed: other chunks are wrong"
PY
venv/bin/python look.py
# Seen on 2026-11-27:
#   Pillow 13.0.0 - 4033 bytes
#   chunks: IHDR right, iCCP WRONG CHECKSUM, eXIf right, pHYs right, iTXt right, IDAT right, IEND right
#   as it is: UnidentifiedImageError
#   without that chunk: (20, 20) RGBA
