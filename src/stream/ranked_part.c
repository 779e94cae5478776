/* The journal: a head that tells which run the part belongs to, then a number for each rank. */
#include "ranked_part.h"
#include "fail.h"
#include "memory.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct journal_head {
    char magic[8];
    uint64_t fingerprint, n_ranks, n_rows;
} journal_head;

static const char magic[8] = "ranks 1";

static journal_head head_of(const simile_ranked_part *part)
{
    journal_head head = {
        .fingerprint = part->fingerprint, .n_ranks = simile_ranks_size(part->ranks), .n_rows = part->share->n_total};
    memcpy(head.magic, magic, sizeof magic);
    return head;
}

static uint64_t data_size(const simile_ranked_part *part)
{
    return simile_row_file__size(&part->form, part->share->n_total);
}

/* Where the journal holds the number of a rank; that behind the last one is the size of the part. */
static uint64_t slot_of(const simile_ranked_part *part, size_t rank)
{
    return data_size(part) + sizeof(journal_head) + rank * sizeof(uint64_t);
}

static simile_status find_names(simile_ranked_part *part)
{
    struct stat about;
    const bool exists = strcmp(part->out, "-") != 0 && stat(part->out, &about) == 0;
    if (strcmp(part->out, "-") == 0 || (exists && !S_ISREG(about.st_mode))) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "%s: ranks write at several places at once, which needs a file as output",
                                   strcmp(part->out, "-") == 0 ? "standard output" : part->out);
    }
    /* A link stays one. */
    if (exists ? !realpath(part->out, part->target)
               : snprintf(part->target, sizeof part->target, "%s", part->out) >= (int)sizeof part->target) {
        return simile_file__fail(part->out, "written", exists ? errno : ENAMETOOLONG);
    }
    snprintf(part->path, sizeof part->path, "%s.ranks.part", part->target);
    return SIMILE_OK;
}

/* A part appears under its name only when its journal is whole. */
static simile_status create(const simile_ranked_part *part)
{
    simile_writer *writer = NULL;
    const journal_head head = head_of(part);
    const uint64_t size = slot_of(part, (size_t)head.n_ranks);
    simile_status status = simile_writer__open(&writer, part->path);
    if (status == SIMILE_OK) {
        status = simile_writer__truncate(writer, size);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__patch(writer, data_size(part), &head, sizeof head);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    return status;
}

static simile_status refuse(const simile_ranked_part *part, const journal_head *found)
{
    const journal_head wanted = head_of(part);
    if (found && memcmp(found->magic, magic, sizeof magic) == 0 && found->n_ranks != wanted.n_ranks) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: was begun by %llu ranks; go on with as many, or remove it",
                                   part->path, (unsigned long long)found->n_ranks);
    }
    return simile_status__fail(SIMILE_ERROR_CONFIG,
                               "%s: was begun with other files, options or another model; remove it or encode without "
                               "--resume",
                               part->path);
}

static simile_status read_journal(simile_ranked_part *part, const simile_mapping *file)
{
    const journal_head wanted = head_of(part);
    const uint64_t at = data_size(part), size = slot_of(part, (size_t)wanted.n_ranks);
    journal_head found;
    if (file->size < at + sizeof found) {
        return refuse(part, NULL);
    }
    memcpy(&found, file->data + at, sizeof found);
    if (memcmp(&found, &wanted, sizeof found) != 0 || file->size != size) {
        return refuse(part, &found);
    }
    memcpy(&part->n_done, file->data + slot_of(part, simile_ranks_rank(part->ranks)), sizeof part->n_done);
    return part->n_done <= part->share->n_rows ? SIMILE_OK : refuse(part, &found);
}

static simile_status resume_rows(simile_ranked_part *part)
{
    simile_mapping file = {0};
    simile_status status = simile_mapping__open(&file, part->path);
    if (status == SIMILE_OK) {
        status = read_journal(part, &file);
    }
    simile_mapping__close(&file);
    return status;
}

/* The ranks need one file system; a part that another machine made may be missing here. */
static simile_status open_rows(simile_ranked_part *part, simile_row_file *file)
{
    const uint64_t first = part->share->first_row + part->n_done;
    simile_status status = simile_row_file__open_at(file, part->path, &part->form, first);
    return status == SIMILE_OK ? status
                               : simile_status__add_context(status, "do all ranks see the folder of the output?");
}

simile_status simile_ranked_part__open(simile_ranked_part *part, simile_row_file *file, bool resume)
{
    const bool is_first = simile_ranks_rank(part->ranks) == 0;
    simile_status status = find_names(part);
    unsigned char goes_on = status == SIMILE_OK && resume && simile_file__exists(part->path);
    if (status == SIMILE_OK && is_first && !goes_on) {
        status = create(part);
    }
    status = simile_ranks_agree(part->ranks, status);
    if (status == SIMILE_OK) {
        status = simile_ranks__broadcast(part->ranks, &goes_on, sizeof goes_on, 0);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    part->n_done = 0;
    part->is_ours = !goes_on;
    status = goes_on ? resume_rows(part) : SIMILE_OK;
    if (status == SIMILE_OK) {
        status = open_rows(part, file);
    }
    return simile_ranks_agree(part->ranks, status);
}

simile_status simile_ranked_part__note(const simile_ranked_part *part, simile_row_file *file)
{
    const uint64_t n_done = part->n_done + file->n_rows;
    return simile_writer__patch(file->writer, slot_of(part, simile_ranks_rank(part->ranks)), &n_done, sizeof n_done);
}

/* An earlier file's permissions stay. */
static simile_status keep_mode(const simile_ranked_part *part)
{
    struct stat about;
    if (stat(part->target, &about) == 0 && chmod(part->path, about.st_mode & 07777) != 0) {
        return simile_file__fail(part->target, "written with the earlier permissions", errno);
    }
    return SIMILE_OK;
}

static simile_status complete(const simile_ranked_part *part)
{
    simile_status status = simile_row_file__complete(part->path, &part->form, part->share->n_total);
    if (status == SIMILE_OK) {
        status = keep_mode(part);
    }
    return status == SIMILE_OK ? simile_file__rename(part->path, part->target) : status;
}

simile_status simile_ranked_part__commit(simile_ranked_part *part, simile_row_file *file)
{
    simile_status status = simile_ranks_agree(part->ranks, simile_writer__commit(file->writer));
    if (status == SIMILE_OK && simile_ranks_rank(part->ranks) == 0) {
        status = complete(part);
    }
    return simile_ranks_agree(part->ranks, status);
}

simile_status simile_ranked_part__leave(const simile_ranked_part *part, simile_status status, bool has_rows)
{
    if (part->is_ours && !has_rows && simile_ranks_rank(part->ranks) == 0) {
        (void)unlink(part->path); /* nothing is lost when it stays */
    }
    return status;
}
