#!/bin/sh
# Every file of bad/ is refused by sqlc, beside the good schema, with the message
# of its first line (or one that begins so); those of bad/plans/ for their plan
# alone.  A file that only has a twin in pg/ to be tried with is good by itself:
# its first line is "-- name:".
#
#	refuses.sh SQLC
set -u
sqlc=$1
cd "$(dirname "$0")" || exit 2
out=$(mktemp -d) || exit 2
trap 'rm -rf "$out"' EXIT
failed=0 count=0
good=$(find schema/migrations schema/queries -name '*.sql' | sort)

for bad in $(find bad -name '*.sql' | sort); do
	wanted=$(sed -n '1s/^-- \(.*error: .*\)$/\1/p' "$bad")
	files=$bad
	case $bad in
	bad/queries/pg/*)
		twin=bad/queries/$(basename "$bad")
		[ ! -f "$twin" ] || files="$bad $twin" ;;
	*)
		[ ! -f "bad/queries/pg/$(basename "$bad")" ] || continue ;;
	esac
	count=$((count + 1))
	case $wanted in
	error:*) wanted="$bad: $wanted" ;;
	*) wanted="$bad:$wanted" ;;
	esac
	wanted=$(echo "$wanted" | sed 's/: \([0-9]*\): error/:\1: error/')
	case $bad in
	bad/plans/*) to="--plans fill.sql" ;;
	*) to=$out ;;
	esac
	# shellcheck disable=SC2086
	"$sqlc" $to $good $files >"$out/said" 2>&1
	status=$?
	said=$(cat "$out/said")
	if [ $status -ne 1 ] || [ "${said#"$wanted"}" = "$said" ]; then
		echo "$bad: exit $status, wanted '$wanted', said:"
		cat "$out/said"
		failed=1
	fi
done
echo "$count files tried"
[ $count -gt 40 ] || failed=1
exit $failed
