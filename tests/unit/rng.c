/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/verify.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <string.h>

#include "brink/draws.h"
#include "brink/math.h"
#include "brink/rng.h"

/* Philox4x32-10: counter, key, words. The three lines "philox4x32 10 ..." of tests/kat_vectors in Random123's own
 * distribution (github.com/DEShawResearch/random123). */
static const struct row {
    const char *name;
    uint32_t counter[4], key[2], words[4];
} rows[] = {
    {"zeros", {0, 0, 0, 0}, {0, 0}, {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}},
    {"ones",
     {0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu},
     {0xffffffffu, 0xffffffffu},
     {0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}},
    {"pi",
     {0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u},
     {0xa4093822u, 0x299f31d0u},
     {0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}},
};

static brink_address address(const uint32_t counter[4])
{
    return (brink_address){.replica = (uint64_t)counter[3] << 32 | counter[2],
                           .who = counter[1],
                           .period = (uint16_t)(counter[0] >> 16),
                           .purpose = (uint8_t)(counter[0] >> 8),
                           .index = (uint8_t)counter[0]};
}

static void known_answer(void **state)
{
    const struct row *row = *state;
    brink_address at = address(row->counter);
    uint64_t seed = (uint64_t)row->key[1] << 32 | row->key[0];
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    brink_rng_seek(rng, seed, at);
    size_t n_different = 0;
    for (int i = 0; i < 4; i++) {
        n_different += gsl_rng_get(rng) != row->words[i];
    }
    gsl_rng_free(rng);
    verify_same((verify_about){"numbers", verify_name("Philox4x32-10, vector '%s'", row->name),
                               "Random123, tests/kat_vectors (Salmon, Moraes, Dror & Shaw 2011)"},
                "words", 4, n_different);

    /* the uniform: the upper 52 of the first 64 bits, in the middle of its cell */
    uint64_t bits = (uint64_t)row->words[1] << 32 | row->words[0];
    double want = ((double)(bits >> 12) + 0.5) * 0x1p-52;
    assert_true(brink_uniform(seed, at) == want);
    assert_true(brink_normal(seed, at) == brink_normal_quantile(want));
}

static void lanes_equal_addresses(void **unused)
{
    (void)unused;
    /* across a carry into the upper half of the replica, and at every length that leaves a tail of a vector */
    brink_address at = {.replica = 0xffffffe0u, .who = brink_who("RUS", "UKR"), .period = 7, .purpose = 2};
    for (size_t n = 0; n <= 67; n++) {
        double u[68];
        double z[68];
        u[n] = z[n] = -1.0;
        brink_uniforms(99, at, n, u);
        brink_normals(99, at, n, z);
        double plain_u[68];
        double plain_z[68];
        plain_u[n] = plain_z[n] = -1.0;
        brink_draw_uniforms(99, at, n, plain_u);
        brink_draw_normals(99, at, n, plain_z);
        for (size_t i = 0; i < n; i++) {
            brink_address one = at;
            one.replica += i;
            assert_true(u[i] == brink_uniform(99, one) && plain_u[i] == u[i]);
            assert_true(z[i] == brink_normal(99, one) && plain_z[i] == z[i]);
        }
        assert_true(u[n] == -1.0 && z[n] == -1.0 && plain_u[n] == -1.0 && plain_z[n] == -1.0);
    }
}

static void every_part_of_the_address_counts(void **unused)
{
    (void)unused;
    const brink_address base = {.replica = 5, .who = 6, .period = 7, .purpose = 8, .index = 9};
    brink_address others[6] = {base, base, base, base, base, base};
    others[0].replica++;
    others[1].replica += (uint64_t)1 << 32;
    others[2].who++;
    others[3].period++;
    others[4].purpose++;
    others[5].index++;
    double u = brink_uniform(1, base);
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_true(brink_uniform(1, others[i]) != u);
    }
    assert_true(brink_uniform(2, base) != u);
    assert_true(brink_uniform(1 + ((uint64_t)1 << 32), base) != u);
    assert_true(brink_uniform(1, base) == u);
}

static void seek_walks_over_indices(void **unused)
{
    (void)unused;
    brink_address at = {.replica = 123456789012345u, .who = 42, .period = 3, .purpose = 1, .index = 10};
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    gsl_rng_set(rng, 77);
    (void)gsl_rng_get(rng); /* a part-used block is dropped by a seek */
    brink_rng_seek(rng, 1234, at);
    for (int i = 0; i < 20; i++, at.index++) {
        uint64_t low = gsl_rng_get(rng);
        uint64_t high = gsl_rng_get(rng);
        (void)gsl_rng_get(rng);
        (void)gsl_rng_get(rng);
        assert_true(((double)((high << 32 | low) >> 12) + 0.5) * 0x1p-52 == brink_uniform(1234, at));
    }
    gsl_rng_free(rng);
}

