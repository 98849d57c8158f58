/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The optimisers behind one interface: known optima, populations in one call, the same points each time, ends. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "explore/optimise.h"

enum { MOST = 4000, MAX_N = 4 };

static const double zeros[MAX_N] = {0.0};
static const double ones[MAX_N] = {1.0, 1.0, 1.0, 1.0};

/* What was asked for, and the best of it. */
typedef struct diary {
    double (*f)(const double *x, size_t n);
    double (*g)(const double *x, size_t n);
    size_t n, n_asked, n_calls, largest_call;
    size_t limit;     /* evaluations after which the search is over; 0: none */
    size_t breaks_at; /* the evaluation that fails; 0: none */
    bool gives_nan;
    double x[MOST][MAX_N], best[MAX_N], value;
} diary;

static brink_status evaluate(void *context, const double *x, size_t k, double *value, double *g, bool *is_over,
                             brink_error *err)
{
    diary *d = context;
    d->n_calls++;
    d->largest_call = k > d->largest_call ? k : d->largest_call;
    for (size_t i = 0; i < k; i++) {
        const double *at = x + i * d->n;
        if (d->limit > 0 && d->n_asked == d->limit) {
            *is_over = true;
            return BRINK_OK;
        }
        assert_true(d->n_asked < MOST);
        memcpy(d->x[d->n_asked++], at, d->n * sizeof *at);
        if (d->n_asked == d->breaks_at) {
            return brink_fail(err, BRINK_EIO, "the disk is full");
        }
        value[i] = d->gives_nan ? (double)NAN : d->f(at, d->n);
        if (d->g) {
            g[i] = d->g(at, d->n);
        }
        if ((!d->g || g[i] <= 1e-9) && value[i] < d->value) {
            d->value = value[i];
            memcpy(d->best, at, d->n * sizeof *at);
        }
    }
    return BRINK_OK;
}

static double quadratic(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)(i + 1) * (x[i] - 0.3) * (x[i] - 0.3);
    }
    return sum;
}

/* Rosenbrock's (1960) valley over [-2, 2]^n, least at 1 in all coordinates: 0.75 here. */
static double rosenbrock(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i + 1 < n; i++) {
        double a = 4.0 * x[i] - 2.0;
        double b = 4.0 * x[i + 1] - 2.0;
        sum += 100.0 * (b - a * a) * (b - a * a) + (1.0 - a) * (1.0 - a);
    }
    return sum;
}

/* Two basins, the wrong one wide and where the search starts. */
static double two_basins(const double *x, size_t n)
{
    (void)n;
    double wide = (x[0] - 0.2) * (x[0] - 0.2) + (x[1] - 0.2) * (x[1] - 0.2);
    double deep = 8.0 * ((x[0] - 0.8) * (x[0] - 0.8) + (x[1] - 0.8) * (x[1] - 0.8)) - 0.1;
    return fmin(wide, deep);
}

static double above_half(const double *x, size_t n)
{
    (void)n;
    return 0.5 - x[0];
}

static brink__problem problem_of(diary *d, size_t n)
{
    d->n = n;
    d->value = (double)INFINITY;
    return (brink__problem){
        .n = n, .n_constraints = d->g != NULL, .lower = zeros, .upper = ones, .evaluate = evaluate, .context = d};
}

static brink__search search_by(brink_optimiser method, size_t most)
{
    return (brink__search){.method = method, .seed = 1, .max_evaluations = most, .step = 0.2, .tolerance = 1e-4};
}

static diary *new_diary(double (*f)(const double *, size_t), double (*g)(const double *, size_t))
{
    diary *d = calloc(1, sizeof *d);
    assert_non_null(d);
    d->f = f;
    d->g = g;
    return d;
}

