/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"

#include "solve.h"

static const kernel *const kernels[BRINK_N_ISAS] = {&brink__deterrence_kernel_base, &brink__deterrence_kernel_avx2,
                                                    &brink__deterrence_kernel_avx512};

enum { DAMPED, PLAIN, IN_LANES, FIRST_ISA };

const brink_kernel brink__deterrence_kernels[BRINK__DETERRENCE_N_KERNELS] = {
    [DAMPED] = {"damped", BRINK_KERNEL_NAIVE, BRINK_ISA_BASE,
                "the equations as written, damped iteration, a replica at a time, libm"},
    [PLAIN] = {"plain", BRINK_KERNEL_PLAIN, BRINK_ISA_BASE, "the kernels' algorithm, a replica at a time, libm"},
    [IN_LANES] = {"lanes", BRINK_KERNEL_LANES, BRINK_ISA_BASE, "the kernels' loops over replicas, no vectors, libm"},
    [FIRST_ISA + BRINK_ISA_BASE] = {"base", BRINK_KERNEL_ISA, BRINK_ISA_BASE, "what every CPU has (SSE2)"},
    [FIRST_ISA + BRINK_ISA_AVX2] = {"avx2", BRINK_KERNEL_ISA, BRINK_ISA_AVX2, "AVX2"},
    [FIRST_ISA + BRINK_ISA_AVX512] = {"avx512", BRINK_KERNEL_ISA, BRINK_ISA_AVX512, "AVX-512"},
};

void brink__use_isa(program *p, brink_isa isa)
{
    p->kernel = kernels[isa];
    p->solver = &p->kernel->solver;
}

void brink__deterrence_use_kernel(brink_program *head, size_t index)
{
    program *p = (program *)(void *)head;
    if (index >= FIRST_ISA) {
        brink__use_isa(p, brink__deterrence_kernels[index].isa);
        return;
    }
    p->kernel = index == IN_LANES ? &brink__deterrence_kernel_lanes : &brink__deterrence_kernel_plain;
    p->solver = index == DAMPED ? &brink__deterrence_damped : &p->kernel->solver;
}

void brink__deterrence_time_kernel(brink_program *head, uint64_t *spent)
{
    program *p = (program *)(void *)head;
    p->timed_kernel = p->kernel;
    p->timed_solver = p->solver;
    p->spent = spent;
    p->kernel = &brink__deterrence_kernel_timed;
    p->solver = &p->kernel->solver;
}
