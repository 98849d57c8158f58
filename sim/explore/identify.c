/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a calibration says about its parameters, and what it cannot say. */
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"
#include "explore/calibration.h"

/* --- directions */

static void take_directions(brink_calibration *c, const gsl_vector *value, const gsl_matrix *vector)
{
    const size_t d = c->n_parameters;
    for (size_t i = 0; i < d; i++) {
        double *loading = c->loadings + i * d;
        const double information = fmax(gsl_vector_get(value, i), 0.0);
        size_t largest = 0;
        for (size_t k = 0; k < d; k++) {
            loading[k] = gsl_matrix_get(vector, k, i);
            largest = fabs(loading[k]) > fabs(loading[largest]) ? k : largest;
        }
        const double sign = loading[largest] < 0.0 ? -1.0 : 1.0;
        for (size_t k = 0; k < d; k++) {
            loading[k] *= sign;
            c->linear[k] += loading[k] * loading[k] / (1.0 + information);
        }
        c->direction[i] =
            (brink_direction){.information = information, .is_flat = information < 1.0, .loading = loading};
    }
    for (size_t k = 0; k < d; k++) {
        c->linear[k] = sqrt(c->linear[k]);
    }
    c->n_directions = d;
}

brink_status brink__identify(brink_calibration *calibration, brink_error *err)
{
    brink_calibration *c = calibration;
    const size_t d = c->n_parameters;
    if (c->fit.n_rounds == 0) {
        return BRINK_OK;
    }
    gsl_matrix *information = gsl_matrix_calloc(d, d);
    gsl_matrix *vector = gsl_matrix_calloc(d, d);
    gsl_vector *value = gsl_vector_calloc(d);
    gsl_eigen_symmv_workspace *room = gsl_eigen_symmv_alloc(d);
    brink_status status = BRINK_ENOMEM;
    if (information != NULL && vector != NULL && value != NULL && room != NULL) {
        for (size_t k = 0; k < d; k++) {
            for (size_t l = 0; l < d; l++) {
                double sum = 0.0;
                for (size_t j = 0; j < c->n_targets; j++) {
                    sum += c->jacobian[j * d + k] * c->jacobian[j * d + l];
                }
                gsl_matrix_set(information, k, l, sum);
            }
        }
        (void)gsl_eigen_symmv(information, value, vector, room);
        (void)gsl_eigen_symmv_sort(value, vector, GSL_EIGEN_SORT_VAL_DESC);
        take_directions(c, value, vector);
        status = BRINK_OK;
    }
    gsl_eigen_symmv_free(room);
    gsl_vector_free(value);
    gsl_matrix_free(vector);
    gsl_matrix_free(information);
    return status == BRINK_OK ? status : brink_fail(err, status, "out of memory for directions");
}

size_t brink_calibration_n_directions(const brink_calibration *calibration)
{
    return calibration->n_directions;
}

const brink_direction *brink_calibration_direction(const brink_calibration *calibration, size_t i)
{
    return &calibration->direction[i];
}

/* --- parameters */

static const brink_generation *last_of(const brink_calibration *c)
{
    return &c->generations.item[c->generations.n - 1];
}

/* The number that a value stands for. */
static double number_at(const brink_calibration *c, size_t parameter, double score)
{
    char text[32];
    const brink_factor *factor = brink_factors_get(c->problem->parameters, parameter);
    return brink_distribution_number(&factor->distribution, brink_calibration_text(c, parameter, score, text));
}

/* The score below which the weighted particles have a share p. */
static double weighted_quantile(const brink_calibration *c, size_t parameter, double p)
{
    const brink_generation *g = last_of(c);
    const brink_trial_point *point = c->points.item + g->first;
    double least = (double)INFINITY;
    /* the least score whose share reaches p: quadratic, and generations are small */
    for (size_t i = 0; i < g->n; i++) {
        double share = 0.0;
        for (size_t k = 0; k < g->n; k++) {
            share += point[k].score[parameter] <= point[i].score[parameter] ? point[k].weight : 0.0;
        }
        if (share >= p && point[i].weight > 0.0 && point[i].score[parameter] < least) {
            least = point[i].score[parameter];
        }
    }
    return least;
}

brink_parameter_fit brink_calibration_parameter(const brink_calibration *calibration, size_t parameter)
{
    static const double shares[3] = {0.05, 0.5, 0.95};
    const brink_calibration *c = calibration;
    const brink_generation *g = last_of(c);
    const brink_trial_point *point = c->points.item + g->first;
    const double unbiased = g->ess > 1.0 ? 1.0 - 1.0 / g->ess : 1.0;
    const bool has_fit = c->fit.point != SIZE_MAX;
    brink_parameter_fit fit = {
        .score_mean = c->mean[parameter],
        .contraction = sqrt(c->covariance[parameter * c->n_parameters + parameter]),
        .linear = c->n_directions > 0 ? c->linear[parameter] : (double)NAN,
        .fitted_score = has_fit ? c->points.item[c->fit.point].score[parameter] : (double)NAN,
    };
    fit.is_at_end = has_fit && fabs(fit.fitted_score) >= 3.0;
    for (size_t q = 0; q < 3; q++) {
        fit.prior[q] = number_at(c, parameter, brink_normal_quantile(shares[q]));
        fit.score[q] = weighted_quantile(c, parameter, shares[q]);
        fit.posterior[q] = number_at(c, parameter, fit.score[q]);
    }
    for (size_t i = 0; i < g->n; i++) {
        fit.mean += point[i].weight * number_at(c, parameter, point[i].score[parameter]);
    }
    for (size_t i = 0; i < g->n; i++) {
        const double off = number_at(c, parameter, point[i].score[parameter]) - fit.mean;
        fit.sd += point[i].weight * off * off / unbiased;
    }
    fit.sd = sqrt(fit.sd);
    return fit;
}

double brink_calibration_correlation(const brink_calibration *calibration, size_t a, size_t b)
{
    const size_t d = calibration->n_parameters;
    const double *v = calibration->covariance;
    const double scale = sqrt(v[a * d + a] * v[b * d + b]);
    return scale > 0.0 ? v[a * d + b] / scale : (double)NAN;
}
