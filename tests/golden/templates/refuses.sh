#!/bin/sh
# Every template of bad/ is refused by tplc, every template of types/ by the C
# compiler, with the message of its first line and with its line.
#
#	refuses.sh TPLC GEN_DIR CC [CC_OPTION ...]
set -u
export ASAN_OPTIONS=detect_leaks=0 # tools leave memory to the end
tplc=$1 gen=$2
shift 2
cd "$(dirname "$0")" || exit 2
out=$(mktemp -d) || exit 2
trap 'rm -rf "$out"' EXIT
mkdir "$out/tpl"
failed=0 count=0

compile() {
	"$tplc" views.h "$gen/messages.lst" assets.lst "$out/tpl" "$1"
}

for template in bad/*.html types/*.html; do
	count=$((count + 1))
	wanted=$(sed -n '1s/^{# \(.*\) #}$/\1/p' "$template")
	case $template in
	bad/*) compile "$template" ;;
	types/*) compile "$template" && "$@" -I. -I"$out" \
		-c "$out/tpl/$(basename "$template" .html).c" -o "$out/x.o" ;;
	esac >"$out/said" 2>&1
	status=$?
	if [ $status -ne 1 ] || [ -z "$wanted" ] ||
		! grep -qF "$template:$wanted" "$out/said"; then
		echo "$template: exit $status, wanted '$wanted', said:"
		cat "$out/said"
		failed=1
	fi
done
echo "$count templates tried"
[ $count -gt 20 ] || failed=1
exit $failed
