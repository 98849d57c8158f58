/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink/math.h against long double libm over the whole range, and the same bits at every instruction set. */
#include "support/verify.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <inttypes.h>
#include <string.h>

#include "brink/math.h"
#include "support/math_stream.h"

enum { N = 200000 };

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 11;
}

static double between(uint64_t *state, double lo, double hi)
{
    return lo + (hi - lo) * ((double)next(state) * 0x1p-53);
}

/* Greatest relative error of brink_exp over [lo, hi]. */
static double exp_error(double lo, double hi)
{
    uint64_t state = 7;
    double worst = 0.0;
    for (int i = 0; i <= N; i++) {
        double x = i == 0 ? lo : i == 1 ? hi : between(&state, lo, hi);
        long double want = expl((long double)x);
        double error = (double)fabsl(((long double)brink_exp(x) - want) / want);
        worst = error > worst || error != error ? error : worst;
    }
    return worst;
}

/* Errors are relative. */
static void record(const char *what, size_t n, double worst, double bound)
{
    verify_worst((verify_about){"numbers", what, "GNU libc, long double"}, "the exact value", n, worst, bound);
}

static void exp_is_accurate(void **unused)
{
    (void)unused;
    record("brink_exp on [-708, 709]", N + 1, exp_error(-708.0, 709.0), 1.7e-16);
    record("brink_exp on [-40, 40]", N + 1, exp_error(-40.0, 40.0), 1.7e-16);
    record("brink_exp on [-1, 1]", N + 1, exp_error(-1.0, 1.0), 1.7e-16);
    record("brink_exp on [-1e-6, 1e-6]", N + 1, exp_error(-1e-6, 1e-6), 1.7e-16);
    assert_true(brink_exp(0.0) == 1.0);
}

static void exp2_is_accurate(void **unused)
{
    (void)unused;
    uint64_t state = 19;
    double worst = 0.0, worst_single = 0.0;
    for (int i = 0; i < N; i++) {
        double x = i % 2 ? between(&state, -900.0, 1023.0) : between(&state, -2.0, 2.0);
        long double want = exp2l((long double)x);
        double error = (double)fabsl(((long double)brink_exp2(x) - want) / want);
        worst = error > worst || error != error ? error : worst;
        float y = (float)(i % 2 ? between(&state, -100.0, 127.0) : between(&state, -2.0, 2.0));
        want = exp2l((long double)y);
        error = (double)fabsl(((long double)brink_exp2f(y) - want) / want);
        worst_single = error > worst_single || error != error ? error : worst_single;
    }
    assert_true(worst < 5e-16);
    assert_true(worst_single < 2.5e-7);
    assert_true(brink_exp2(0.0) == 1.0 && brink_exp2f(0.0F) == 1.0F);
    assert_true(brink_exp2(-1e300) == brink_exp2(-900.0) && brink_exp2(1023.0) <= DBL_MAX);
    assert_true(brink_exp2f(-1e30F) == brink_exp2f(-100.0F) && brink_exp2f(127.0F) <= FLT_MAX);
}

static void log2_in_single_precision_is_accurate(void **unused)
{
    (void)unused;
    uint64_t state = 23;
    double worst = 0.0;
    for (int i = 0; i < N; i++) {
        float x = (float)(i % 2 ? exp2(between(&state, -125.0, 127.0)) : between(&state, 0.5, 2.0));
        long double want = log2l((long double)x);
        double error = (double)(fabsl((long double)brink_log2f(x) - want) / (1.0L + fabsl(want)));
        worst = error > worst || error != error ? error : worst;
    }
    assert_true(worst < 1.5e-7);
    assert_true(brink_log2f(1.0F) == 0.0F && brink_log2f(8.0F) == 3.0F);
}

static void exp_clamps(void **unused)
{
    (void)unused;
    assert_true(brink_exp(-1e300) == brink_exp(-708.0));
    assert_true(brink_exp((double)INFINITY) == brink_exp(709.0));
    assert_true(brink_exp(709.0) <= DBL_MAX && brink_exp(-708.0) > 0.0);
}

static void log_is_accurate(void **unused)
{
    (void)unused;
    uint64_t state = 11;
    double worst = 0.0;
    for (int i = 0; i < N; i++) {
        double x;
        if (i % 2) {
            x = between(&state, 0.5, 2.0); /* where the result cancels */
        } else {
            uint64_t bits = (1 + next(&state) % 2046) << 52 | (next(&state) & 0xfffffffffffffu);
            memcpy(&x, &bits, sizeof x);
        }
        long double want = logl((long double)x);
        double error = (double)fabsl(((long double)brink_log(x) - want) / want);
        worst = error > worst || error != error ? error : worst;
    }
    record("brink_log", N, worst, 1.7e-16);
    assert_true(brink_log(1.0) == 0.0);
    assert_near(brink_log(1.0 + DBL_EPSILON), DBL_EPSILON, 1e-31);
    assert_near(brink_log(DBL_MIN), -708.39641853226410622, 1e-13);
    assert_near(brink_log(DBL_MAX), 709.78271289338399684, 1e-13);
}

static void logistic_is_accurate(void **unused)
{
    (void)unused;
    uint64_t state = 13;
    double worst = 0.0;
    for (int i = 0; i < N; i++) {
        double x = between(&state, -700.0, 50.0);
        long double want = 1.0L / (1.0L + expl(-(long double)x));
        double error = (double)fabsl(((long double)brink_logistic(x) - want) / want);
        worst = error > worst || error != error ? error : worst;
    }
    record("brink_logistic on [-700, 50]", N, worst, 5e-16);
}

