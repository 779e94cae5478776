/* Folders. */
#ifndef SIMILE_BASE_FOLDER_H
#define SIMILE_BASE_FOLDER_H

#include "simile/status.h"

/* Makes the folder and its parents; existing ones are fine. */
simile_status simile_folder__make(const char *path);

/* Removes a folder with all in it; a missing one is fine. Links are removed, not followed. */
simile_status simile_folder__remove(const char *path);

/* Brings the names in the folder that holds `path` to the disk, so that a rename outlives a power cut. */
simile_status simile_folder__sync_parent(const char *path);

#endif
