/* Embeds three sentences and prints how close each is to the first one.
 *
 *     cc embed.c $(pkg-config --cflags --libs simile) -o embed && ./embed MODEL
 */
#include <simile/model.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 3

static const char *const sentences[N] = {
    "The train was cancelled.",
    "There was no train.",
    "A cat sleeps on the sofa.",
};

/* The model's vectors have unit length unless its folder says otherwise, so the dot product is the cosine. */
static double dot(const float *x, const float *y, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++) {
        sum += (double)x[i] * (double)y[i];
    }
    return sum;
}

static simile_status embed(float *vectors, const simile_model *model)
{
    simile_text texts[N];
    simile_session *session = NULL;
    for (size_t i = 0; i < N; i++) {
        texts[i] = (simile_text){sentences[i], strlen(sentences[i])};
    }
    simile_status status = simile_session_new(&session, model, NULL);
    if (status == SIMILE_OK) {
        status = simile_session_embed(session, texts, N, vectors);
    }
    simile_session_free(session);
    return status;
}

int main(int argc, char **argv)
{
    simile_model *model = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: %s MODEL\n", argv[0]);
        return 2;
    }
    simile_status status = simile_model_open(&model, argv[1]);
    const size_t width = status == SIMILE_OK ? simile_model_dimension(model) : 1;
    float *vectors = malloc(N * width * sizeof *vectors);
    if (!vectors) {
        fputs("out of memory\n", stderr);
        simile_model_free(model);
        return 1;
    }
    if (status == SIMILE_OK) {
        status = embed(vectors, model);
    }
    if (status != SIMILE_OK) {
        fprintf(stderr, "%s: %s\n", argv[0], simile_status_message());
    }
    for (size_t i = 0; status == SIMILE_OK && i < N; i++) {
        printf("%.4f  %s\n", dot(vectors, vectors + i * width, width), sentences[i]);
    }
    free(vectors);
    simile_model_free(model);
    return status == SIMILE_OK ? 0 : 1;
}
