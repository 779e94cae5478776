/* Eigenvalues of small symmetric matrices. */
#ifndef SIMILE_REPORT_SYMMETRIC_H
#define SIMILE_REPORT_SYMMETRIC_H

#include <stddef.h>

#define SIMILE_SYMMETRIC_MAX 16

/* values [n] (=), largest first, and vectors [n, n] (=), a row an eigenvector, of the symmetric matrix a [n, n], which
 * is used up; n at most SIMILE_SYMMETRIC_MAX. Cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", 8.5).
 */
void simile_symmetric__eigen(double *values, double *vectors, double *a, size_t n);

#endif
