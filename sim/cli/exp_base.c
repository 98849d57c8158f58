/* SPDX-License-Identifier: GPL-3.0-or-later */
#define NAME   bench_exp_base
#define VECTOR 16
#include "exp_body.h"
