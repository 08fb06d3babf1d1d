#!/bin/sh
# What sqlc makes of schema/ is what stands in expect/.
#
#	compiles.sh SQLC		(UPDATE=1: write expect/ anew)
set -eu
sqlc=$1
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# shellcheck disable=SC2046
"$sqlc" "$out" $(find schema -name '*.sql')
if [ -n "${UPDATE:-}" ]; then
	cp "$out"/* expect/
fi
diff -ru expect "$out"
