/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/bundle.h"

brink_status brink__bundle_open(brink__bundle *bundle, const char *folder, const char *const *names, size_t n,
                                brink_error *err)
{
    brink_status status = BRINK_OK;
    *bundle = (brink__bundle){.n = n};
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = brink__file_open(&bundle->csv[i].file, folder, names[i], err);
    }
    return status;
}

brink_status brink__bundle_end(brink__bundle *bundle, brink_status status, brink_error *err)
{
    for (size_t i = 0; i < bundle->n && status == BRINK_OK; i++) {
        status = brink__file_finish(&bundle->csv[i].file, err);
    }
    for (size_t i = 0; i < bundle->n && status == BRINK_OK; i++) {
        status = brink__file_commit(&bundle->csv[i].file, err);
    }
    for (size_t i = 0; i < bundle->n; i++) {
        brink__file_abandon(&bundle->csv[i].file);
    }
    return status;
}
