// What the environment says of the launcher (mpirun, mpiexec, srun) that started this process.
#ifndef ANAMORPH_EMBED_TRAIN_RANKS_LAUNCH_H
#define ANAMORPH_EMBED_TRAIN_RANKS_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>

// Processes started together, and which of them this is; 1 and 0 when nothing is said.
size_t launch_ranks(void);
size_t launch_rank(void);
// Whether a launcher of MPI programs has started it at all.
bool launch_launched(void);

#endif
