#!/bin/sh
# Every header of server/ compiles alone, and twice.
#
#	headers.sh SERVER_DIR CC [CC_OPTION ...]
set -u
cd "$1" || exit 2
shift
failed=0 count=0

for header in *.h */*.h */*/*.h; do
	[ -f "$header" ] || continue
	count=$((count + 1))
	printf '#include "%s"\n#include "%s"\nextern int x;\n' "$header" "$header" |
		"$@" -fsyntax-only -x c - || {
		echo "$header does not compile alone"
		failed=1
	}
done
echo "$count headers"
[ $count -gt 40 ] || failed=1
exit $failed
