#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# isas.sh BRINK SOURCE [REPLICAS]: every instruction set of this CPU gives the same bytes, over the shipped batch of
# postures. Says which were compared; exit status 77 if there is only one.
set -eu
replicas=${3:-32}
. "$(dirname -- "$0")/story.sh"
compared=''
for isa in base avx2 avx512; do
    BRINK_ISA=$isa expect 0 "$brink" run --design "$source/scenarios/essay.csv" -n "$replicas" -q -o "$isa"
    if ! grep -q "\"isa\": \"$isa\"" "$isa/manifest.json"; then
        echo "$isa: not on this CPU"
        continue
    fi
    compared="$compared $isa"
    same_tables base "$isa"
    cmp base/differences.csv "$isa/differences.csv"
done
echo "compared:$compared"
[ "$compared" != ' base' ] || exit 77
