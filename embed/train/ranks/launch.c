// The variables that launchers of MPI programs set.
#include "embed/train/ranks/launch.h"

#include <stdlib.h>

// Open MPI; MPICH, Intel MPI and Slurm's PMI; MVAPICH.
static const char *const SIZES[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE"};
static const char *const RANKS[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK"};
enum { LAUNCHERS = sizeof SIZES / sizeof *SIZES };

static size_t first_number(const char *const names[LAUNCHERS], size_t otherwise) {
  for (size_t i = 0; i < LAUNCHERS; i++) {
    const char *text = getenv(names[i]);
    if (text != NULL && *text >= '0' && *text <= '9') return strtoul(text, NULL, 10);
  }
  return otherwise;
}

size_t launch_ranks(void) { return first_number(SIZES, 1); }

size_t launch_rank(void) { return first_number(RANKS, 0); }

bool launch_launched(void) { return first_number(SIZES, 0) > 0 || getenv("PMIX_RANK") != NULL; }
