/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples: even where theory says that they are, independent where they should be, and growing. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/sampling.h"

enum { SEED = 11 };

static double *room(size_t n)
{
    double *u = calloc(n + 1, sizeof *u);
    assert_non_null(u);
    return u;
}

/* One point in each of n equal intervals. */
static void assert_even(const double *u, size_t n, size_t dims, size_t d)
{
    bool *taken = calloc(n, sizeof *taken);
    assert_non_null(taken);
    for (size_t i = 0; i < n; i++) {
        const double x = u[i * dims + d];
        assert_true(x > 0.0 && x < 1.0);
        const size_t c = (size_t)(x * (double)n);
        assert_false(taken[c]);
        taken[c] = true;
    }
    free(taken);
}

/* --- Sobol ------------------------------------------------------------------------------------------------------- */

static void sobol_is_a_net(void **state)
{
    (void)state;
    enum { K = 8, N = 1 << K, DIMS = 40 };
    double *u = room(N * DIMS);
    for (uint32_t scramble = 0; scramble < 3; scramble++) {
        assert_int_equal(brink_sobol(N, DIMS, SEED, scramble, u, NULL), BRINK_OK);
        for (size_t d = 0; d < DIMS; d++) {
            assert_even(u, N, DIMS, d);
        }
        /* the first two dimensions are a (0, K, 2)-net: one point in each elementary interval of area 1/N */
        for (size_t k = 0; k <= K; k++) {
            bool taken[N] = {false};
            for (size_t i = 0; i < N; i++) {
                const size_t a = (size_t)(u[i * DIMS] * (double)(1 << k));
                const size_t b = (size_t)(u[i * DIMS + 1] * (double)(1 << (K - k)));
                assert_false(taken[(a << (K - k)) + b]);
                taken[(a << (K - k)) + b] = true;
            }
        }
    }
    free(u);
}

/* Nested scrambling: points share so many leading bits after it as before it, in GSL's sequence. */
static void scrambling_is_nested(void **state)
{
    (void)state;
    enum { N = 200, DIMS = 5 };
    double *u = room(N * DIMS);
    double *plain = room(N * DIMS);
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, DIMS);
    assert_int_equal(brink_sobol(N, DIMS, SEED, 4, u, NULL), BRINK_OK);
    for (size_t i = 1; i < N; i++) { /* point 0 is the origin */
        gsl_qrng_get(sequence, plain + i * DIMS);
    }
    gsl_qrng_free(sequence);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < i; j++) {
            for (size_t d = 0; d < DIMS; d++) {
                unsigned shared[2];
                for (int w = 0; w < 2; w++) {
                    const double *x = w == 0 ? plain : u;
                    const uint32_t a = (uint32_t)(x[i * DIMS + d] * (1u << 30));
                    const uint32_t b = (uint32_t)(x[j * DIMS + d] * (1u << 30));
                    shared[w] = a == b ? 30 : (unsigned)__builtin_clz(a ^ b) - 2;
                }
                assert_int_equal(shared[0], shared[1]);
            }
        }
    }
    free(u);
    free(plain);
}

/* The mean of a smooth function over a net errs far less than over random points, and does so independently from
 * scramble to scramble: the means spread around the integral as their own spread says. */
