// Running a query for its times.
#include "tests/bench/measure.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double measure_processor(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

// The first field of schedstat: nanoseconds on a processor.
double measure_process(int pid) {
  char path[320];
  (void)snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (tasks == NULL) return 0;
  double sum = 0;
  for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
    if (task->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, task->d_name);
    FILE *file = fopen(path, "r");
    char line[80];
    if (file == NULL) continue;
    if (fgets(line, sizeof line, file) != NULL) sum += strtod(line, NULL) / 1e6;
    (void)fclose(file);
  }
  (void)closedir(tasks);
  return sum;
}

static int compare_numbers(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

double measure_median(double values[], int count) {
  qsort(values, (size_t)count, sizeof *values, compare_numbers);
  return values[count / 2];
}

static int compare_names(const void *a, const void *b) {
  return strverscmp(*(char *const *)a, *(char *const *)b);
}

void measure_list_queries(const char *folder, Arena *arena, QueryNames *out) {
  DIR *directory = opendir(folder);
  if (directory == NULL) return;
  for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    const size_t length = strlen(entry->d_name);
    if (length < 4 || strcmp(entry->d_name + length - 3, ".rq") != 0) continue;
    VEC_PUSH(arena, out, arena_copy_text(arena, entry->d_name, length - 3));
  }
  (void)closedir(directory);
  if (out->count > 1) qsort(out->item, out->count, sizeof *out->item, compare_names);
}

static Status discard(void *self, const char *data, size_t length, Error *err) {
  (void)data;
  (void)err;
  *(size_t *)self += length;
  return STATUS_OK;
}

static Status write_answer(Execution *execution, struct Connection *db, Error *err) {
  size_t bytes = 0;
  const Output output = {discard, &bytes};
  const AnswerFormat format = {RESULT_JSON, GRAPH_NTRIPLES};
  return execution_write(execution, db, format, &output, err);
}

Status measure_query(const Mapping *mapping, struct Connection *db, const char *text,
                     const ExecuteOptions *options, ExecutionTimes *times, Error *err) {
  Execution *execution;
  TRY(execution_prepare(mapping, text, strlen(text), options, &execution, err));
  const Status status = write_answer(execution, db, err);
  *times = *execution_times(execution);
  execution_destroy(execution);
  return status;
}
