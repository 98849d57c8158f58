/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *table, *text, *text_of_second; /* rows besides, with a second defender */
} tables[] = {
    {"scenario",
     "key,value\nname,tiny\ntitle,Tiny\nmodel,deterrence\nstart_date,2024-01-01\nperiod_days,7\nhorizon,8\n", ""},
    {"actors",
     "actor,name,side,rationality,resolve,reputation,irresolution,reputation_value,capability,capability_rest,strain,"
     "fatigue,fatigue_rate,fatigue_drift,audience,clarity,dread,attention\n"
     "A,A,challenger,2,,,,,1,1,0.25,,,,,,30,\n"
     "D,D,defender,2,0.5,0.6,2,0,1,1,,0.2,0.01,0.005,0.5,0.5,20,0.5\n",
     "E,E,defender,2,0.5,0.6,2,0,1,1,,0.2,0.01,0.005,0.5,0.5,20,0.5\n"},
    {"theatres",
     "theatre,name,level,rest,decay,red_line,push,answer_push,noise,damage_weight\nT,T,4,3,0.1,1,0.1,0.05,0,1\n", ""},
    {"stakes", "actor,theatre,stake\nA,T,1\nD,T,0.8\n", "E,T,0.8\n"},
    {"actions",
     "action,name,instrument,severity,gain,cost,harm,attribution,burden,attrition,calm,rally,warn\n"
     "push,Push,military,2,1.5,0.5,0,0.75,0,0,0,0,0\n"
     "answer,Answer,military,1,0,0.4,1.2,1,0.03,0.02,0.1,0.01,1\n",
     ""},
    {"menus", "actor,theatre,action,open\nA,T,push,1\nD,T,answer,1\n", "E,T,answer,1\n"},
    {"parameters", "parameter,value\nhazard_midpoint,5\nhazard_width,1\n", ""},
    {"script", "period,actor,theatre,action,observed\n1,A,T,push,1\n1,D,T,answer,1\n", "1,E,T,hold,1\n"},
};

brink_scenario *tiny_read_folder(const char *folder, const char *const *set)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = NULL;
    bool ok = diagnostics != NULL && brink_scenario_read(folder, &scenario, diagnostics) == BRINK_OK;
    const brink_place origin = {.file = "test"};
    for (size_t i = 0; ok && set != NULL && set[i] != NULL; i += 2) {
        ok = brink_scenario_set(scenario, set[i], set[i + 1], origin, 0, diagnostics) == BRINK_OK;
    }
    if (ok) {
        ok = brink_scenario_check(scenario, diagnostics) == BRINK_OK;
    }
    for (size_t i = 0; !ok && diagnostics != NULL && i < brink_diagnostics_count(diagnostics); i++) {
        const char *what = brink_diagnostics_get(diagnostics, i);
        (void)fprintf(stderr, "%s: %s\n", folder, what != NULL ? what : "(out of memory)");
    }
    brink_diagnostics_free(diagnostics);
    if (!ok) {
        brink_scenario_free(scenario);
        return NULL;
    }
    return scenario;
}

brink_scenario *tiny_read(unsigned n_defenders, const char *const *set)
{
    char folder[] = "/tmp/brink_tiny_XXXXXX", path[128];
    bool ok = mkdtemp(folder) != NULL;
    for (size_t i = 0; ok && i < sizeof tables / sizeof *tables; i++) {
        (void)snprintf(path, sizeof path, "%s/%s.csv", folder, tables[i].table);
        FILE *f = fopen(path, "w");
        ok = f != NULL && fputs(tables[i].text, f) >= 0 && (n_defenders < 2 || fputs(tables[i].text_of_second, f) >= 0);
        ok = (f == NULL || fclose(f) == 0) && ok;
    }
    brink_scenario *scenario = ok ? tiny_read_folder(folder, set) : NULL;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        (void)snprintf(path, sizeof path, "%s/%s.csv", folder, tables[i].table);
        (void)unlink(path);
    }
    (void)rmdir(folder);
    return scenario;
}
