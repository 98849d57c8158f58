/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM against the peeling trajectory and box that another implementation found in the same cases, and against the box
 * that the cases were made with. tests/verification/prim/: 2000 uniform cases in five dimensions, of interest where x1
 * > 0.7 and x2 < 0.4; trajectory.csv and final_box.csv are the other's, with alpha 0.05 and a least mass of 0.05. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/prim.h"
#include "brink/tree.h"
#include "support/made_cases.h"

enum { N = 2000, D = 5, MAX_STEPS = 200 };

static const char origin[] = "trajectory.csv, final_box.csv of tests/verification/prim";
static const char made_with[] = "x1 > 0.7, x2 < 0.4: how the cases were made";

static made_cases made;
static double data[N * (D + 1)];
static double steps[MAX_STEPS * 8]; /* coverage, density, id, k, mass, mean, n, res_dim */
static size_t n_steps;
static double box[2 * (D + 1)]; /* index, x1 .. x5; lower and upper limits */

/* The numbers below the header of a CSV file, an empty cell being none. Their count. */
static size_t read_numbers(const char *name, double *out, size_t capacity)
{
    char path[512];
    char line[512];
    size_t n = 0;
    (void)snprintf(path, sizeof path, BRINK_SOURCE_DIR "/tests/verification/prim/%s", name);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    while (fgets(line, sizeof line, in) != NULL) {
        for (char *c = line; *c != '\0' && *c != '\n';) {
            char *end = c;
            assert_true(n < capacity);
            out[n++] = strtod(c, &end);
            assert_true(end > c);
            c = *end == ',' ? end + 1 : end;
        }
    }
    (void)fclose(in);
    return n;
}

static brink_prim *run(brink_prim_rule rule, double at)
{
    brink_prim_options o = BRINK_PRIM_DEFAULTS;
    brink_error err = {0};
    brink_prim *prim = NULL;
    o.rule = rule;
    o.at = at;
    assert_int_equal(brink_prim_new(&made.cases, &o, &prim, &err), BRINK_OK);
    return prim;
}

static void trajectory(void **state)
{
    (void)state;
    brink_prim *prim = run(BRINK_PRIM_BALANCE, 0);
    const brink_peeling *p = &prim->peeling[0];
    verify_number((verify_about){"prim", "steps of the trajectory", origin}, (double)p->n_steps, (double)n_steps, 0);
    double worst[4] = {0};
    for (size_t i = 0; i < p->n_steps && i < n_steps; i++) {
        const double *want = &steps[i * 8];
        const brink_box *got = &p->step[i];
        double density = (double)got->n_interest / (double)got->n;
        double coverage = (double)got->n_interest / (double)prim->n_interest;
        const double off[4] = {fabs(coverage - want[0]), fabs(density - want[1]),
                               fabs((double)got->n - want[6]) + fabs((double)got->n_interest - want[3]),
                               fabs((double)got->n_limited - want[7])};
        for (size_t k = 0; k < 4; k++) {
            worst[k] = off[k] <= worst[k] ? worst[k] : off[k];
        }
    }
    verify_worst((verify_about){"prim", "coverage at each step", origin}, "the trajectory", n_steps, worst[0], 1e-12);
    verify_worst((verify_about){"prim", "density at each step", origin}, "the trajectory", n_steps, worst[1], 1e-12);
    verify_worst((verify_about){"prim", "cases inside and of interest at each step", origin}, "the trajectory", n_steps,
                 worst[2], 0);
    verify_worst((verify_about){"prim", "limited dimensions at each step", origin}, "the trajectory", n_steps, worst[3],
                 0);
    brink_prim_free(prim);
}

static void compare_box(const char *what, const brink_range *got, const char *source, double want[2][D],
                        double tolerance)
{
    double worst = 0;
    for (size_t f = 0; f < D; f++) {
        worst = fmax(worst, fmax(fabs(got[f].lo - want[0][f]), fabs(got[f].hi - want[1][f])));
        assert_false(isnan(got[f].lo) || isnan(got[f].hi));
    }
    verify_worst((verify_about){"prim", what, source}, source == origin ? "final_box.csv" : "the limits", 2 * D, worst,
                 tolerance);
}

static void final_box(void **state)
{
    (void)state;
    double other[2][D];
    double truth[2][D];
    for (size_t f = 0; f < D; f++) {
        brink_range all = brink_range_of_all(&made.cases, f);
        other[0][f] = box[1 + f];
        other[1][f] = box[D + 2 + f];
        truth[0][f] = f == 0 ? 0.7 : all.lo;
        truth[1][f] = f == 1 ? 0.4 : all.hi;
    }
    brink_prim *prim = run(BRINK_PRIM_BALANCE, 0);
    const brink_peeling *p = &prim->peeling[0];
    compare_box("limits of the last step", p->step[p->n_steps - 1].range, origin, other, 1e-12);
    compare_box("limits of the chosen box, pasted", p->final.range, origin, other, 0.02);
    compare_box("limits of the chosen box and those that are there", p->final.range, made_with, truth, 0.005);
    verify_number((verify_about){"prim", "coverage of the chosen box", made_with},
                  (double)p->final.n_interest / (double)prim->n_interest, 1, 0);
    verify_number((verify_about){"prim", "density of the chosen box", made_with},
                  (double)p->final.n_interest / (double)p->final.n, 1, 0);
    verify_number((verify_about){"prim", "boxes that are found", made_with}, (double)prim->n_peelings, 1, 0);
    brink_prim_free(prim);
}

static void tree_agrees(void **state)
{
    (void)state;
    brink_tree_options o = BRINK_TREE_DEFAULTS;
    brink_error err = {0};
    brink_tree *tree = NULL;
    brink_prim *prim = run(BRINK_PRIM_BALANCE, 0);
    assert_int_equal(brink_tree_new(&made.cases, &o, &tree, &err), BRINK_OK);
    brink_agreement a = brink_tree_agreement(tree, prim, &made.cases);
    verify_least((verify_about){"prim", "share of cases on which a tree (CART) agrees", made_with}, a.share, 0.995);
    assert_near(tree->importance[2] + tree->importance[3] + tree->importance[4], 0, 0.01);
    brink_tree_free(tree);
    brink_prim_free(prim);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    made_init(&made, N, D);
    assert_int_equal(read_numbers("data.csv", data, COUNT(data)), COUNT(data));
    n_steps = read_numbers("trajectory.csv", steps, COUNT(steps)) / 8;
    assert_int_equal(read_numbers("final_box.csv", box, COUNT(box)), COUNT(box));
    for (size_t i = 0; i < N; i++) {
        for (size_t f = 0; f < D; f++) {
            made.column[f][i] = data[i * (D + 1) + f];
        }
        made.is_interest[i] = data[i * (D + 1) + D] != 0;
    }
    const struct CMUnitTest tests[] = {verify_test(trajectory), verify_test(final_box), verify_test(tree_agrees)};
    int status = verify_main("prim_reference", tests, COUNT(tests));
    made_fini(&made);
    return status;
}
