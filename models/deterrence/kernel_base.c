/* SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL brink__deterrence_kernel_base
#define VECTOR 8
#include "kernel_body.h"
