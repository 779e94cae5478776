/* An evaluation file of any bytes. The first byte chooses the kind of its rows and the format. */
#include "eval_task.h"
#include "fuzz.h"
#include "judgements.h"
#include "simile/status.h"
#include <math.h>

static void check_rows(const simile_eval_rows *rows, simile_evaluation_kind kind)
{
    FUZZ_CHECK(rows->n_rows > 0 && rows->row_starts[0] == 0 && rows->row_starts[rows->n_rows] == rows->n_texts);
    for (size_t i = 0; i < rows->n_rows; i++) {
        FUZZ_CHECK(rows->row_starts[i] <= rows->row_starts[i + 1]);
        FUZZ_CHECK(kind != SIMILE_EVALUATION_STS || isfinite(rows->scores[i]));
        FUZZ_CHECK(kind != SIMILE_EVALUATION_LABELLED ||
                   (rows->labels[i] >= 0 && (size_t)rows->labels[i] < rows->n_labels));
    }
}

static void check_judgements(const simile_eval_rows *rows)
{
    FUZZ_CHECK(rows->judgement_starts[0] == 0 && rows->n_rows <= rows->n_texts);
    for (size_t i = 0; i < rows->n_rows; i++) {
        FUZZ_CHECK(rows->judgement_starts[i] <= rows->judgement_starts[i + 1]);
        for (size_t j = rows->judgement_starts[i]; j < rows->judgement_starts[i + 1]; j++) {
            FUZZ_CHECK(rows->judgements[j].document < rows->n_texts);
            FUZZ_CHECK(simile_judgements__grade(rows, i, rows->judgements[j].document) == rows->judgements[j].grade);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const files[] = {"rows.tsv", "rows.csv", "rows.jsonl", "rows"};
    if (size == 0) {
        return 0;
    }
    fuzz_balance before = fuzz_begin();
    /* two bits of the kind, two of the file's ending, four more of the kind */
    const size_t number = (data[0] & 3U) | (data[0] >> 2 & 0x3CU);
    const simile_evaluation_kind kind = (simile_evaluation_kind)(number % SIMILE_EVALUATION_N_KINDS);
    const simile_eval_task *task = simile_eval_task__get(kind);
    simile_eval_rows rows = {0};
    simile_map names = {0};
    const char *path = fuzz_file(files[data[0] >> 2 & 3U], data + 1, size - 1);
    if (fuzz_is_ok(simile_eval_rows__load(&rows, path, &task->form, &names))) {
        check_rows(&rows, kind);
        if (task->arrange && fuzz_is_ok(task->arrange(&rows))) {
            check_judgements(&rows);
        }
    }
    simile_eval_rows__dispose(&rows);
    simile_map__dispose(&names);
    fuzz_end(before);
    return 0;
}
