/* A safetensors file of any bytes. */
#include "fuzz.h"
#include "memory.h"
#include "safetensors.h"
#include "simile/status.h"
#include <math.h>

/* What a reader takes as F32 comes out finite. */
static void read_tensor(const simile_safetensors *file, const simile_tensor_view *tensor)
{
    float *values = simile_memory__alloc(tensor->n_elements, sizeof *values);
    FUZZ_CHECK(values != NULL);
    if (fuzz_is_ok(simile_safetensors__read(values, file, tensor))) {
        for (size_t i = 0; i < tensor->n_elements; i++) {
            FUZZ_CHECK(isfinite(values[i]));
        }
    }
    simile_memory__free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_balance before = fuzz_begin();
    simile_safetensors *file = NULL;
    if (fuzz_is_ok(simile_safetensors__open(&file, fuzz_file("model.safetensors", data, size)))) {
        for (size_t i = 0; i < simile_safetensors__size(file); i++) {
            const simile_tensor_view *tensor = simile_safetensors__at(file, i);
            FUZZ_CHECK(simile_safetensors__find(file, tensor->name) == tensor);
            FUZZ_CHECK(tensor->n_dimensions <= 4 && tensor->n_bytes <= size);
            /* Elements of an unknown type may be of any size; those of a known one lie in the file. */
            if (tensor->dtype != SIMILE_DTYPE_OTHER) {
                FUZZ_CHECK(tensor->n_elements <= tensor->n_bytes);
                read_tensor(file, tensor);
            }
        }
    } else {
        FUZZ_CHECK(file == NULL);
    }
    simile_safetensors__free(file);
    fuzz_end(before);
    return 0;
}
