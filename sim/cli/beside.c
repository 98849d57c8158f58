/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beside.h"

#include "brink/facts.h"
#include "brink/levers.h"
#include "brink/objectives.h"
#include "brink/uncertainties.h"
#include "cli.h"

/* The first failure, and none that is only that of one table when memory ran out. */
static brink_status worse(brink_status a, brink_status b)
{
    return a == BRINK_OK || b == BRINK_ENOMEM ? b : a;
}

brink_status cli_beside_check(const brink_scenario *scenario)
{
    brink_facts *targets = NULL;
    brink_levers *levers = NULL;
    brink_uncertainties *uncertainties = NULL;
    brink_objectives *objectives = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    if (d == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    brink_status status = brink_levers_read(scenario, &levers, d);
    status = worse(status, brink_uncertainties_read(scenario, &uncertainties, d));
    status = worse(status, brink_objectives_read(scenario, &objectives, d));
    status = worse(status, brink_facts_read(scenario, &targets, d));
    const size_t n = brink_diagnostics_count(d);
    if (status == BRINK_ENOMEM) {
        (void)cli_fail(status, "out of memory");
    } else if (status != BRINK_OK) {
        cli_print_diagnostics(d);
        (void)cli_fail(status, "%zu error%s in tables beside those of %s", n, n == 1 ? "" : "s",
                       brink_scenario_name(scenario));
    }
    brink_facts_free(targets);
    brink_levers_free(levers);
    brink_uncertainties_free(uncertainties);
    brink_objectives_free(objectives);
    brink_diagnostics_free(d);
    return status;
}
