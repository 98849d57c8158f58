/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tuning: the same bytes however it was interrupted, trials that fail, levers of whole numbers, bounds that cannot be
 * kept, and what is refused. */
#include "support/tuned.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/scenario_copy.h"

#define SURFACES BRINK_SOURCE_DIR "/scenarios/surfaces/"

static const char *const tables[] = {"trace.csv", "gains.csv", "front.csv", "hypervolume.csv", "tuned.csv"};

/* All tables that a tuning has, one behind the other; free() it. */
static char *tables_of(const brink_tuning *tuning, const char *folder)
{
    size_t n = 0;
    char *all = calloc(1, 1);
    assert_non_null(all);
    assert_int_equal(brink_report_tuning(tuning, folder, NULL), BRINK_OK);
    for (size_t i = 0; i < COUNT(tables); i++) {
        if (!file_is_there(folder, tables[i])) {
            continue;
        }
        size_t more;
        char *text = file_get(folder, tables[i], &more);
        all = realloc(all, n + more + 1);
        assert_non_null(all);
        memcpy(all + n, text, more + 1);
        n += more;
        free(text);
    }
    return all;
}

/* --- interruptions */

typedef struct breaker {
    volatile sig_atomic_t stop;
    unsigned left; /* reports until it stops */
} breaker;

static void count_down(void *context, const brink_tune_progress *progress)
{
    breaker *b = context;
    assert_true(progress->replicas <= progress->total);
    if (b->left > 0 && --b->left == 0) {
        b->stop = 1;
    }
}

static void same_when_interrupted(const tuned *t, brink_tune_options options)
{
    char whole[64];
    char part[64];
    tuned_folder(whole);
    tuned_folder(part);
    brink_tuning *tuning = tuned_run(t, &options, whole);
    char *want = tables_of(tuning, whole);
    brink_tuning_free(tuning);
    unsigned n_breaks = 0;
    for (bool is_done = false; !is_done; n_breaks++) {
        breaker b = {.left = 2 + n_breaks};
        brink_error err = {0};
        options.resume = n_breaks > 0;
        options.threads = 1 + n_breaks % 3;
        options.stop = &b.stop;
        options.progress = count_down;
        options.context = &b;
        brink_status status = brink_tune(&t->problem, &options, part, &tuning, &err);
        is_done = status == BRINK_OK;
        assert_true(is_done || (status == BRINK_EINTERRUPTED && tuning == NULL));
    }
    assert_true(n_breaks > 2);
    char *got = tables_of(tuning, part);
    assert_string_equal(got, want);
    /* and once more, with nothing left to run */
    brink_tuning_free(tuning);
    options.stop = NULL;
    options.progress = NULL;
    tuning = tuned_run(t, &options, part);
    free(got);
    got = tables_of(tuning, part);
    assert_string_equal(got, want);
    brink_tuning_free(tuning);
    free(got);
    free(want);
    folder_remove(whole);
    folder_remove(part);
}

static void total_when_interrupted(void **unused)
{
    (void)unused;
    tuned t;
    tuned_read(&t, SURFACES "quadratic");
    brink_tune_options options = tuned_options();
    options.budget = 128 * 60;
    same_when_interrupted(&t, options);
    options.global = BRINK_ISRES;
    options.local = BRINK_COBYLA;
    same_when_interrupted(&t, options);
    tuned_free(&t);
}

static void front_when_interrupted(void **unused)
{
    (void)unused;
    tuned t;
    tuned_read(&t, SURFACES "zdt2");
    brink_tune_options options = tuned_options();
    options.is_front = true;
    options.budget = 128 * 140;
    options.most_fresh = 5;
    same_when_interrupted(&t, options);
    tuned_free(&t);
}

