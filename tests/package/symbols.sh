#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# symbols.sh LIBRARY: every exported name starts with brink_, and no object has mutable state of its own.
set -eu
library=$1
names=$(nm -g --defined-only "$library" | awk 'NF == 3 { print $3 }')
[ -n "$names" ] || { echo "$library defines nothing" >&2; exit 1; }
echo "$names" | awk '!/^brink_/ { print "not a brink_ name: " $0; bad = 1 } END { exit bad }'
# .data and .bss are what can be written to; constants with pointers are in .data.rel.ro
objdump -h "$library" | awk '
    /file format/ { file = $1 }
    $2 ~ /^\.(data|bss|tdata|tbss)$/ && $3 !~ /^0+$/ { print file " has mutable statics: " $2 " of 0x" $3 " bytes"; bad = 1 }
    END { exit bad }'
