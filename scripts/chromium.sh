#!/bin/sh
# chromium.sh PYTHON: print the path of a Chromium that starts; install one when there is none.
# Fails when neither works. `CHROMIUM` in the environment names one to use.
set -eu
python=$1

starts() {
    [ -n "$1" ] && "$1" --headless --no-sandbox --disable-gpu --version >/dev/null 2>&1
}

find_one() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        path=$(command -v "$name" 2>/dev/null) || continue
        starts "$path" && echo "$path" && return
    done
    path=$(playwrights)
    starts "$path" && echo "$path"
}

playwrights() {
    "$python" -c 'from playwright.sync_api import sync_playwright as start
with start() as browsers: print(browsers.chromium.executable_path)' 2>/dev/null || true
}

find_one && exit
echo "Installing Chromium…" >&2
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        chromium fonts-dejavu-core; } >&2 || true
fi
find_one && exit
"$python" -m playwright install chromium >&2 || true
find_one && exit
echo "No Chromium was found or could be installed: install one, or name it with CHROMIUM=." >&2
exit 1
