/* Counting line starts. The counts of all ranks, for each file, tell where a share stands among the rows. */
#include "share.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10)

/* Walking through the lines of a file that begin in a stretch of it. */
typedef struct line_walk {
    const simile_share_file *file;
    int descriptor;
    char *piece;    /* [PIECE] */
    uint64_t at;    /* bytes of the file passed */
    uint64_t end;   /* of the stretch */
    bool at_start;  /* the byte at `at` begins a line */
    bool is_vague;  /* a line has begun, blank so far, of which it is not known whether it is a row */
    uint64_t first; /* where the first line begins; valid when there is one */
    simile_share_count n;
} line_walk;

static simile_status check_kind(simile_share_file *file, int descriptor)
{
    struct stat about;
    unsigned char magic[2];
    if (fstat(descriptor, &about) != 0) {
        return simile_file__fail(file->path, "examined", errno);
    }
    if (S_ISDIR(about.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is a directory, a file is needed", file->path);
    }
    if (!S_ISREG(about.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "%s: is a pipe or device, which ranks cannot share; copy it to a file, or encode "
                                   "without mpirun",
                                   file->path);
    }
    file->size = (uint64_t)about.st_size;
    if (pread(descriptor, magic, sizeof magic, 0) == sizeof magic && magic[0] == 0x1f && magic[1] == 0x8b) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "%s: is compressed with gzip and can be read from its start alone, so ranks cannot "
                                   "share it; unpack it, or encode without mpirun",
                                   file->path);
    }
    return SIMILE_OK;
}

static simile_status open_file(int *descriptor, const char *path)
{
    do {
        /* A pipe without a writer is not waited for. */
        *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    } while (*descriptor < 0 && errno == EINTR);
    return *descriptor < 0 ? simile_file__fail(path, "opened", errno) : SIMILE_OK;
}

simile_status simile_share__measure(simile_share_file *files, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        int descriptor = -1;
        if (strcmp(files[i].path, "-") == 0) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "standard input can be read by one process alone, so ranks "
                                                            "cannot share it; name files, or encode without mpirun");
        }
        status = open_file(&descriptor, files[i].path);
        if (status == SIMILE_OK) {
            status = check_kind(&files[i], descriptor);
            close(descriptor);
        }
    }
    return status;
}

static void begin_line(line_walk *w)
{
    if (w->n.n_lines == 0) {
        w->first = w->at;
    }
    w->n.n_lines++;
    w->at_start = false;
    w->is_vague = w->file->skips_blank;
    w->n.n_rows += !w->is_vague;
}

/* Walks over a piece; false: the lines of the stretch are all counted. */
static bool walk_piece(line_walk *w, size_t size)
{
    for (const char *p = w->piece, *end = p + size; p < end;) {
        if (w->at >= w->end && !w->is_vague) {
            return false;
        }
        if (w->at_start) {
            begin_line(w);
        }
        if (w->is_vague && (*p == ' ' || *p == '\t' || *p == '\r')) {
            p++;
            w->at++;
            continue;
        }
        w->n.n_rows += w->is_vague && *p != '\n';
        w->is_vague = false;
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        const char *next = line_end ? line_end + 1 : end;
        w->at_start = line_end != NULL;
        w->at += (uint64_t)(next - p);
        p = next;
    }
    return true;
}

static simile_status walk_file(line_walk *w)
{
    bool more = true;
    while (more && w->at < w->file->size && (w->at < w->end || w->is_vague)) {
        const uint64_t left = w->file->size - w->at;
        const ssize_t n = pread(w->descriptor, w->piece, left < PIECE ? (size_t)left : PIECE, (off_t)w->at);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return simile_file__fail(w->file->path, "read", errno);
        }
        if (n == 0) {
            return simile_status__fail(SIMILE_ERROR_IO, "%s: has become shorter while it was read", w->file->path);
        }
        more = walk_piece(w, (size_t)n);
    }
    return SIMILE_OK;
}

/* Counts the lines of `file` that begin in its bytes from … to − 1; *first: where the first one does. */
static simile_status count_lines(simile_share_count *n, uint64_t *first, const simile_share_file *file, uint64_t from,
                                 uint64_t to, char *piece)
{
    /* Whether a line begins at `from` is told by the byte before. */
    const bool at_start = from <= file->start;
    line_walk w = {
        .file = file, .piece = piece, .at = at_start ? file->start : from - 1, .end = to, .at_start = at_start};
    simile_status status = open_file(&w.descriptor, file->path);
    if (status != SIMILE_OK) {
        return status;
    }
    status = walk_file(&w);
    close(w.descriptor);
    *n = w.n;
    *first = w.first;
    return status;
}

/* Where part `part` of n_parts begins. */
static uint64_t part_start(uint64_t size, size_t part, size_t n_parts)
{
    const uint64_t rest = size % n_parts;
    return size / n_parts * part + (part < rest ? part : rest);
}

static uint64_t total_size(const simile_share_file *files, size_t n)
{
    uint64_t total = 0;
    for (size_t i = 0; i < n; i++) {
        total += files[i].size;
    }
    return total;
}

simile_status simile_share__count(simile_share_count *counts, simile_share *share, const simile_share_file *files,
                                  size_t n, size_t part, size_t n_parts)
{
    const uint64_t total = total_size(files, n);
    const uint64_t from = part_start(total, part, n_parts), to = part_start(total, part + 1, n_parts);
    uint64_t before = 0;
    bool has_first = false;
    char *piece = simile_memory__alloc_raw(PIECE, 1);
    simile_status status = piece ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    *share = (simile_share){0};
    for (size_t i = 0; i < n && status == SIMILE_OK; before += files[i++].size) {
        uint64_t first = 0;
        counts[i] = (simile_share_count){0};
        if (from >= before + files[i].size || to <= before) {
            continue;
        }
        status = count_lines(&counts[i], &first, &files[i], from > before ? from - before : 0, to - before, piece);
        if (counts[i].n_lines > 0 && !has_first) {
            has_first = true;
            share->file = i;
            share->offset = first;
        }
    }
    simile_memory__free(piece);
    return status;
}

void simile_share__place(simile_share *share, const simile_share_count *all, const simile_share_file *files, size_t n,
                         size_t part, size_t n_parts)
{
    share->line = n > 0 ? files[share->file].n_lines_before + 1 : 0;
    for (size_t r = 0; r < n_parts; r++) {
        for (size_t i = 0; i < n; i++) {
            const simile_share_count *counted = &all[r * n + i];
            share->n_total += counted->n_rows;
            share->first_row += r < part ? counted->n_rows : 0;
            share->n_rows += r == part ? counted->n_rows : 0;
            share->line += r < part && i == share->file ? counted->n_lines : 0;
        }
    }
}

simile_status simile_share__take(simile_share *share, const simile_share_file *files, size_t n, simile_ranks *ranks)
{
    const size_t rank = simile_ranks_rank(ranks), n_ranks = simile_ranks_size(ranks);
    simile_share_count *own = simile_memory__alloc(n, sizeof *own);
    simile_share_count *all = simile_memory__alloc(n * n_ranks, sizeof *all);
    simile_status status = own && all ? simile_share__count(own, share, files, n, rank, n_ranks) : SIMILE_ERROR_MEMORY;
    status = simile_ranks_agree(ranks, status);
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(ranks, all, own, n * sizeof *own);
    }
    if (status == SIMILE_OK) {
        simile_share__place(share, all, files, n, rank, n_ranks);
    }
    simile_memory__free(own);
    simile_memory__free(all);
    return status;
}