static const struct row {
    const char *name;
    brink_optimiser method;
    double (*f)(const double *x, size_t n);
    double (*g)(const double *x, size_t n);
    size_t n, most;
    double start[MAX_N], want[MAX_N], tolerance;
    brink__ending ending;
} rows[] = {
    /* clang-format off */
    {"crs/quadratic", BRINK_CRS, quadratic, NULL, 3, 1500, {0.9, 0.9, 0.9}, {0.3, 0.3, 0.3}, 1e-3, BRINK__SPENT},
    {"crs/two basins", BRINK_CRS, two_basins, NULL, 2, 600, {0.2, 0.2}, {0.8, 0.8}, 2e-2, BRINK__SPENT},
    {"crs/constraint", BRINK_CRS, quadratic, above_half, 2, 1500, {0.1, 0.9}, {0.5, 0.3}, 2e-3, BRINK__SPENT},
    {"isres/quadratic", BRINK_ISRES, quadratic, NULL, 2, 3000, {0.9, 0.9}, {0.3, 0.3}, 5e-2, BRINK__SPENT},
    {"isres/constraint", BRINK_ISRES, quadratic, above_half, 2, 3000, {0.1, 0.9}, {0.5, 0.3}, 5e-2, BRINK__SPENT},
    {"bobyqa/quadratic", BRINK_BOBYQA, quadratic, NULL, 4, 400, {0.9, 0.9, 0.1, 0.5}, {0.3, 0.3, 0.3, 0.3}, 1e-4,
     BRINK__CONVERGED},
    {"bobyqa/one variable", BRINK_BOBYQA, quadratic, NULL, 1, 400, {0.95}, {0.3}, 1e-4, BRINK__CONVERGED},
    {"bobyqa/rosenbrock", BRINK_BOBYQA, rosenbrock, NULL, 2, 1000, {0.2, 0.75}, {0.75, 0.75}, 1e-3, BRINK__CONVERGED},
    {"cobyla/constraint", BRINK_COBYLA, quadratic, above_half, 2, 400, {0.9, 0.9}, {0.5, 0.3}, 1e-3, BRINK__CONVERGED},
    {"cobyla/infeasible start", BRINK_COBYLA, quadratic, above_half, 2, 400, {0.1, 0.9}, {0.5, 0.3}, 1e-3,
     BRINK__CONVERGED},
    /* clang-format on */
};

static void known_optimum(void **state)
{
    const struct row *row = *state;
    diary *d = new_diary(row->f, row->g);
    brink__problem problem = problem_of(d, row->n);
    brink__search search = search_by(row->method, row->most);
    brink__ending ending;
    brink_error err = {0};
    assert_int_equal(brink__optimise(&problem, &search, row->start, &ending, &err), BRINK_OK);
    assert_int_equal(ending, row->ending);
    for (size_t i = 0; i < row->n; i++) {
        assert_near(d->best[i], row->want[i], row->tolerance);
    }
    assert_true(d->n_asked <= row->most);
    free(d);
}

/* A population comes in one call, and starting anew for it does not ask twice. */
static void populations_at_once(void **unused)
{
    (void)unused;
    static const double start[] = {0.5, 0.5};
    static const struct {
        brink_optimiser method;
        size_t population, largest;
    } cases[] = {{BRINK_CRS, 0, 30}, {BRINK_CRS, 12, 12}, {BRINK_ISRES, 0, 60}, {BRINK_ISRES, 8, 8}};
    for (size_t c = 0; c < COUNT(cases); c++) {
        diary *d = new_diary(quadratic, NULL);
        brink__problem problem = problem_of(d, 2);
        brink__search search = search_by(cases[c].method, 200);
        brink__ending ending;
        search.population = cases[c].population;
        assert_int_equal(brink__optimise(&problem, &search, start, &ending, NULL), BRINK_OK);
        assert_int_equal(d->largest_call, cases[c].largest);
        assert_memory_equal(d->x[0], start, sizeof start);
        assert_int_equal(d->n_asked, 200);
        if (cases[c].method == BRINK_ISRES) {
            assert_int_equal(d->n_calls, (200 + cases[c].largest - 1) / cases[c].largest);
        }
        free(d);
    }
}

/* As NLopt does by itself, with one call a point. */
static void same_points_each_time(void **unused)
{
    (void)unused;
    static const double start[] = {0.5, 0.9, 0.1};
    for (brink_optimiser m = BRINK_CRS; m <= BRINK_COBYLA; m++) {
        diary *d[3];
        for (int k = 0; k < 3; k++) {
            d[k] = new_diary(rosenbrock, m == BRINK_BOBYQA ? NULL : above_half);
            brink__problem problem = problem_of(d[k], 3);
            brink__search search = search_by(m, 300);
            brink__ending ending;
            search.seed = k == 2 ? 2 : 1;
            assert_int_equal(brink__optimise(&problem, &search, start, &ending, NULL), BRINK_OK);
        }
        assert_int_equal(d[0]->n_asked, d[1]->n_asked);
        assert_memory_equal(d[0]->x, d[1]->x, d[0]->n_asked * sizeof d[0]->x[0]);
        bool is_random = m == BRINK_CRS || m == BRINK_ISRES;
        assert_int_equal(d[0]->x[1][0] != d[2]->x[1][0], is_random);
        for (int k = 0; k < 3; k++) {
            free(d[k]);
        }
    }
}

