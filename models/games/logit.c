/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "logit.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brink/math.h"

/* e^x; 0 where brink_exp() would stop falling. */
static double exponential(double x)
{
    return x < -708.0 ? 0.0 : brink_exp(x);
}

void brink__normalise(const brink__agents *agents, const double *x, double *log_p, double *p)
{
    for (size_t k = 0; k < agents->n_agents; k++) {
        double top = -HUGE_VAL;
        for (size_t v = agents->first[k]; v < agents->first[k + 1]; v++) {
            top = x[v] > top ? x[v] : top;
        }
        double sum = 0.0;
        for (size_t v = agents->first[k]; v < agents->first[k + 1]; v++) {
            sum += exponential(x[v] - top);
        }
        double log_sum = top + brink_log(sum);
        for (size_t v = agents->first[k]; v < agents->first[k + 1]; v++) {
            double each = x[v] - log_sum;
            if (log_p != NULL) {
                log_p[v] = each;
            }
            if (p != NULL) {
                p[v] = exponential(each);
            }
        }
    }
}

bool brink__logit_init(brink__logit *logit, brink__agents *agents, size_t n_classes, const size_t *class_of)
{
    size_t n = agents->n_actions;
    *logit = (brink__logit){.agents = agents, .n_classes = n_classes, .class_of = class_of};
    logit->x = calloc(4 * n + 2 * n * n + 1, sizeof *logit->x); /* all in one piece */
    if (logit->x == NULL) {
        return false;
    }
    logit->p = logit->x + n;
    logit->v = logit->p + n;
    logit->response = logit->v + n;
    logit->dv = logit->response + n;
    logit->jacobian = logit->dv + n * n;
    return true;
}

void brink__logit_fini(brink__logit *logit)
{
    free(logit->x);
    *logit = (brink__logit){0};
}

void brink__logit_start(const brink__logit *logit, double *y)
{
    brink__agents *agents = logit->agents;
    for (size_t k = 0; k < agents->n_agents; k++) {
        for (size_t v = agents->first[k]; v < agents->first[k + 1]; v++) {
            y[logit->class_of[v]] = -brink_log((double)(agents->first[k + 1] - agents->first[k]));
        }
    }
}

/* Sets p, v, log response and, when wanted, dv with respect to x; F goes to f [n_actions]. `f` may be NULL. */
static void respond(brink__logit *logit, const double *y, double mu, bool with_derivatives)
{
    brink__agents *agents = logit->agents;
    size_t n = agents->n_actions;
    for (size_t v = 0; v < n; v++) {
        logit->x[v] = y[logit->class_of[v]];
    }
    double *log_p = logit->response; /* for a moment */
    brink__normalise(agents, logit->x, log_p, logit->p);
    agents->payoffs(agents, logit->p, log_p, logit->v, with_derivatives ? logit->dv : NULL);
    for (size_t v = 0; v < n; v++) {
        double bonus = logit->bonus != NULL ? logit->bonus[v] / (1.0 + mu) : 0.0;
        logit->response[v] = mu * (logit->v[v] + bonus);
        logit->v[v] += bonus / (1.0 + mu); /* from here on: the derivative of mu V + bonus mu / (1 + mu) */
    }
    brink__normalise(agents, logit->response, logit->response, NULL);
}

/* dF/dx [n_actions][n_actions] from what respond() left. Payoffs depend on x through normalised probabilities: moving
 * x_c alone moves log p_c by 1 - p_c, and the agent's others by -p_c. */
static void set_jacobian(brink__logit *logit, double mu)
{
    brink__agents *agents = logit->agents;
    size_t n = agents->n_actions;
    for (size_t r = 0; r < n; r++) {
        double *row = logit->dv + r * n;
        for (size_t k = 0; k < agents->n_agents; k++) {
            double sum = 0.0;
            for (size_t c = agents->first[k]; c < agents->first[k + 1]; c++) {
                sum += row[c];
            }
            for (size_t c = agents->first[k]; c < agents->first[k + 1]; c++) {
                row[c] -= logit->p[c] * sum;
            }
        }
    }
    for (size_t k = 0; k < agents->n_agents; k++) {
        double *mean = logit->x; /* no longer needed: the mean of the agent's rows under its response */
        memset(mean, 0, n * sizeof *mean);
        for (size_t r = agents->first[k]; r < agents->first[k + 1]; r++) {
            double weight = exponential(logit->response[r]);
            for (size_t c = 0; c < n; c++) {
                mean[c] += weight * logit->dv[r * n + c];
            }
        }
        for (size_t r = agents->first[k]; r < agents->first[k + 1]; r++) {
            for (size_t c = 0; c < n; c++) {
                logit->jacobian[r * n + c] = (r == c ? 1.0 : 0.0) - mu * (logit->dv[r * n + c] - mean[c]);
            }
        }
    }
}

