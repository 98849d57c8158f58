/* SPDX-License-Identifier: GPL-3.0-or-later */
#define MATH_STREAM math_stream_avx2
#include "support/math_stream_body.h"
