#!/bin/sh
# Create .venv and install what a requirements file names: environment.sh FILE
set -eu

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))'
python=
for each in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$each" -c "$fits" 2>/dev/null; then python=$each; break; fi
done
if [ -z "$python" ]; then
    echo "Lifecycle Lab needs Python 3.11, 3.12, 3.13 or 3.14, and none was found. Install one and try again." >&2
    exit 1
fi

# A bare Debian has Python without the module that makes environments.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "python$version-venv"
    else
        echo "Python's venv module is missing. Install it (sudo apt install python$version-venv) and try again." >&2
        exit 1
    fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check -r "$1"
