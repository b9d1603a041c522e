"""Fetch the few files of others that the browser needs, or prove that they are still those files.

    python tools/vendor.py            npm pack each package of static/vendor.lock.json again, verify, unpack
    python tools/vendor.py --check    no network: every file has the hash of the lock

To take a new version, change it in the lock, empty its hashes and run the first form.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "static"
LOCK = STATIC / "vendor.lock.json"


def sri(algorithm: str, data: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def fetch(package: dict[str, Any], into: Path) -> None:
    """Download one package, compare it with npm's integrity, and unpack the files that we ship."""
    spec = f"{package['name']}@{package['version']}"
    run = subprocess.run(
        ["npm", "pack", "--json", spec], cwd=into, check=True, capture_output=True, text=True
    )
    archive = into / json.loads(run.stdout)[0]["filename"]
    found = sri("sha512", archive.read_bytes())
    if package["integrity"] not in ("", found):
        raise SystemExit(f"{spec}: the tarball is {found}, the lock says {package['integrity']}")
    package["integrity"] = found
    with tarfile.open(archive) as tar:
        for file in package["files"]:
            unpack(tar, file)


def unpack(tar: tarfile.TarFile, file: dict[str, str]) -> None:
    member = tar.extractfile(f"package/{file['from']}")
    if member is None:
        raise SystemExit(f"{file['from']} is not in the package")
    data = member.read()
    if file["sha384"] not in ("", sri("sha384", data)):
        raise SystemExit(f"{file['to']}: not the file of the lock")
    file["sha384"] = sri("sha384", data)
    target = STATIC / file["to"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def wrong_files(lock: dict[str, Any]) -> list[str]:
    """The vendored files that are missing or not those of the lock."""
    return [
        file["to"]
        for package in lock["packages"]
        for file in package["files"]
        if not (STATIC / file["to"]).is_file()
        or sri("sha384", (STATIC / file["to"]).read_bytes()) != file["sha384"]
    ]


def main() -> None:
    lock = json.loads(LOCK.read_text())
    if "--check" not in sys.argv:
        with tempfile.TemporaryDirectory() as scratch:
            for package in lock["packages"]:
                fetch(package, Path(scratch))
        LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    if wrong := wrong_files(lock):
        raise SystemExit("not the files of the lock: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
