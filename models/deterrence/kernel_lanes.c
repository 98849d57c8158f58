/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of the kernels without vectors: what `brink bench` tells the gain by batches from that by vectors with. */
#include "libm_body.h"

#define KERNEL brink__deterrence_kernel_lanes
#define VECTOR 1
#include "kernel_body.h"
