// Whether PostgreSQL's parallel workers are worth their start for a statement.
#ifndef ANAMORPH_REWRITER_PLAN_WORKERS_H
#define ANAMORPH_REWRITER_PLAN_WORKERS_H

#include "rewriter/rewrite.h"

// PostgreSQL starts no workers for a table below min_parallel_table_scan_size (8 MB), for starting
// them takes longer than reading it. Of the branches of a UNION ALL it does not ask that
// (compute_parallel_worker in allpaths.c), and as it has no statistics of a union's columns, it
// takes joins of unions for very large: some milliseconds' work is given to workers. So a statement
// whose tables are all that small and that has a union is run without; one that reads a larger
// table, or one of unknown size, as the server is set; the others have no workers anyway. EXISTS
// inside of expressions is not looked at: PostgreSQL answers it for each row, without workers.
Parallel plan_workers(const Node *tree);

#endif
