"""Brings a published log here, file by file, by the names that C2SP tlog-tiles gives them. Nothing is believed yet."""

import os
import urllib.error
import urllib.request

from checker.notes import Checkpoint
from checker.published import tile_path
from checker.tree import Malformed, Refused

TIMEOUT_S = 60
BYTES_MAX = 256 * (2 + 65_535)  # the largest entry bundle


def paths(size):
    """Kind, index and width of every tile and bundle of a log of `size` entries."""
    level, count = 0, size
    while count:
        for index in range((count + 255) // 256):
            width = min(256, count - 256 * index)
            yield level, index, width
            if level == 0:
                yield "entries", index, width
        level, count = level + 1, count >> 8


def get(url, path):
    """The bytes of a file; None when there is none."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/{path}", timeout=TIMEOUT_S) as answer:
            data = answer.read(BYTES_MAX + 1)
    except urllib.error.HTTPError as error:
        if error.code in (404, 410):
            return None
        raise
    if len(data) > BYTES_MAX:
        raise Malformed("E13", f"{path}过大 / {path} is too large")
    return data


def fetch(url, folder):
    """Copies what the checkpoint at `url` covers into `folder`; what is there already and full is not fetched again."""
    if not url.startswith(("https://", "http://")):
        raise Malformed("E14", f"“{url}”不是网址 / {url} is no address of a web server")
    checkpoint = get(url, "checkpoint")
    if checkpoint is None:
        raise FileNotFoundError(2, "E80", f"{url}/checkpoint")
    try:
        size = Checkpoint(checkpoint).size
    except Refused as why:
        raise Refused("E81", f"检查点不合格式 / the checkpoint is malformed: {why}") from why
    count = 0
    for kind, index, width in paths(size):
        path, full = tile_path(kind, index, width), tile_path(kind, index, 256)
        if os.path.exists(os.path.join(folder, full)):
            continue
        data = get(url, path)
        if data is None and width < 256:
            path, data = full, get(url, full)  # the log has grown since: a wider tile has taken its place
        if data is None:
            raise Refused("L01", f"缺少{path} / {path} is missing")
        write(folder, path, data)
        count += 1
    write(folder, "checkpoint", checkpoint)
    return size, count


def write(folder, path, data):
    target = os.path.join(folder, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(data)
