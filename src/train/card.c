/* The parts of the card, in the order in which they stand. */
#include "card.h"
#include "buffer.h"
#include "file.h"
#include "fingerprint.h"
#include "memory.h"
#include "path.h"
#include "simile/version.h"
#include "yaml_tree.h"
#include <string.h>

typedef simile_status (*card_part)(simile_buffer *out, const simile_run *run);

static simile_status print_front_matter(simile_buffer *out, const simile_run *run)
{
    const char *license = run->config->model.license;
    simile_status status = simile_buffer__append_text(
        out, "---\nlibrary_name: sentence-transformers\npipeline_tag: sentence-similarity\n"
             "tags: [sentence-transformers, sentence-similarity, feature-extraction, simile]\n");
    if (status == SIMILE_OK && license) {
        status = simile_buffer__append_text(out, "license: ");
    }
    if (status == SIMILE_OK && license) {
        status = simile_yaml__print_text(out, license);
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, license ? "\n---\n\n" : "---\n\n") : status;
}

static simile_status print_summary(simile_buffer *out, const simile_run *run)
{
    const simile_model_info info = simile_model_describe(run->model);
    simile_status status = simile_buffer__append_format(
        out,
        "# Sentence encoder\n\nTurns a text into a vector of %zu numbers; the %s of two vectors tells how close the "
        "texts "
        "are. Trained with simile %s.\n\n| | |\n| --- | --- |\n| architecture | %s |\n| parameters | %zu |\n"
        "| vocabulary | %zu pieces |\n| hidden width | %zu |\n",
        info.dimension, info.similarity, simile_version(), info.architecture, info.n_parameters, info.vocabulary,
        info.hidden);
    if (status == SIMILE_OK && info.layers > 0) {
        status = simile_buffer__append_format(
            out, "| layers, heads, FFN width | %zu, %zu, %zu |\n| pooling | %s |\n| longest text | %zu tokens |\n",
            info.layers, info.heads, info.ffn, info.pooling, info.max_tokens);
    }
    return status == SIMILE_OK
               ? simile_buffer__append_format(out, "| vectors of unit length | %s |\n\n", info.normalize ? "yes" : "no")
               : status;
}

static simile_status print_usage(simile_buffer *out, const simile_run *run)
{
    (void)run;
    return simile_buffer__append_text(
        out, "## Use\n\nWith `MODEL` the path of this folder, from the shell:\n\n```sh\n"
             "simile encode MODEL sentences.txt -o vectors.npy\n```\n\nfrom Python:\n\n```python\n"
             "from sentence_transformers import SentenceTransformer\n\n"
             "model = SentenceTransformer(\"MODEL\")\n"
             "vectors = model.encode([\"One sentence.\", \"Another sentence.\"])\n"
             "print(model.similarity(vectors, vectors))\n```\n\n");
}

/* A cell of a table: a bar would end it. */
static simile_status print_cell(simile_buffer *out, const char *text)
{
    simile_status status = SIMILE_OK;
    while (*text && status == SIMILE_OK) {
        const size_t n = strcspn(text, "|\n");
        status = simile_buffer__append(out, text, n);
        text += n;
        if (*text && status == SIMILE_OK) {
            status = simile_buffer__append_text(out, *text++ == '|' ? "\\|" : " ");
        }
    }
    return status;
}

static simile_status print_source(simile_buffer *out, const simile_run *run, size_t index)
{
    const simile_source *source = run->sources[index];
    const simile_source_options *options = &run->config->sources[index].source;
    simile_status status = simile_buffer__append_text(out, "| ");
    if (status == SIMILE_OK) {
        status = print_cell(out, source->path);
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(out, " | %s | %zu | %g | ", simile_source__kind_name(source->kind),
                                              source->n_rows, options->weight);
    }
    if (status == SIMILE_OK) {
        status = print_cell(out, options->license ? options->license : "not stated");
    }
    return status == SIMILE_OK ? simile_buffer__append_format(out, " | `%s` |\n", source->sha256) : status;
}

