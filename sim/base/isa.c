/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"

static const char *const names[BRINK_N_ISAS] = {
    [BRINK_ISA_BASE] = "base", [BRINK_ISA_AVX2] = "avx2", [BRINK_ISA_AVX512] = "avx512"};

const char *brink_isa_name(brink_isa isa)
{
    return isa < BRINK_N_ISAS ? names[isa] : "unknown";
}

bool brink_isa_is_supported(brink_isa isa)
{
    switch (isa) {
    case BRINK_ISA_BASE:
        return true;
    case BRINK_ISA_AVX2:
        return __builtin_cpu_supports("avx2");
    case BRINK_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
    case BRINK_N_ISAS:
        break;
    }
    return false;
}

brink_isa brink_isa_now(void)
{
    const char *wanted = getenv("BRINK_ISA"); /* for tests and benchmarks; read before threads start */
    brink_isa best = BRINK_ISA_BASE;
    for (int i = 0; i < BRINK_N_ISAS; i++) {
        brink_isa isa = (brink_isa)i;
        if (brink_isa_is_supported(isa)) {
            best = isa;
            if (wanted && strcmp(wanted, names[i]) == 0) {
                return isa;
            }
        }
    }
    return best;
}
