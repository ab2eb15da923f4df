#!/bin/sh
# Have PostgreSQL's server at hand for the tests of databases. They start one of their own and stop
# it again; without it they are skipped, so this never fails.
set -eu

for each in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
    if [ -x "$each" ]; then exit 0; fi
done
if command -v initdb >/dev/null; then exit 0; fi

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    # Installing it would create a cluster and start it: not what a test machine is asked for.
    only=/etc/postgresql-common/createcluster.d/lifecycle-lab.conf
    mkdir -p "${only%/*}"
    echo "create_main_cluster = off" >"$only"
    trap 'rm -f "$only"; rmdir "${only%/*}" 2>/dev/null || true' EXIT
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends postgresql >/dev/null; then exit 0; fi
fi
echo "PostgreSQL's server is not here and could not be installed; its tests will be skipped." >&2
echo "To run them, install it: sudo apt install postgresql" >&2
