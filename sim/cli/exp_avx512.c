/* SPDX-License-Identifier: GPL-3.0-or-later */
#define NAME   bench_exp_avx512
#define VECTOR 64
#include "exp_body.h"
