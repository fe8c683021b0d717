// What benchmarks of queries share: running one, medians, the queries of a folder.
#ifndef ANAMORPH_TESTS_BENCH_MEASURE_H
#define ANAMORPH_TESTS_BENCH_MEASURE_H

#include "base/vec.h"
#include "endpoint/run/execute.h"

enum { MOST_RUNS = 101 };

double measure_processor(void);   // of this thread's processor time, in milliseconds
double measure_process(int pid);  // the same of another process, all its threads; 0: it is gone
double measure_median(double values[], int count);

// The names of the .rq files in the folder, without the ending, in the order of versions.
typedef VEC(char *) QueryNames;
void measure_list_queries(const char *folder, Arena *arena, QueryNames *out);

// Answers the query once; the answer is written, as JSON or N-Triples, and thrown away.
Status measure_query(const Mapping *mapping, struct Connection *db, const char *text,
                     const ExecuteOptions *options, ExecutionTimes *times, Error *err) MUST_CHECK;

#endif