static void sequence_is_a_gsl_generator(void **unused)
{
    (void)unused;
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_int_equal(gsl_rng_max(rng), 0xffffffffUL);
    assert_int_equal(gsl_rng_min(rng), 0);
    gsl_rng_set(rng, 0);
    assert_int_equal(gsl_rng_get(rng), rows[0].words[0]); /* seed 0 is a seed like any other */

    gsl_rng *copy = gsl_rng_clone(rng);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(gsl_rng_get(rng), gsl_rng_get(copy));
    }
    gsl_rng_free(copy);

    /* moments of 4e5 normals by GSL's own method; z <= 5, the seed is fixed */
    gsl_rng_set(rng, 20260101);
    enum { N = 400000 };
    double sum[5] = {0};
    for (int i = 0; i < N; i++) {
        double x = gsl_ran_gaussian(rng, 1.0);
        for (int k = 1; k <= 4; k++) {
            sum[k] += gsl_pow_int(x, k);
        }
    }
    assert_near(sum[1] / N, 0.0, 5 * sqrt(1.0 / N));
    assert_near(sum[2] / N, 1.0, 5 * sqrt(2.0 / N));
    assert_near(sum[3] / N, 0.0, 5 * sqrt(15.0 / N));
    assert_near(sum[4] / N, 3.0, 5 * sqrt(96.0 / N));
    gsl_rng_free(rng);
}

/* Uniform over cells along each part of the address, and uncorrelated between neighbours: chi-square with 255 degrees
 * of freedom has mean 255 and sd 22.6. */
static void uniforms_are_uniform(void **state)
{
    const int *along = *state;
    enum { N = 100000, CELLS = 256 };
    double count[CELLS] = {0};
    double last = 0.5;
    double product = 0.0;
    for (int i = 0; i < N; i++) {
        unsigned k = (unsigned)i;
        brink_address at = {.replica = 1, .who = 1, .period = 1};
        switch (*along) {
        case 0:
            at.replica = k;
            break;
        case 1:
            at.who = k;
            break;
        case 2:
            at.period = (uint16_t)(k & 0xffffu);
            at.index = (uint8_t)(k >> 16);
            break;
        default:
            at.purpose = (uint8_t)(k & 0xffu);
            at.index = (uint8_t)(k >> 8);
            at.period = (uint16_t)(k >> 16);
            break;
        }
        double u = brink_uniform(5, at);
        assert_true(u > 0.0 && u < 1.0);
        count[(size_t)(u * CELLS)] += 1.0;
        product += (u - 0.5) * (last - 0.5);
        last = u;
    }
    double chi = 0.0;
    for (int c = 0; c < CELLS; c++) {
        double expected = (double)N / CELLS;
        chi += (count[c] - expected) * (count[c] - expected) / expected;
    }
    assert_near(chi, 255.0, 5 * 22.6);
    assert_near(product / N * 12.0, 0.0, 5.0 / sqrt(N));
}

static void names_are_hashed(void **unused)
{
    (void)unused;
    /* FNV-1a test vectors of Fowler, Noll & Vo (the "foobar" of their test suite), carried one zero byte further */
    assert_int_equal(brink_who("foobar", NULL), 0xbf9cf968u * 16777619u);
    assert_int_equal(brink_who("", ""), 0x811c9dc5u * 16777619u);
    assert_int_equal(brink_who(NULL, NULL), brink_who("", ""));
    assert_int_not_equal(brink_who("ab", "c"), brink_who("a", "bc"));
    assert_int_not_equal(brink_who("a", ""), brink_who("", "a"));
}

int main(void)
{
    static const int along[] = {0, 1, 2, 3};
    static const char *const along_names[] = {"uniform/replica", "uniform/who", "uniform/period", "uniform/purpose"};
    struct CMUnitTest tests[COUNT(rows) + COUNT(along) + 5] = {
        cmocka_unit_test(lanes_equal_addresses),   cmocka_unit_test(every_part_of_the_address_counts),
        cmocka_unit_test(seek_walks_over_indices), cmocka_unit_test(sequence_is_a_gsl_generator),
        cmocka_unit_test(names_are_hashed),
    };
    size_t n = 5;
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[n++] = verify_test_of(rows[i].name, known_answer, &rows[i]);
    }
    for (size_t i = 0; i < COUNT(along); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = along_names[i], .test_func = uniforms_are_uniform, .initial_state = (void *)(uintptr_t)&along[i]};
    }
    return verify_main("rng", tests, n);
}
