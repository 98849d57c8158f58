#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Breaks every rule of rules.sh once, in a small tree of its own, and wants the rule to say so; the tree is clean before.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */'
wrong=0

clean() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/sim/include/brink" "$work/tree/models/chicken" "$work/tree/tests"
    cp "$here/../../.clang-format" "$work/tree/"
    echo "$spdx" >"$work/tree/sim/include/brink/model.h"
    printf '%s\n#include <csv.h>\n' "$spdx" >"$work/tree/sim/read.c"
    printf '%s\n#include "chicken.h"\n\n#include "brink/model.h"\n\nint x(void); /* exit(1) */\n' "$spdx" \
        >"$work/tree/models/chicken/chicken.c"
    echo "$spdx" >"$work/tree/models/chicken/chicken.h"
}
expect() { # expect STATUS RULE
    status=0
    sh "$here/rules.sh" "$2" "$work/tree" >"$work/out" 2>&1 || status=$?
    if [ "$status" -eq 77 ]; then
        echo "$2: $(cat "$work/out")"
    elif [ "$status" -ne "$1" ]; then
        echo "$2: status $status, expected $1:"
        cat "$work/out"
        wrong=1
    fi
}

clean
mkdir -p "$work/tree/models/games"
printf '%s\n#include "base/text.h"\n' "$spdx" >"$work/tree/models/games/nash.c" # a library, not a model
echo '/* solves games */' >>"$work/tree/sim/read.c"
expect 0 model_free
expect 0 models_public
clean
for rule in folders spdx length includes model_free models_public words calls format; do
    expect 0 $rule
done
breaks() { # breaks RULE FILE TEXT
    clean
    mkdir -p "$(dirname -- "$work/tree/$2")"
    printf '%b\n' "$3" >>"$work/tree/$2"
    expect 1 "$1"
}
breaks folders vendor/x.c "$spdx"
breaks spdx sim/new.c 'int x;'
breaks length sim/long.c "$(printf '%0601d' 0 | sed 's/0/\\n/g')"
breaks includes sim/second.c '#include <csv.h>'
breaks includes models/chicken/chicken.c '#include "csv.h"'
breaks model_free sim/read.c '/* as the chicken model has it */'
breaks models_public models/chicken/chicken.c '#include "scenario/table.h"'
breaks models_public models/chicken/chicken.c '#include "read.h"'
breaks models_public models/games/nash.c '#include "engine/plan.h"'
breaks models_public models/games/nash.c '#include "chicken/chicken.h"'
breaks models_public models/chicken/chicken.c '#include "brink/none.h"'
breaks words sim/read.c '/* TO''DO later */'
breaks calls sim/read.c 'static void f(void) { exit(1); }'
breaks calls tests/test.c 'int g(void) { return 1 + system("x"); }'
breaks calls models/chicken/chicken.c 'int h(char *to) { return sprintf(to, "x"); }'
breaks format sim/read.c 'int  badly( void ) ;'
exit $wrong
