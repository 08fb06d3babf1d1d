#!/bin/sh
# depcheck finds what rooms.txt does not allow, and only that.
#
#	refuses.sh DEPCHECK
set -eu
export ASAN_OPTIONS=detect_leaks=0 # tools leave memory to the end
depcheck=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out"
mkdir -p server/low server/high/deep

cat >rooms.txt <<'END'
# a comment
low:
high: low
"made/: high
<lib/: low
*: <stdio.h>
END
printf '%s\n' '#include "low/a.h"' '#include <stdio.h>' '#include <lib/x.h>' \
	'#include "high/b.h"' '#include "made/c.h"' >server/low/a.c
printf '%s\n' '#include "low/a.h"' '# include "x/y.h"' '#include "made/c.h"' \
	'	#include "b.h"' '#include <lib/x.h>' >server/high/deep/b.h
printf '%s\n' '#include <other.h>' >server/high/c.c
seq 601 >server/long.c
seq 600 >server/high/long.h
echo '#include "low/a.h"' >server/high/notes.txt

cat >wanted <<'END'
server/high/c.c:1: error: high/ must not include <other.h>
server/high/deep/b.h:2: error: high/ must not include "x/y.h"
server/high/deep/b.h:4: error: high/ must not include "b.h"
server/high/deep/b.h:5: error: high/ must not include <lib/x.h>
server/long.c: error: 601 lines, the limit is 600
server/low/a.c:4: error: low/ must not include "high/b.h"
server/low/a.c:5: error: low/ must not include "made/c.h"
END
if "$depcheck" rooms.txt server 2>said; then
	echo "accepted"
	exit 1
fi
sort said | diff wanted -

mkdir -p fine/server/low
echo '#include <stdio.h>' >fine/server/low/a.c
"$depcheck" rooms.txt fine/server