/* Relative error of a quantile z of p: one Newton step with the long double distribution function. */
static double quantile_error(double p)
{
    long double z = (long double)brink_normal_quantile(p);
    long double half_root = 0.70710678118654752440L;
    long double density = expl(-0.5L * z * z) * 0.39894228040143267794L;
    long double below = 0.5L * erfcl(-z * half_root);
    long double residual = below - (long double)p;
    if (z > 0.0L) { /* the small side keeps its digits; 1 - p is exact for p >= 1/2 */
        residual = (1.0L - (long double)p) - 0.5L * erfcl(z * half_root);
    }
    return (double)fabsl(residual / density / z);
}

static void quantile_is_accurate(void **unused)
{
    (void)unused;
    uint64_t state = 17;
    double centre = 0.0;
    double tail = 0.0;
    for (int i = 0; i < N; i++) {
        double p = between(&state, 0.075, 0.925);
        double error = quantile_error(p);
        centre = error > centre || error != error ? error : centre;
        p = pow(10.0, between(&state, -307.0, -1.13));
        error = quantile_error(p);
        tail = error > tail || error != error ? error : tail;
        p = 1.0 - pow(10.0, between(&state, -15.0, -1.13));
        error = quantile_error(p);
        tail = error > tail || error != error ? error : tail;
    }
    record("brink_normal_quantile, p in [0.075, 0.925]", N, centre, 1e-15);
    record("brink_normal_quantile, tails to 1e-307", 2 * N, tail, 2e-15);
}

/* GSL has the same algorithm, written by others. */
static void quantile_agrees_with_gsl(void **unused)
{
    (void)unused;
    for (int i = 1; i < 20000; i++) {
        double p = i / 20000.0;
        assert_near(brink_normal_quantile(p), gsl_cdf_ugaussian_Pinv(p), 4e-15);
        assert_near(brink_normal_quantile(p * 1e-200) / gsl_cdf_ugaussian_Pinv(p * 1e-200), 1.0, 4e-15);
    }
    assert_true(brink_normal_quantile(0.5) == 0.0);
    assert_true(brink_normal_quantile(0.25) == -brink_normal_quantile(0.75));
    assert_near(brink_normal_quantile(0.975), 1.9599639845400542355, 1e-15);
}

/* Against long double erfc: Phi(x) = erfc(-x/sqrt 2)/2. */
static void distribution_function_is_accurate(void **unused)
{
    (void)unused;
    const long double root = sqrtl(0.5L);
    uint64_t state = 19;
    double tail = 0.0;
    double body = 0.0;
    double mills = 0.0;
    for (int i = 0; i < N / 10; i++) {
        double x = between(&state, -37.0, 37.0);
        x = i % 2 ? x : x / 12.0; /* the centre as often */
        long double want = 0.5L * erfcl(-(long double)x * root);
        double error = fabs((double)((long double)brink_normal_cdf(x) - want));
        body = fmax(body, error);
        tail = fmax(tail, error / (double)want);
        if (x < 0.0) {
            long double ratio = want * sqrtl(2.0L * acosl(-1.0L)) * expl(0.5L * (long double)x * (long double)x);
            mills = fmax(mills, fabs(brink_mills_ratio(-x) / (double)ratio - 1.0));
        }
    }
    print_message("Phi: error %.2g, relative %.2g; Mills' ratio: relative %.2g\n", body, tail, mills);
    assert_true(body < 5e-16 && tail < 1e-13 && mills < 2e-14);
    assert_true(brink_normal_cdf(0.0) == 0.5 && brink_normal_cdf(-38.0) == 0.0 && brink_normal_cdf(38.0) == 1.0);
    assert_true(isnan(brink_normal_cdf((double)NAN)) && isnan(brink_mills_ratio((double)NAN)));
    assert_true(isnan(brink_mills_ratio(-1.0)));
    assert_near(brink_mills_ratio(0.0), sqrt(acos(0.0)), 1e-15); /* sqrt(pi/2) */
    assert_near(brink_normal_cdf(1.9599639845400542355), 0.975, 2e-16);
}

static void quantile_outside_is_nan(void **unused)
{
    (void)unused;
    const double outside[] = {0.0, 1.0, -0.1, 1.1, (double)INFINITY, -(double)INFINITY, (double)NAN};
    for (size_t i = 0; i < COUNT(outside); i++) {
        assert_true(isnan(brink_normal_quantile(outside[i])));
    }
}

/* Recorded from gcc 12 at the base instruction set. */
static const uint64_t stream = 0xc952c4992072d743u;

static void base_bits(void **unused)
{
    (void)unused;
    uint64_t got = math_stream_base();
    if (got != stream) {
        print_error("got 0x%016" PRIx64 "\n", got);
    }
    assert_true(got == stream);
}

static void wider_bits(void **unused)
{
    (void)unused;
    int tried = 1;
#ifdef MATH_STREAM_X86
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        assert_true(math_stream_avx2() == stream);
        tried++;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        assert_true(math_stream_avx512() == stream);
        tried++;
    }
#endif
    print_message("%d instruction sets compared\n", tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        verify_test(exp_is_accurate),
        cmocka_unit_test(exp2_is_accurate),
        cmocka_unit_test(log2_in_single_precision_is_accurate),
        cmocka_unit_test(exp_clamps),
        verify_test(log_is_accurate),
        verify_test(logistic_is_accurate),
        verify_test(quantile_is_accurate),
        cmocka_unit_test(quantile_agrees_with_gsl),
        cmocka_unit_test(quantile_outside_is_nan),
        cmocka_unit_test(distribution_function_is_accurate),
        cmocka_unit_test(base_bits),
        cmocka_unit_test(wider_bits),
    };
    return verify_main("math", tests, COUNT(tests));
}
