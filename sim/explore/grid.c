/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/grid.h"

#include <math.h>
#include <stdio.h>

#include "base/text.h"

enum { LEAST_EXPONENT = -300 };

/* 10^e, correctly rounded. */
static double power_of_ten(int e)
{
    char text[16];
    double value = 0.0;
    (void)snprintf(text, sizeof text, "1e%d", e);
    (void)brink__parse_number(text, &value);
    return value;
}

int brink__grid_exponent(const brink_lever *lever, double resolution)
{
    double most = resolution * (lever->upper - lever->lower);
    int e = lever->range.is_whole ? 0 : LEAST_EXPONENT;
    while (power_of_ten(e + 1) <= most) {
        e++;
    }
    return e;
}

/* The multiple of 10^e nearest to x. Printed as a whole number: no locale has a say in that. */
static double nearest_multiple(double x, int e, char text[32])
{
    char rounded[400];
    double value = 0.0;
    (void)snprintf(rounded, sizeof rounded, "%.0fe%d", e <= 0 ? x * power_of_ten(-e) : x / power_of_ten(e), e);
    (void)brink__parse_number(rounded, &value);
    (void)brink__format_double(value, text);
    return value;
}

double brink__grid_place(const brink_lever *lever, int exponent, double u, char text[32])
{
    double x = lever->lower + u * (lever->upper - lever->lower);
    double place = nearest_multiple(x, exponent, text);
    const double others[] = {lever->lower, lever->upper, lever->now};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        bool is_inside = others[i] >= lever->lower && others[i] <= lever->upper;
        bool is_out = !(place >= lever->lower && place <= lever->upper);
        if (is_inside && (is_out || fabs(others[i] - x) <= fabs(place - x))) {
            place = others[i];
            (void)brink__format_double(place, text);
        }
    }
    return place;
}
