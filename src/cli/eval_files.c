/* The files of simile eval. */
#include "eval_files.h"

/* What stands beside which kinds. */
static const struct {
    const char *option, *owners;
    bool is_taken_by[SIMILE_EVALUATION_N_KINDS];
} beside_rows[SIMILE_EVAL_N_BESIDE] = {
    {"--train", "--labelled or --anomaly", {[SIMILE_EVALUATION_LABELLED] = true, [SIMILE_EVALUATION_ANOMALY] = true}},
    {"--dev", "--pairs or --labelled", {[SIMILE_EVALUATION_PAIRS] = true, [SIMILE_EVALUATION_LABELLED] = true}},
    {"--queries", "--retrieval", {[SIMILE_EVALUATION_RETRIEVAL] = true}},
    {"--corpus", "--retrieval", {[SIMILE_EVALUATION_RETRIEVAL] = true}},
};

/* The position of the measured file that the item belongs to; −1: there is none. */
static int owner_of(const simile_eval_files *files, size_t beside, const simile_list_item *item)
{
    int owner = -1;
    for (size_t kind = 0; kind < SIMILE_EVALUATION_N_KINDS; kind++) {
        const simile_list *list = &files->measured[kind];
        for (size_t i = 0; i < list->n && beside_rows[beside].is_taken_by[kind]; i++) {
            const int position = list->items[i].position;
            owner = position < item->position && position > owner ? position : owner;
        }
    }
    return owner;
}

static int check_beside(const simile_eval_files *files, size_t beside)
{
    const simile_list *list = &files->beside[beside];
    int previous = -1;
    for (size_t i = 0; i < list->n; i++) {
        const int owner = owner_of(files, beside, &list->items[i]);
        if (owner < 0) {
            return simile_command_refuse("eval", "%s belongs behind a %s file", beside_rows[beside].option,
                                         beside_rows[beside].owners);
        }
        if (owner == previous) {
            return simile_command_refuse("eval", "a %s file takes one %s file", beside_rows[beside].owners,
                                         beside_rows[beside].option);
        }
        previous = owner;
    }
    return SIMILE_ARGUMENTS_GO;
}

int simile_eval_files_check(const simile_eval_files *files, bool may_be_none)
{
    size_t n_files = 0;
    int code = SIMILE_ARGUMENTS_GO;
    for (size_t kind = 0; kind < SIMILE_EVALUATION_N_KINDS; kind++) {
        n_files += files->measured[kind].n;
    }
    if (n_files == 0 && !may_be_none) {
        return simile_command_refuse("eval",
                                     "nothing to measure: give --suite, or --sts, --labelled or another file of rows");
    }
    for (size_t beside = 0; beside < SIMILE_EVAL_N_BESIDE && code == SIMILE_ARGUMENTS_GO; beside++) {
        code = check_beside(files, beside);
    }
    return code;
}

/* The file of that sort that belongs to the measured one at `position`; NULL: there is none. */
static const char *find_beside(const simile_eval_files *files, size_t beside, int position)
{
    const simile_list *list = &files->beside[beside];
    for (size_t i = 0; i < list->n; i++) {
        if (owner_of(files, beside, &list->items[i]) == position) {
            return list->items[i].text;
        }
    }
    return NULL;
}

simile_status simile_eval_files_add(simile_evaluation *evaluation, const simile_eval_files *files)
{
    size_t next[SIMILE_EVALUATION_N_KINDS] = {0};
    for (;;) {
        const simile_list_item *first = NULL;
        size_t kind = 0;
        for (size_t k = 0; k < SIMILE_EVALUATION_N_KINDS; k++) {
            const simile_list *list = &files->measured[k];
            if (next[k] < list->n && (!first || list->items[next[k]].position < first->position)) {
                first = &list->items[next[k]];
                kind = k;
            }
        }
        if (!first) {
            return SIMILE_OK;
        }
        next[kind]++;
        const simile_evaluation_files one = {.file = first->text,
                                             .train = find_beside(files, SIMILE_EVAL_TRAIN, first->position),
                                             .dev = find_beside(files, SIMILE_EVAL_DEV, first->position),
                                             .queries = find_beside(files, SIMILE_EVAL_QUERIES, first->position),
                                             .corpus = find_beside(files, SIMILE_EVAL_CORPUS, first->position)};
        simile_status status = simile_evaluation_add(evaluation, (simile_evaluation_kind)kind, &one);
        if (status != SIMILE_OK) {
            return status;
        }
    }
}