static simile_status print_data(simile_buffer *out, const simile_run *run)
{
    simile_status status =
        simile_buffer__append_text(out, "## Training data\n\n| file | kind | rows | weight | licence | SHA-256 |\n"
                                        "| --- | --- | --: | --: | --- | --- |\n");
    for (size_t i = 0; i < run->config->n_sources && status == SIMILE_OK; i++) {
        status = print_source(out, run, i);
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "\n") : status;
}

static simile_status print_training(simile_buffer *out, const simile_run *run)
{
    const simile_config *config = run->config;
    char fingerprint[SIMILE_FINGERPRINT_SIZE];
    simile_fingerprint__print(fingerprint, config);
    simile_status status = simile_buffer__append_format(
        out, "## Training\n\n%llu steps of %lld rows, %llu tokens.", (unsigned long long)run->state.step,
        (long long)config->train.batch_size, (unsigned long long)run->state.n_tokens);
    if (status == SIMILE_OK && config->model.init) {
        status = simile_buffer__append_format(out, " Started from `%s`.", config->model.init);
    }
    if (status == SIMILE_OK && config->train.average > 0) {
        status =
            simile_buffer__append_format(out, " The weights are a moving average of decay %g.", config->train.average);
    }
    if (status == SIMILE_OK && config->train.dimensions) {
        status = simile_buffer__append_format(
            out, " Vectors that are cut to their first values are trained, too (Matryoshka): %s.",
            config->train.dimensions);
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(
            out,
            " With the same data files, simile %s and the %s kernels, this command, given where the paths "
            "above start from, makes the same weights again, bit for bit%s:\n\n```sh\n"
            "simile train MODEL/resolved.yaml -o ANOTHER\n```\n\nFingerprint of version, kernel set and what else "
            "changes "
            "bits: `%s`.\n\nAll options:\n\n```yaml\n",
            simile_version(), simile_cpu_kernels(),
            config->train.minutes > 0 ? " if `train.minutes` does not end it at another step" : "", fingerprint);
    }
    char *options = simile_config_print(config);
    if (status == SIMILE_OK) {
        status = options ? simile_buffer__append_text(out, options) : SIMILE_ERROR_MEMORY;
    }
    simile_config_free_text(options);
    return status == SIMILE_OK ? simile_buffer__append_text(out, "```\n\n") : status;
}

static simile_status print_evaluation(simile_buffer *out, const simile_run *run)
{
    if (!run->state.has_best) {
        return SIMILE_OK;
    }
    return simile_buffer__append_format(
        out,
        "## Evaluation\n\n%s, at step %llu.\n\nThese are the development files by which the weights were chosen, so "
        "the "
        "figures flatter the model a little; `simile eval` measures it on others. Spearman: rank correlation of "
        "cosines "
        "and scores. knn_accuracy: vote of the 10 nearest other rows of the file. accuracy: share of triples whose "
        "positive is nearer than every negative.\n\n",
        run->evaluation, (unsigned long long)run->state.best_step);
}

static simile_status print_limits(simile_buffer *out, const simile_run *run)
{
    const simile_model_info info = simile_model_describe(run->model);
    simile_status status = simile_buffer__append_text(
        out, "## Limits\n\nThe vectors reflect the training data, its language, topics and mistakes. ");
    if (status == SIMILE_OK && info.max_tokens > 0) {
        status =
            simile_buffer__append_format(out, "What lies behind %zu tokens of a text is not read. ", info.max_tokens);
    }
    return status == SIMILE_OK
               ? simile_buffer__append_text(out, "Closeness of vectors is no judgement that a statement is true.\n")
               : status;
}

simile_status simile_card__write(const simile_run *run)
{
    static const card_part parts[] = {print_front_matter, print_summary,    print_usage, print_data,
                                      print_training,     print_evaluation, print_limits};
    char *path = simile_path__join(run->request->folder, "README.md");
    simile_buffer out = {0};
    simile_status status = path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && status == SIMILE_OK; i++) {
        status = parts[i](&out, run);
    }
    if (status == SIMILE_OK) {
        status = simile_file__write(path, out.data, out.size);
    }
    simile_buffer__dispose(&out);
    simile_memory__free(path);
    return status;
}
