/* Folders. */
#ifndef SIMILE_BASE_FOLDER_H
#define SIMILE_BASE_FOLDER_H

#include "simile/status.h"
#include <stdbool.h>

/* Makes the folder and its parents; existing ones are fine. */
simile_status simile_folder__make(const char *path);

/* Whether there is a folder that holds anything; one that cannot be read counts as empty. */
bool simile_folder__holds_files(const char *path);

/* Removes a folder with all in it; a missing one is fine. Links are removed, not followed. */
simile_status simile_folder__remove(const char *path);

/* Brings the names in the folder that holds `path` to the disk, so that a rename outlives a power cut. */
simile_status simile_folder__sync_parent(const char *path);

#endif