static void scrambles_are_independent_and_unbiased(void **state)
{
    (void)state;
    enum { N = 256, DIMS = 4, R = 40 };
    double *u = room(N * DIMS);
    for (int which = 0; which < 2; which++) {
        double mean[R];
        double sum = 0.0;
        double squares = 0.0;
        double product = 0.0;
        for (uint32_t r = 0; r < R; r++) {
            assert_int_equal(which == 0 ? brink_sobol(N, DIMS, SEED, r, u, NULL)
                                        : brink_halton(N, DIMS, SEED, r, u, NULL),
                             BRINK_OK);
            mean[r] = 0.0;
            for (size_t i = 0; i < N; i++) {
                double y = 1.0;
                for (size_t d = 0; d < DIMS; d++) {
                    y *= 1.0 + (u[i * DIMS + d] - 0.5);
                }
                mean[r] += y / N;
            }
            sum += mean[r] / R;
        }
        for (uint32_t r = 0; r < R; r++) {
            squares += (mean[r] - sum) * (mean[r] - sum) / (R - 1);
            product += r > 0 ? (mean[r] - 1.0) * (mean[r - 1] - 1.0) / (R - 1) : 0.0;
        }
        const double random = sqrt((pow(1.0 + 1.0 / 12.0, DIMS) - 1.0) / N); /* sd of a mean over random points */
        assert_true(sqrt(squares) < random / 5.0);
        assert_near(sum, 1.0, 5.0 * sqrt(squares / R));     /* unbiased: z <= 5 */
        assert_near(product, 0.0, 5.0 * squares / sqrt(R)); /* successive ones uncorrelated */
    }
    free(u);
}

static void assert_grows(brink_status (*sample)(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u,
                                                brink_error *err),
                         size_t n, size_t more, size_t dims)
{
    double *a = room(n * dims);
    double *b = room(more * dims);
    assert_int_equal(sample(n, dims, SEED, 1, a, NULL), BRINK_OK);
    assert_int_equal(sample(more, dims, SEED, 1, b, NULL), BRINK_OK);
    assert_memory_equal(a, b, n * dims * sizeof *a);
    assert_int_equal(sample(n, dims, SEED + 1, 1, b, NULL), BRINK_OK);
    assert_true(memcmp(a, b, n * dims * sizeof *a) != 0);
    assert_int_equal(sample(n, dims, SEED, 2, b, NULL), BRINK_OK);
    assert_true(memcmp(a, b, n * dims * sizeof *a) != 0);
    free(a);
    free(b);
}

static void sequences_grow(void **state)
{
    (void)state;
    assert_grows(brink_sobol, 100, 256, 7);
    assert_grows(brink_halton, 100, 250, 7);
    assert_grows(brink_latin, 24, 48, 3);
    assert_grows(brink_latin, 24, 96, 3);
    assert_grows(brink_latin, 64, 128, 3);
    double *few = room(50 * 3);
    double *many = room(50 * 600);
    assert_int_equal(brink_halton(50, 3, SEED, 1, few, NULL), BRINK_OK);
    assert_int_equal(brink_halton(50, 600, SEED, 1, many, NULL), BRINK_OK);
    for (size_t i = 0; i < 50; i++) {
        assert_memory_equal(few + i * 3, many + i * 600, 3 * sizeof *few); /* in dimensions too */
    }
    free(few);
    free(many);
}

static void sequences_refuse(void **state)
{
    (void)state;
    double u[1300];
    brink_error err = {0};
    assert_int_equal(brink_sobol(1, 41, 1, 0, u, &err), BRINK_EUSAGE);
    assert_non_null(strstr(err.what, "in 1 to 40"));
    assert_int_equal(brink_sobol(1, 0, 1, 0, u, NULL), BRINK_EUSAGE);
    assert_int_equal(brink_sobol(((size_t)1 << 30) + 1, 1, 1, 0, u, NULL), BRINK_EUSAGE);
    assert_int_equal(brink_halton(1, 1230, 1, 0, u, NULL), BRINK_EUSAGE);
    assert_int_equal(brink_halton(1, 1229, 1, 0, u, NULL), BRINK_OK);
    assert_int_equal(brink_latin(0, 1, 1, 0, u, NULL), BRINK_EUSAGE);
}

/* --- Halton ------------------------------------------------------------------------------------------------------- */

