#!/bin/sh
# Compile the lock files, for every platform and Python 3.11 or newer. Each is a superset of the one before.
# `tools/lock.sh --upgrade` takes the newest versions; without it only what must change does.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --custom-compile-command "make lock" "$@"
}

compile "$@" requirements/build.in -o requirements/build.txt
compile "$@" pyproject.toml -c requirements/build.txt -o requirements/server.txt
compile "$@" pyproject.toml --extra demo -c requirements/server.txt -o requirements/demo.txt
compile "$@" pyproject.toml --extra demo --extra dev -c requirements/build.txt -c requirements/demo.txt -o requirements/dev.txt

# Another product, which `make bench PEERS=1` installs into an environment of its own.
compile "$@" bench/peers/requirements.in -o bench/peers/requirements.txt
