/* Similarities. */
#include "similarity.h"
#include <math.h>

/* s = −√(‖x‖² + ‖y‖² − 2·x·y) */
void simile_similarity__forward(simile_real *row, simile_similarity similarity, simile_real square,
                                const simile_real *squares, size_t n)
{
    if (similarity != SIMILE_SIMILARITY_EUCLIDEAN) {
        return;
    }
    for (size_t j = 0; j < n; j++) {
        simile_real distance = square + squares[j] - 2 * row[j];
        row[j] = distance > 0 ? (simile_real)-sqrt((double)distance) : 0;
    }
}

simile_real simile_similarity__backward(simile_real *drow, const simile_real *row, simile_similarity similarity,
                                        size_t n)
{
    simile_real sum = 0;
    if (similarity != SIMILE_SIMILARITY_EUCLIDEAN) {
        return 0;
    }
    for (size_t j = 0; j < n; j++) {
        drow[j] = row[j] < 0 ? drow[j] / -row[j] : 0;
        sum += drow[j];
    }
    return sum;
}
