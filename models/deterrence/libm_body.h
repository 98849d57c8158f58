/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mathematics of brink/math.h by the C library: for kernels that are there to be compared with. They agree with
 * those of the instruction sets to the scenario's tolerance, not to the bit, and are not for results. */
#include <math.h>

#include "brink/draws.h"
#include "brink/math.h"

/* Arguments are clamped as in brink/math.h: infinities would make NaNs of products. */
static inline float libm_exp2f(float x)
{
    return exp2f(x < -100.0F ? -100.0F : x > 127.0F ? 127.0F : x);
}

static inline double libm_exp2(double x)
{
    return exp2(brink_clamp(x, -900.0, 1023.0));
}

static inline double libm_exp(double x)
{
    return exp(brink_clamp(x, -708.0, 709.0));
}

static inline double libm_logistic(double x)
{
    return 1.0 / (1.0 + libm_exp(-x));
}

#define brink_exp2f    libm_exp2f
#define brink_exp2     libm_exp2
#define brink_exp      libm_exp
#define brink_logistic libm_logistic
#define brink_log      log
#define brink_log2f    log2f
