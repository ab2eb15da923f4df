#!/bin/sh
# Make sure that a Chromium or Chrome is there for the browser tests.
set -eu

for each in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$each" ] && command -v "$each" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "The browser tests need Chromium or Chrome, and none was found or could be installed." >&2
echo "Install one (sudo apt install chromium), or name it: CHROMIUM=/path/to/chrome make test" >&2
exit 1