static void halton_is_even_in_each_base(void **state)
{
    (void)state;
    enum { DIMS = 6 };
    static const size_t base[DIMS] = {2, 3, 5, 7, 11, 13};
    double *u = room(2048 * DIMS);
    for (uint32_t scramble = 0; scramble < 3; scramble++) {
        assert_int_equal(brink_halton(2048, DIMS, SEED, scramble, u, NULL), BRINK_OK);
        for (size_t d = 0; d < DIMS; d++) {
            for (size_t n = base[d]; n <= 2048; n *= base[d]) {
                assert_even(u, n, DIMS, d);
            }
        }
        /* and in two of them at once: 8 x 9 intervals, one point in each of 72 */
        bool taken[72] = {false};
        for (size_t i = 0; i < 72; i++) {
            const size_t c = (size_t)(u[i * DIMS] * 8) * 9 + (size_t)(u[i * DIMS + 1] * 9);
            assert_false(taken[c]);
            taken[c] = true;
        }
    }
    free(u);
}

/* Single points of many scrambles are uniform: Kolmogorov and Smirnov, at a threshold of one in a million. */
static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void points_are_uniform(void **state)
{
    (void)state;
    enum { R = 2000 };
    static double x[R];
    for (int which = 0; which < 3; which++) {
        for (uint32_t r = 0; r < R; r++) {
            double u[9 * 4];
            brink_status status = which == 0   ? brink_sobol(9, 4, SEED, r, u, NULL)
                                  : which == 1 ? brink_halton(9, 4, SEED, r, u, NULL)
                                               : brink_latin(9, 4, SEED, r, u, NULL);
            assert_int_equal(status, BRINK_OK);
            x[r] = u[7 * 4 + 3];
        }
        qsort(x, R, sizeof *x, compare);
        double worst = 0.0;
        for (int r = 0; r < R; r++) {
            worst = fmax(worst, fmax((r + 1.0) / R - x[r], x[r] - (double)r / R));
        }
        assert_true(worst * sqrt(R) < 2.7); /* 2 exp(-2 2.7^2) = 9e-7 */
    }
}

/* --- Latin hypercubes --------------------------------------------------------------------------------------------- */

static double least_distance(const double *u, size_t n, size_t dims)
{
    double least = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            double squares = 0.0;
            for (size_t d = 0; d < dims; d++) {
                const double apart = u[i * dims + d] - u[j * dims + d];
                squares += apart * apart;
            }
            least = fmin(least, squares);
        }
    }
    return sqrt(least);
}

static void hypercubes_are_latin_and_spread(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 7, 16, 30, 31, 64, 100, 200};
    double *u = room(200 * 5);
    for (size_t s = 0; s < COUNT(sizes); s++) {
        assert_int_equal(brink_latin(sizes[s], 5, SEED, 0, u, NULL), BRINK_OK);
        for (size_t d = 0; d < 5; d++) {
            assert_even(u, sizes[s], 5, d);
        }
    }
    /* the median least distance of random hypercubes of 30 points in 2 dimensions is about 0.045 */
    for (uint32_t scramble = 0; scramble < 5; scramble++) {
        assert_int_equal(brink_latin(30, 2, SEED, scramble, u, NULL), BRINK_OK);
        assert_true(least_distance(u, 30, 2) > 0.09);
    }
    free(u);
}

/* --- grids -------------------------------------------------------------------------------------------------------- */

static void factorials_are_complete_and_grow(void **state)
{
    (void)state;
    static const size_t mixed[] = {3, 1, 4};
    static const size_t coarse[] = {3, 3};
    static const size_t fine[] = {5, 5};
    double u[25 * 3];
    double v[25 * 3];
    assert_int_equal(brink_factorial_n(mixed, 3, 100), 12);
    assert_int_equal(brink_factorial_n(mixed, 3, 11), 0);
    assert_int_equal(brink_factorial_n((const size_t[]){SIZE_MAX, 3}, 2, SIZE_MAX), 0);
    assert_int_equal(brink_factorial(mixed, 3, u, NULL), BRINK_OK);
    for (size_t i = 0; i < 12; i++) {
        assert_near(u[i * 3 + 1], 0.5, 0);
        for (size_t j = 0; j < i; j++) {
            assert_false(same_bits(u + i * 3, u + j * 3, 3));
        }
        assert_near(u[i * 3] * 2, rint(u[i * 3] * 2), 0);
        assert_near(u[i * 3 + 2] * 3, rint(u[i * 3 + 2] * 3), 1e-15);
    }
    assert_int_equal(brink_factorial(coarse, 2, u, NULL), BRINK_OK);
    assert_int_equal(brink_factorial(fine, 2, v, NULL), BRINK_OK);
    assert_memory_equal(u, v, 9 * 2 * sizeof *u);
    assert_near(v[0] + v[1], 0, 0); /* the corners come first */
    assert_near(v[6] + v[7], 2, 0);
}

