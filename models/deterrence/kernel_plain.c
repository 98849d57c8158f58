/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The period as an ordinary program computes it: the body of the kernels for one lane at a time, with the C library's
 * mathematics. Compiled without vectors (CMakeLists.txt). `brink bench` measures what the kernels give against it; it
 * agrees with them to the scenario's tolerance, not to the bit, and is not for results. */
#include <math.h>

#include "brink/draws.h"
#include "brink/math.h"

/* Arguments are clamped as in brink/math.h: infinities would make NaNs of products. */
static inline float plain_exp2f(float x)
{
    return exp2f(x < -100.0F ? -100.0F : x > 127.0F ? 127.0F : x);
}

static inline double plain_exp2(double x)
{
    return exp2(brink_clamp(x, -900.0, 1023.0));
}

static inline double plain_exp(double x)
{
    return exp(brink_clamp(x, -708.0, 709.0));
}

static inline double plain_logistic(double x)
{
    return 1.0 / (1.0 + plain_exp(-x));
}

#define brink_exp2f    plain_exp2f
#define brink_exp2     plain_exp2
#define brink_exp      plain_exp
#define brink_logistic plain_logistic
#define brink_log      log
#define brink_log2f    log2f

#define KERNEL brink__deterrence_kernel_plain
#define VECTOR 1
#include "kernel_body.h"