static void another_search_is_refused(void **unused)
{
    (void)unused;
    tuned t;
    char folder[64];
    tuned_folder(folder);
    tuned_read(&t, SURFACES "quadratic");
    brink_tune_options options = tuned_options();
    options.budget = 128 * 40;
    brink_tuning_free(tuned_run(&t, &options, folder));
    for (int k = 0; k < 5; k++) {
        brink_tune_options other = options;
        brink_tune_problem problem = t.problem;
        brink_tuning *tuning = NULL;
        brink_error err = {0};
        other.resume = true;
        if (k == 0) {
            other.seed = 2;
        } else if (k == 1) {
            other.replicas = 256;
        } else if (k == 2) {
            other.step = 0.2; /* asks for other trials */
        } else if (k == 3) {
            problem.n_levers = 2;
        } else {
            other.resume = false;
        }
        assert_int_equal(brink_tune(&problem, &other, folder, &tuning, &err),
                         k == 4 ? BRINK_ECANTCREATE : BRINK_EMISMATCH);
        assert_null(tuning);
        assert_true(strlen(err.what) > 0);
    }
    tuned_free(&t);
    folder_remove(folder);
}

/* --- trials */

/* y above 7 fails a replica: far corners cannot be judged, and the search goes on without them. */
static void failed_trials_are_counted(void **unused)
{
    (void)unused;
    const scenario_edit edits[] = {{.file = "outcomes.csv", .find = "y,-1000,1000", .put = "y,-1000,7"},
                                   {.file = NULL}};
    char *scenario = scenario_copy_new(SURFACES "quadratic", edits, COUNT(edits));
    for (int front = 0; front < 2; front++) {
        tuned t;
        char folder[64];
        tuned_folder(folder);
        tuned_read(&t, scenario);
        brink_tune_options options = tuned_options();
        options.is_front = front == 1;
        if (options.is_front) { /* the only objective, and what it takes */
            static brink_lever dear[3];
            for (size_t v = 0; v < 3; v++) {
                dear[v] = *t.lever[v];
                dear[v].unit_cost = 1.0;
                t.lever[v] = &dear[v];
            }
        }
        brink_tuning *tuning = tuned_run(&t, &options, folder);
        size_t n_failed = 0;
        for (size_t i = 0; i < brink_tuning_n_trials(tuning); i++) {
            const brink_trial *trial = brink_tuning_trial(tuning, i);
            n_failed += trial->is_failed;
            assert_int_equal(isnan(trial->total), trial->is_failed);
        }
        assert_true(n_failed > 5);
        assert_int_equal(brink_tuning_n_failed(tuning), n_failed);
        if (front == 0) {
            assert_true(brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL).hi95 < -1.9);
        } else {
            assert_true(brink_tuning_n_candidates(tuning) > 3);
            for (size_t i = 0; i < brink_tuning_n_candidates(tuning); i++) {
                const brink_candidate *c = brink_tuning_candidate(tuning, i);
                assert_false(brink_tuning_trial(tuning, c->trial)->is_failed);
            }
        }
        brink_tuning_free(tuning);
        tuned_free(&t);
        folder_remove(folder);
    }
    scenario_copy_remove(scenario);
}

static void incumbent_must_be_judged(void **unused)
{
    (void)unused;
    const scenario_edit edits[] = {{.file = "outcomes.csv", .find = "y,-1000,1000", .put = "y,-1000,1"},
                                   {.file = NULL}};
    char *scenario = scenario_copy_new(SURFACES "quadratic", edits, COUNT(edits));
    char folder[64];
    tuned t;
    brink_error err = {0};
    brink_tuning *tuning = NULL;
    tuned_folder(folder);
    tuned_read(&t, scenario);
    brink_tune_options options = tuned_options();
    assert_int_equal(brink_tune(&t.problem, &options, folder, &tuning, &err), BRINK_EDIVERGE);
    assert_non_null(strstr(err.what, "replicas failed"));
    tuned_free(&t);
    folder_remove(folder);
    scenario_copy_remove(scenario);
}

/* Values that the model refuses together are trials that failed, not the end of the search: bounds of an outcome that
 * cross. */
