/* SPDX-License-Identifier: GPL-3.0-or-later */
#define NAME   bench_exp_avx2
#define VECTOR 32
#include "exp_body.h"
