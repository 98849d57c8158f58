/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/report.h"

#include <stdarg.h>

void brink__mistake(brink__report *report, brink_place place, const char *format, ...)
{
    report->n++;
    if (report->n > BRINK__MAX_MISTAKES) {
        if (report->n == BRINK__MAX_MISTAKES + 1) {
            brink_diagnose(report->diagnostics, (brink_place){.file = place.file},
                           "more than %d mistakes; the rest is not listed", (int)BRINK__MAX_MISTAKES);
        }
        return;
    }
    char text[2048]; /* callers shorten what they quote; lists of columns are the longest part */
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    brink_diagnose(report->diagnostics, place, "%s", text);
}