static void one_thing_moves_at_a_time(void **state)
{
    (void)state;
    double u[(1 + 3 * 4) * 4];
    brink_one_at_a_time(3, 4, u);
    for (size_t i = 0; i < 13; i++) {
        for (size_t d = 0; d < 4; d++) {
            if (i > 0 && (i - 1) / 3 == d) {
                assert_near(u[i * 4 + d], 0.5 * (double)((i - 1) % 3), 0);
            } else {
                assert_true(isnan(u[i * 4 + d]));
            }
        }
    }
}

static void trajectories_step_once_in_each_dimension(void **state)
{
    (void)state;
    enum { N = 300, DIMS = 5, P = 4 };
    double *u = room(N * (DIMS + 1) * DIMS);
    double *few = room(10 * (DIMS + 1) * DIMS);
    uint32_t moved[N * DIMS];
    uint32_t moved_few[10 * DIMS];
    int places[P] = {0};
    int ups = 0;
    assert_int_equal(brink_morris(N, DIMS, P, SEED, u, moved, NULL), BRINK_OK);
    assert_int_equal(brink_morris(10, DIMS, P, SEED, few, moved_few, NULL), BRINK_OK);
    assert_memory_equal(u, few, 10 * (DIMS + 1) * DIMS * sizeof *u);
    for (size_t t = 0; t < N; t++) {
        const double *point = u + t * (DIMS + 1) * DIMS;
        bool seen[DIMS] = {false};
        places[(int)lrint(point[0] * (P - 1))]++;
        for (size_t k = 0; k < DIMS; k++) {
            for (size_t d = 0; d < DIMS; d++) {
                const double step = point[(k + 1) * DIMS + d] - point[k * DIMS + d];
                assert_near(fabs(step), d == moved[t * DIMS + k] ? 2.0 / 3.0 : 0.0, 1e-15);
                assert_true(point[k * DIMS + d] >= 0.0 && point[k * DIMS + d] <= 1.0);
                ups += step > 0.5;
            }
            assert_false(seen[moved[t * DIMS + k]]);
            seen[moved[t * DIMS + k]] = true;
        }
    }
    for (int k = 0; k < P; k++) {
        assert_in_range(places[k], N / P - 40, N / P + 40); /* 75 with a standard deviation of 7.5 */
    }
    assert_in_range(ups, N * DIMS / 2 - 100, N * DIMS / 2 + 100); /* 750, 19 */
    assert_int_equal(brink_morris(1, 1, 3, SEED, few, moved_few, NULL), BRINK_EUSAGE);
    assert_int_equal(brink_morris(1, 1, 0, SEED, few, moved_few, NULL), BRINK_EUSAGE);
    free(u);
    free(few);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sobol_is_a_net),
        cmocka_unit_test(scrambling_is_nested),
        cmocka_unit_test(scrambles_are_independent_and_unbiased),
        cmocka_unit_test(sequences_grow),
        cmocka_unit_test(sequences_refuse),
        cmocka_unit_test(halton_is_even_in_each_base),
        cmocka_unit_test(points_are_uniform),
        cmocka_unit_test(hypercubes_are_latin_and_spread),
        cmocka_unit_test(factorials_are_complete_and_grow),
        cmocka_unit_test(one_thing_moves_at_a_time),
        cmocka_unit_test(trajectories_step_once_in_each_dimension),
    };
    return cmocka_run_group_tests_name("sampling", tests, NULL, NULL) != 0;
}
