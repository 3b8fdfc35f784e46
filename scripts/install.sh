#!/bin/sh
# install.sh base|dev PYTHON PIP…: the virtual environment, as requirements/<first>.txt locks it.
# Does nothing when the environment already has exactly that; an install cut short is done again.
set -eu
lock=$1 python=$2
shift 2

if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then
    cmp -s "requirements/$lock.txt" ".venv/$lock.txt" && exit 0
    # dev holds all of base, in the same versions.
    [ "$lock" = base ] && cmp -s requirements/base.txt .venv/base-in-dev.txt && exit 0
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; name one with PYTHON=, for example: make run PYTHON=python3.12" >&2
    exit 1
}
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "Installing requirements/$lock.txt…"
rm -f .venv/base.txt .venv/dev.txt .venv/base-in-dev.txt
"$@" -r "requirements/$lock.txt"
[ "$lock" = base ] || cp requirements/base.txt .venv/base-in-dev.txt
cp "requirements/$lock.txt" ".venv/$lock.txt"
