/* SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL brink__deterrence_kernel_avx512
#define VECTOR 16
#include "kernel_body.h"
