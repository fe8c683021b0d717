// The bar of flat memory: a SELECT of 5 million rows, a CONSTRUCT of as many triples and a dump of
// as many stay under 100 MB of resident memory. Prints the peak of each and fails above the bar.
//
//   bench_memory [ROWS]
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/fixture.h"

enum { BAR_KB = 100 * 1000 };

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix ex: <http://example.org/> .\n"
    "ex:Readings a rr:TriplesMap;\n"
    "  rr:logicalTable [ rr:tableName \"reading\" ];\n"
    "  rr:subjectMap [ rr:template \"http://example.org/reading/{id}\" ];\n"
    "  rr:predicateObjectMap [ rr:predicate ex:value; rr:objectMap [ rr:column \"value\" ] ] .\n";

typedef struct Case {
  const char *name;
  const char *arguments[8];  // after -m and -d
} Case;

static const Case CASES[] = {
    {"SELECT, json",
     {"query", "-f", "json", "-e", "PREFIX ex: <http://example.org/> SELECT * { ?s ex:value ?v }"}},
    {"SELECT, table",
     {"query", "-f", "table", "-e",
      "PREFIX ex: <http://example.org/> SELECT * { ?s ex:value ?v }"}},
    {"CONSTRUCT, ttl",
     {"query", "-f", "ttl", "-e",
      "PREFIX ex: <http://example.org/> CONSTRUCT WHERE { ?s ex:value ?v }"}},
    {"dump, nt", {"dump", "-f", "nt"}},
    {"dump, trig", {"dump", "-f", "trig"}},
};

static double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Runs the command with its output thrown away; gives its exit status and peak resident memory.
static int run(const char *const arguments[], long *peak_kb) {
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    (void)dup2(null, STDOUT_FILENO);
    execv(arguments[0], (char *const *)arguments);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 127;
  *peak_kb = usage.ru_maxrss;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static bool run_case(const Case *one, const char *mapping, const char *conninfo, long rows) {
  const char *arguments[16] = {
      repository_path("build/anamorph"), one->arguments[0], "-m", mapping, "-d", conninfo};
  const char *binary = getenv("ANAMORPH_BINARY");
  if (binary != NULL) arguments[0] = binary;
  for (size_t i = 1; one->arguments[i] != NULL; i++) arguments[5 + i] = one->arguments[i];
  long peak_kb = 0;
  const double start = now();
  const int exit_code = run(arguments, &peak_kb);
  const double seconds = now() - start;
  const bool good = exit_code == 0 && peak_kb < BAR_KB;
  printf("%-16s %9.1f s %9.2f M/s %9.1f MB  %s\n", one->name, seconds, (double)rows / seconds / 1e6,
         (double)peak_kb / 1000,
         exit_code != 0 ? "failed"
         : good         ? "ok"
                        : "above 100 MB");
  (void)fflush(stdout);
  return good;
}

int main(int argc, char **argv) {
  const long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 5000000;
  Fixture *fixture = fixture_open(NULL);
  fixture_run_sql(fixture, arena_format(fixture->arena,
                                        "CREATE TABLE reading AS SELECT i AS id, 'reading number '"
                                        " || i AS value FROM generate_series(1, %ld) AS i;"
                                        "ALTER TABLE reading ADD PRIMARY KEY (id);"
                                        "ANALYZE reading;",
                                        rows));
  char mapping[] = "/tmp/anamorph-bench-XXXXXX.ttl";
  const int fd = mkstemps(mapping, 4);
  if (fd < 0 || write(fd, MAPPING, strlen(MAPPING)) != (ssize_t)strlen(MAPPING)) return 1;
  (void)close(fd);
  printf("%ld rows; peak resident memory of the command\n", rows);
  bool good = true;
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
    good = run_case(&CASES[i], mapping, fixture->conninfo, rows) && good;
  (void)unlink(mapping);
  fixture_close(fixture);
  return good ? 0 : 1;
}