/* The equations of the classes: those of any member, with the columns of a class added up. */
static void restrict_to_classes(const brink__logit *logit, double *jacobian)
{
    size_t n = logit->agents->n_actions;
    size_t m = logit->n_classes;
    memset(jacobian, 0, m * m * sizeof *jacobian);
    for (size_t r = n; r > 0; r--) { /* the first member of a class comes last, and stays */
        double *row = jacobian + logit->class_of[r - 1] * m;
        memset(row, 0, m * sizeof *row);
        for (size_t c = 0; c < n; c++) {
            row[logit->class_of[c]] += logit->jacobian[(r - 1) * n + c];
        }
    }
}

static void evaluate(void *context, const double *y, double mu, double *f, double *jacobian, double *f_mu)
{
    brink__logit *logit = context;
    brink__agents *agents = logit->agents;
    respond(logit, y, mu, true);
    for (size_t k = 0; k < agents->n_agents; k++) {
        double mean = 0.0;
        for (size_t v = agents->first[k]; v < agents->first[k + 1]; v++) {
            mean += exponential(logit->response[v]) * logit->v[v];
        }
        for (size_t v = agents->first[k + 1]; v > agents->first[k]; v--) { /* as in restrict_to_classes() */
            f[logit->class_of[v - 1]] = logit->x[v - 1] - logit->response[v - 1];
            f_mu[logit->class_of[v - 1]] = mean - logit->v[v - 1];
        }
    }
    set_jacobian(logit, mu);
    restrict_to_classes(logit, jacobian);
}

brink__path_system brink__logit_system(brink__logit *logit)
{
    return (brink__path_system){.n = logit->n_classes, .evaluate = evaluate, .context = logit};
}

double brink__logit_finish(brink__logit *logit, const double *y, double mu, double *log_p)
{
    respond(logit, y, mu, false);
    brink__normalise(logit->agents, logit->x, log_p, NULL);
    double residual = 0.0;
    for (size_t v = 0; v < logit->agents->n_actions; v++) {
        double distance = fabs(log_p[v] - logit->response[v]);
        residual = distance <= residual ? residual : distance; /* NaN stays */
    }
    return residual;
}

/* --- stability against broken symmetry ---------------------------------------------------------------------------- */

/* Real eigenvalues below zero of a[m][m], which is destroyed. */
static brink_status count_negative(double *a, size_t m, size_t *n)
{
    *n = 0;
    gsl_eigen_nonsymm_workspace *work = gsl_eigen_nonsymm_alloc(m);
    gsl_vector_complex *values = gsl_vector_complex_alloc(m);
    brink_status status = work != NULL && values != NULL ? BRINK_OK : BRINK_ENOMEM;
    if (status == BRINK_OK) {
        gsl_matrix_view matrix = gsl_matrix_view_array(a, m, m);
        status = gsl_eigen_nonsymm(&matrix.matrix, values, work) == GSL_SUCCESS ? BRINK_OK : BRINK_EDIVERGE;
    }
    for (size_t i = 0; i < m && status == BRINK_OK; i++) {
        gsl_complex value = gsl_vector_complex_get(values, i);
        *n += GSL_REAL(value) < 0.0 && GSL_IMAG(value) == 0.0;
    }
    if (work != NULL) {
        gsl_eigen_nonsymm_free(work);
    }
    if (values != NULL) {
        gsl_vector_complex_free(values);
    }
    return status;
}

brink_status brink__logit_broken_modes(brink__logit *logit, const double *y, double mu, size_t *n)
{
    size_t m = logit->n_classes;
    size_t n_full = 0;
    size_t n_restricted = 0;
    double *restricted = malloc(m * m * sizeof *restricted);
    *n = 0;
    if (restricted == NULL) {
        return BRINK_ENOMEM;
    }
    respond(logit, y, mu, true);
    set_jacobian(logit, mu);
    restrict_to_classes(logit, restricted);
    brink_status status = count_negative(logit->jacobian, logit->agents->n_actions, &n_full);
    if (status == BRINK_OK) {
        status = count_negative(restricted, m, &n_restricted);
    }
    *n = n_full > n_restricted ? n_full - n_restricted : 0;
    free(restricted);
    return status;
}