static void fixed_variables_stay(void **unused)
{
    (void)unused;
    static const double lower[] = {0.0, 0.75, 0.0};
    static const double upper[] = {1.0, 0.75, 1.0};
    for (brink_optimiser m = BRINK_CRS; m <= BRINK_COBYLA; m++) {
        diary *d = new_diary(quadratic, NULL);
        brink__problem problem = problem_of(d, 3);
        brink__search search = search_by(m, 400);
        brink__ending ending;
        problem.lower = lower;
        problem.upper = upper;
        assert_int_equal(brink__optimise(&problem, &search, ones, &ending, NULL), BRINK_OK);
        for (size_t i = 0; i < d->n_asked; i++) {
            assert_true(d->x[i][1] == 0.75);
        }
        assert_near(d->best[0], 0.3, 0.1);
        assert_near(d->best[2], 0.3, 0.1);
        free(d);
    }
}

static void ends(void **unused)
{
    (void)unused;
    for (brink_optimiser m = BRINK_CRS; m <= BRINK_COBYLA; m++) {
        diary *d = new_diary(quadratic, NULL);
        brink__problem problem = problem_of(d, 2);
        brink__search search = search_by(m, 300);
        brink__ending ending = BRINK__CONVERGED;
        brink_error err = {0};
        d->limit = 7;
        assert_int_equal(brink__optimise(&problem, &search, ones, &ending, &err), BRINK_OK);
        assert_int_equal(ending, BRINK__SPENT);
        assert_int_equal(d->n_asked, 7);
        d->limit = 0;
        d->n_asked = 0;
        d->breaks_at = 5;
        assert_int_equal(brink__optimise(&problem, &search, ones, &ending, &err), BRINK_EIO);
        assert_string_equal(err.what, "the disk is full");
        assert_int_equal(d->n_asked, 5);
        d->breaks_at = 0;
        d->n_asked = 0;
        d->gives_nan = true;
        assert_int_equal(brink__optimise(&problem, &search, ones, &ending, &err), BRINK_EBUG);
        free(d);
    }
}

static void nonsense_is_refused(void **unused)
{
    (void)unused;
    static const double start[] = {0.5, 0.5};
    static const brink__search good = {.method = BRINK_BOBYQA, .max_evaluations = 10, .step = 0.1, .tolerance = 0.01};
    diary *d = new_diary(quadratic, NULL);
    for (int k = 0; k < 7; k++) {
        brink__problem problem = problem_of(d, 2);
        brink__search search = good;
        brink__ending ending;
        double infinite[] = {1.0, (double)INFINITY};
        if (k == 0) {
            problem.upper = zeros; /* nothing can move */
        } else if (k == 1) {
            problem.lower = ones;
            problem.upper = zeros;
        } else if (k == 2) {
            problem.upper = infinite;
        } else if (k == 3) {
            search.max_evaluations = 0;
        } else if (k == 4) {
            search.tolerance = 0.2;
        } else if (k == 5) {
            search.step = (double)NAN;
        } else {
            search.method = BRINK_CRS;
            search.population = 2; /* fewer than a simplex has corners */
        }
        assert_int_equal(brink__optimise(&problem, &search, start, &ending, NULL), BRINK_EUSAGE);
        assert_int_equal(d->n_asked, 0);
    }
    free(d);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(rows) + 5] = {
        cmocka_unit_test(populations_at_once),  cmocka_unit_test(same_points_each_time),
        cmocka_unit_test(fixed_variables_stay), cmocka_unit_test(ends),
        cmocka_unit_test(nonsense_is_refused),
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[5 + i].name = rows[i].name;
        tests[5 + i].test_func = known_optimum;
        tests[5 + i].initial_state = (void *)(uintptr_t)&rows[i];
    }
    return cmocka_run_group_tests_name("optimise", tests, NULL, NULL) != 0;
}