static void whole_numbers_and_contradictions(void **unused)
{
    (void)unused;
    const scenario_edit edits[] = {
        {.file = "levers.csv", .put = "factors.c.x.power,1,4,0,assumption,definition,\n"},
        {.file = NULL},
    };
    char *scenario = scenario_copy_new(SURFACES "quadratic", edits, COUNT(edits));
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, scenario);
    assert_true(t.lever[3]->range.is_whole);
    brink_tune_options options = tuned_options();
    options.budget = 128 * 120;
    brink_tuning *tuning = tuned_run(&t, &options, folder);
    size_t n_other = 0;
    for (size_t i = 0; i < brink_tuning_n_trials(tuning); i++) {
        double power = brink_tuning_trial(tuning, i)->x[3];
        assert_true(power == 1.0 || power == 2.0 || power == 3.0 || power == 4.0);
        n_other += power != 2.0;
    }
    assert_true(n_other > 10);
    const brink_trial *best = brink_tuning_trial(tuning, brink_tuning_winner(tuning));
    for (size_t i = 0; i < brink_tuning_n_trials(tuning); i++) { /* in the local search it stays */
        const brink_trial *trial = brink_tuning_trial(tuning, i);
        if (strcmp(trial->phase, "bobyqa") == 0) {
            assert_true(trial->x[3] == best->x[3]);
        }
    }
    /* x3 = -1 to an odd power: 4 (-1.6)^3 */
    assert_true(best->total < -10.0);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
    scenario_copy_remove(scenario);
}

/* --- outcomes */

