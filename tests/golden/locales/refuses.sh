#!/bin/sh
# Every set of catalogues in bad/ is refused by poc, or what poc made of it by the
# C compiler, with the message of the first line of its nl.po.
#
#	refuses.sh POC CC ARGUMENT ...
set -u
export ASAN_OPTIONS=detect_leaks=0 # tools leave memory to the end
poc=$1
shift
cd "$(dirname "$0")/bad" || exit 2
out=$(mktemp -d) || exit 2
trap 'rm -rf "$out"' EXIT
failed=0 count=0

for set in *; do
	count=$((count + 1))
	wanted=$(sed -n '1s/^# //p' "$set/nl.po")
	catalogues=$set/nl.po
	[ -f "$set/en.po" ] && catalogues="$catalogues $set/en.po"
	# shellcheck disable=SC2086
	"$poc" "$out" $catalogues >"$out/said" 2>&1 &&
		"$@" -I"$out" -fsyntax-only "$out/messages.c" >"$out/said" 2>&1
	status=$?
	if [ $status -ne 1 ] || [ -z "$wanted" ] ||
		! grep -qF "$set/$wanted" "$out/said"; then
		echo "$set: exit $status, wanted '$wanted', said:"
		cat "$out/said"
		failed=1
	fi
done
echo "$count sets tried"
[ $count -gt 10 ] || failed=1
exit $failed
