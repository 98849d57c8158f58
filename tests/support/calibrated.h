/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenarios of which the posterior is known, ready to be calibrated. */
#ifndef TESTS_SUPPORT_CALIBRATED_H
#define TESTS_SUPPORT_CALIBRATED_H

#include "support/check.h"

#include <stdlib.h>

#include "brink/calibrate.h"
#include "support/folder.h"

#define CALIBRATED_TARGETS "target,metric,value,lo,hi,weight,basis,source\n"

typedef struct calibrated {
    char scenario_folder[64], folder[64];
    brink_scenario *scenario;
    brink_factors *parameters;
    brink_facts *targets;
    brink_calibrate_problem problem;
} calibrated;

/* In memory where the system has such a place: a calibration writes to disk, durably, for every generation. */
static inline void calibrated_folder(char out[64])
{
    snprintf(out, 64, "/dev/shm/brink-XXXXXX");
    if (!mkdtemp(out)) {
        folder_new(out);
    }
}

/* y1 = x1, y2 = x1 + x2, or y2 = x1 x2 if `has_product`; both with noise of this standard deviation. Priors N(0, 1). */
static inline void calibrated_write(const char *folder, const char *noise, bool has_product, const char *targets)
{
    char terms[256];
    char factors[400];
    snprintf(terms, sizeof terms,
             "term,outcome,coefficient,noise\na,y1,1,0\nluck1,y1,0,%s\nb,y2,1,0\n%sluck2,y2,0,%s\n", noise,
             has_product ? "" : "c,y2,1,0\n", noise);
    snprintf(factors, sizeof factors,
             "term,factor,input,shape,scale,shift,offset,power\na,f,x1,linear,,,,\nb,f,x1,linear,,,,\n%s",
             has_product ? "b,g,x2,linear,,,,\n" : "c,f,x2,linear,,,,\n");
    file_put(folder, "scenario.csv", "key,value\nname,known\ntitle,Known\nmodel,surface\nperiod_days,7\nhorizon,1\n");
    file_put(folder, "inputs.csv", "input,value\nx1,0\nx2,0\n");
    file_put(folder, "outcomes.csv", "outcome,lower,upper\ny1,-1000,1000\ny2,-1000,1000\n");
    file_put(folder, "terms.csv", terms);
    file_put(folder, "factors.csv", factors);
    file_put(folder, "sources.csv", "path,basis,source,note\n*,assumption,definition,\n");
    file_put(folder, "uncertainties.csv",
             "path,distribution,parameters,basis,source,note\n"
             "inputs.*.value,normal,mean=0 sd=1 lower=-9 upper=9,assumption,definition,\n");
    file_put(folder, "targets.csv", targets);
}

/* `pattern`: parameters, NULL for both. */
static inline void calibrated_begin(calibrated *s, const char *noise, bool has_product, const char *targets,
                                    const char *pattern)
{
    brink_diagnostics *d = brink_diagnostics_new();
    *s = (calibrated){0};
    calibrated_folder(s->scenario_folder);
    calibrated_folder(s->folder);
    calibrated_write(s->scenario_folder, noise, has_product, targets);
    assert_int_equal(brink_scenario_read(s->scenario_folder, &s->scenario, d), BRINK_OK);
    s->parameters = brink_factors_new();
    assert_int_equal(brink_factors_add_uncertainties(s->parameters, s->scenario, pattern, NULL, d), BRINK_OK);
    assert_int_equal(brink_facts_read(s->scenario, &s->targets, d), BRINK_OK);
    brink_diagnostics_free(d);
    s->problem = (brink_calibrate_problem){
        .scenario = s->scenario, .label = s->scenario_folder, .parameters = s->parameters, .targets = s->targets};
}

static inline void calibrated_end(calibrated *s)
{
    brink_factors_free(s->parameters);
    brink_facts_free(s->targets);
    brink_scenario_free(s->scenario);
    folder_remove(s->scenario_folder);
    folder_remove(s->folder);
}

/* A budget of twelve generations; the other members are as good as any. */
static inline brink_calibrate_options calibrated_options(uint64_t replicas, size_t particles)
{
    return (brink_calibrate_options){.seed = 5,
                                     .replicas = replicas,
                                     .particles = particles,
                                     .budget = replicas * 12 * particles,
                                     .check = 200,
                                     .most_rounds = 12,
                                     .threads = 2};
}

static inline brink_calibration *calibrated_run(const calibrated *s, const brink_calibrate_options *options)
{
    brink_calibration *calibration = NULL;
    brink_error err = {0};
    const brink_status status = brink_calibrate(&s->problem, options, s->folder, &calibration, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return calibration;
}

static inline const brink_generation *calibrated_last(const brink_calibration *c)
{
    return brink_calibration_generation(c, brink_calibration_n_generations(c) - 1);
}

#endif