/* Levers that cost more than they bring: the incumbent stays, and nothing is run again. */
static void nothing_better(void **unused)
{
    (void)unused;
    char folder[64];
    tuned t;
    brink_lever dear[3];
    tuned_folder(folder);
    tuned_read(&t, SURFACES "quadratic");
    for (size_t v = 0; v < 3; v++) {
        dear[v] = *t.lever[v];
        dear[v].unit_cost = 100.0;
        t.lever[v] = &dear[v];
    }
    brink_tune_options options = tuned_options();
    options.budget = 128 * 60;
    brink_tuning *tuning = tuned_run(&t, &options, folder);
    assert_int_equal(brink_tuning_winner(tuning), 0);
    assert_true(isnan(brink_tuning_fresh_gain(tuning, BRINK_TUNE_TOTAL).difference));
    assert_false(file_is_there(folder, "fresh"));
    brink_design *design = NULL;
    assert_int_equal(brink_tuning_design(tuning, &design), BRINK_OK);
    assert_int_equal(brink_design_n_points(design), 1);
    brink_design_free(design);
    free(tables_of(tuning, folder));
    brink_tuning_free(tuning);
    options.cost_weight = 0.0; /* then they are free */
    options.resume = false;
    folder_remove(folder);
    tuned_folder(folder);
    tuning = tuned_run(&t, &options, folder);
    assert_true(brink_tuning_winner(tuning) > 0);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

/* The trial that comes closest to a bound that none keeps; and the violation is told. */
static void bounds_out_of_reach(void **unused)
{
    (void)unused;
    char folder[64];
    tuned t;
    brink_objective far;
    tuned_folder(folder);
    tuned_read(&t, SURFACES "bounded");
    far = *t.objective[1];
    far.bound = 4.0; /* of two levers up to 1 */
    t.objective[1] = &far;
    brink_tune_options options = tuned_options();
    options.local = BRINK_COBYLA;
    options.budget = 128 * 90;
    brink_tuning *tuning = tuned_run(&t, &options, folder);
    const brink_trial *best = brink_tuning_trial(tuning, brink_tuning_winner(tuning));
    assert_near(best->x[0] + best->x[1], 2.0, 1e-3);
    assert_near(best->violation, 0.5, 1e-3);
    assert_near(brink_tuning_held(tuning, 1).value, 2.0, 1e-3);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
}

/* The design holds the postures as they were run, and a study of it gives what the search saw. */
static void design_has_the_postures(void **unused)
{
    (void)unused;
    char folder[64];
    char again[64];
    tuned t;
    tuned_folder(folder);
    tuned_folder(again);
    tuned_read(&t, SURFACES "quadratic");
    const brink_setting settings[] = {{"terms.luck.noise", "0.1", "--set terms.luck.noise=0.1"},
                                      {"terms.luck.noise", "0.25", "--set terms.luck.noise=0.25"},
                                      {"inputs.x1.value", "0.9", "--set inputs.x1.value=0.9"}};
    brink_lever first = *t.lever[0];
    first.now = 0.9; /* as the settings have it */
    t.lever[0] = &first;
    t.problem.settings = settings;
    t.problem.n_settings = COUNT(settings);
    brink_tune_options options = tuned_options();
    options.budget = 128 * 60;
    brink_tuning *tuning = tuned_run(&t, &options, folder);
    assert_true(brink_tuning_trial(tuning, 0)->x[0] == 0.9);
    brink_design *design = NULL;
    brink_outcomes *outcomes = NULL;
    brink_outcome out[2];
    assert_int_equal(brink_tuning_design(tuning, &design), BRINK_OK);
    assert_int_equal(brink_design_n_points(design), 2);
    const brink_run_options how = {.seed = options.seed, .replicas = options.replicas, .threads = 1};
    assert_int_equal(brink_outcomes_run(design, again, &how, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_open(again, design, NULL, &outcomes, NULL), BRINK_OK);
    assert_int_equal(brink_outcomes_read(outcomes, "y", &t.objective[0]->statistic, out, NULL), BRINK_OK);
    for (size_t i = 0; i < 2; i++) {
        const brink_trial *trial = brink_tuning_trial(tuning, i == 0 ? 0 : brink_tuning_winner(tuning));
        assert_near(out[i].value, trial->objective[0].value, 1e-12);
        assert_near(out[i].se, trial->objective[0].se, 1e-12);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    brink_tuning_free(tuning);
    tuned_free(&t);
    folder_remove(folder);
    folder_remove(again);
}

static void nonsense_is_refused(void **unused)
{
    (void)unused;
    char folder[64];
    tuned t;
    tuned_folder(folder);
    tuned_read(&t, SURFACES "bounded");
    for (int k = 0; k < 13; k++) {
        brink_tune_options o = tuned_options();
        brink_tune_problem p = t.problem;
        brink_objective light = *t.objective[0];
        const brink_objective *objectives[] = {&light, t.objective[1]};
        brink_tuning *tuning = NULL;
        brink_error err = {0};
        light.weight = 0.0;
        o.local = BRINK_COBYLA;
        switch (k) {
        case 0:
            o.replicas = 1;
            break;
        case 1:
            o.fresh_replicas = 0;
            break;
        case 2:
            o.tolerance = 0.5;
            break;
        case 3:
            o.step = (double)NAN;
            break;
        case 4:
            o.global_share = 1.5;
            break;
        case 5:
            o.cost_weight = -1.0;
            break;
        case 6:
            o.global = BRINK_COBYLA;
            break;
        case 7:
            o.local = BRINK_CRS;
            break;
        case 8:
            o.global = BRINK_NO_OPTIMISER;
            o.local = BRINK_NO_OPTIMISER;
            break;
        case 9:
            p.n_levers = 0;
            break;
        case 10:
            p.objectives = objectives;
            break; /* nothing to be minimised */
        case 11:
            o.local = BRINK_BOBYQA;
            break; /* knows no bounds */
        default:
            o.is_front = true;
            break; /* one objective, levers that cost nothing */
        }
        assert_int_equal(brink_tune(&p, &o, folder, &tuning, &err), BRINK_EUSAGE);
        assert_true(strlen(err.what) > 0);
        folder_remove(folder);
        tuned_folder(folder);
    }
    brink_tune_options o = tuned_options();
    brink_tuning *tuning = NULL;
    o.local = BRINK_COBYLA;
    o.budget = 100; /* less than a trial */
    assert_int_equal(brink_tune(&t.problem, &o, folder, &tuning, NULL), BRINK_EUSAGE);
    o.budget = 128 * 4; /* less than a population */
    assert_int_equal(brink_tune(&t.problem, &o, folder, &tuning, NULL), BRINK_EUSAGE);
    tuned_free(&t);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_when_interrupted),
        cmocka_unit_test(front_when_interrupted),
        cmocka_unit_test(another_search_is_refused),
        cmocka_unit_test(failed_trials_are_counted),
        cmocka_unit_test(incumbent_must_be_judged),
        cmocka_unit_test(whole_numbers_and_contradictions),
        cmocka_unit_test(nothing_better),
        cmocka_unit_test(bounds_out_of_reach),
        cmocka_unit_test(design_has_the_postures),
        cmocka_unit_test(nonsense_is_refused),
    };
    (void)gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("tune", tests, NULL, NULL) != 0;
}
