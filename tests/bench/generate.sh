#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# generate.sh SOURCE ACTORS THEATRES ACTIONS FOLDER: a made-up scenario of the deterrence model, for measurements of how
# cost grows. A quarter of the actors are challengers, at least one; two of them (or the one) are in each theatre, each
# defender is in two, and every menu has ACTIONS actions besides hold. The parameters are the baseline's; numbers of
# actors and actions vary in fixed ways around the baseline's.
set -eu
source=$1
mkdir -p "$5"
cp "$source/scenarios/baseline/parameters.csv" "$5/"
awk -v actors="$2" -v theatres="$3" -v actions="$4" -v folder="$5" '
function out(table, row) { print row > (folder "/" table ".csv") }
function vary(i, step) { return (i * step) % 1 } # evenly spread over 0 .. 1
BEGIN {
    golden = 0.6180339887
    challengers = int(actors / 4) > 0 ? int(actors / 4) : 1
    defenders = actors - challengers
    out("scenario", "key,value\nname,generated\nmodel,deterrence\nhorizon,104\nperiod_days,7")
    out("actors", "actor,name,side,rationality,resolve,reputation,irresolution,reputation_value,capability,capability_rest,strain,fatigue,fatigue_rate,fatigue_drift,audience,clarity,dread,attention")
    for (i = 0; i < challengers; i++) out("actors", sprintf("C%d,C%d,challenger,3,,,,,1,1,0.3,,,,,,120,", i, i))
    for (j = 0; j < defenders; j++)
        out("actors", sprintf("D%d,D%d,defender,3,%.3f,%.3f,1.8,0.05,1,1,,0.2,0.01,0.001,0.5,%.3f,60,0.3", j, j,
                              0.3 + 0.5 * vary(j, golden), 0.4 + 0.4 * vary(j, 0.7548776662), vary(j, 0.5698402910)))
    out("actions", "action,name,instrument,severity,gain,cost,harm,attribution,burden,attrition,calm,rally,warn")
    for (a = 0; a < actions; a++) {
        s = 0.5 + 3 * vary(a + 1, golden)
        out("actions", sprintf("p%d,p%d,military,%.3f,%.3f,%.3f,0,%.3f,0,0,0,0,0", a, a, s, 0.8 * s, 0.1 + 0.2 * s * s, 0.6 + 0.4 * vary(a, 0.7548776662)))
        h = 0.3 + 2.5 * vary(a + 1, 0.7548776662)
        out("actions", sprintf("r%d,r%d,%s,%.3f,0,%.3f,%.3f,1,%.3f,0,0,0,0", a, a, a % 3 ? "military" : "diplomatic", 0.8 * h, 0.2 + 0.5 * h, h, 0.05 * h))
    }
    out("theatres", "theatre,name,level,rest,decay,red_line,push,answer_push,noise,damage_weight")
    out("stakes", "actor,theatre,stake")
    out("menus", "actor,theatre,action,open")
    for (t = 0; t < theatres; t++) {
        out("theatres", sprintf("T%d,T%d,2,1.5,0.15,1.5,0.06,0.035,0.1,1", t, t))
        for (k = 0; k < 2 && k < challengers; k++) post("C" (t + k) % challengers, "T" t, "p")
    }
    for (j = 0; j < defenders; j++) {
        post("D" j, "T" j % theatres, "r")
        if (theatres > 1) post("D" j, "T" (j % theatres + 1 + int(j / theatres) % (theatres - 1)) % theatres, "r")
    }
}
function post(who, where, kind, a) {
    out("stakes", who "," where ",1")
    for (a = 0; a < actions; a++) out("menus", who "," where "," kind a ",1")
}'
