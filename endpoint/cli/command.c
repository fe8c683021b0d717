// Choosing a subcommand.
#include "endpoint/cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "endpoint/cli/report.h"

typedef struct Command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *summary;
} Command;

static const Command COMMANDS[] = {
#define COMMAND(name, summary) {#name, command_##name, summary},
#include "endpoint/cli/command.def"
#undef COMMAND
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static int print_help(void) {
  (void)puts(
      "Usage: anamorph COMMAND [OPTION...]\n"
      "SPARQL over a PostgreSQL database, through an R2RML mapping.\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    printf("  %-8s  %s\n", COMMANDS[i].name, COMMANDS[i].summary);
  (void)puts(
      "\nanamorph COMMAND --help says more about each; `anamorph demo` needs nothing at all.\n"
      "Exit codes: 0 done, 1 the query or the data failed, 2 usage or a bad mapping.");
  return 0;
}

// Edits (insert, delete, replace) that make b of a; names longer than the table are far.
static size_t edit_distance(const char *a, const char *b) {
  enum { LONGEST = 32 };
  size_t row[LONGEST + 1];
  const size_t length = strlen(b);
  if (strlen(a) > LONGEST || length > LONGEST) return LONGEST;
  for (size_t j = 0; j <= length; j++) row[j] = j;
  for (size_t i = 0; a[i] != '\0'; i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < length; j++) {
      size_t best = diagonal + (a[i] != b[j]);
      if (row[j + 1] + 1 < best) best = row[j + 1] + 1;
      if (row[j] + 1 < best) best = row[j] + 1;
      diagonal = row[j + 1];
      row[j + 1] = best;
    }
  }
  return row[length];
}

static int unknown_command(const char *name) {
  const char *nearest = COMMANDS[0].name;
  size_t least = edit_distance(name, nearest);
  for (size_t i = 1; i < COMMAND_COUNT; i++) {
    const size_t distance = edit_distance(name, COMMANDS[i].name);
    if (distance >= least) continue;
    least = distance;
    nearest = COMMANDS[i].name;
  }
  Error err = {0};
  error_set(&err, STATUS_USAGE, "there is no command '%s'", name);
  if (least <= 3)
    error_hint(&err, "did you mean `anamorph %s`?", nearest);
  else
    error_hint(&err, "`anamorph --help` lists them");
  return report_error(&err, NULL);
}

// What stdio still holds is written here; a reader that went away is no failure.
static int flush_output(int exit_code) {
  const bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
  if (written || errno == EPIPE || exit_code != 0) return exit_code;
  Error err = {0};
  error_set(&err, STATUS_IO, "cannot write standard output: %s", strerror(errno));
  return report_error(&err, NULL);
}

int command_run(int argc, char **argv) {
  if (argc < 2) {
    Error err = {0};
    error_set(&err, STATUS_USAGE, "which command?");
    error_hint(&err, "`anamorph --help` lists them, `anamorph demo` shows what it is about");
    return report_error(&err, NULL);
  }
  const char *name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-?") == 0 || strcmp(name, "-h") == 0 ||
      strcmp(name, "help") == 0)
    return print_help();
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
    (void)puts("anamorph " ANAMORPH_VERSION);
    return 0;
  }
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(name, COMMANDS[i].name) != 0) continue;
    // argp names the program in its messages by argv[0].
    argv[1] = argv[0];
    return flush_output(COMMANDS[i].run(argc - 1, argv + 1));
  }
  return unknown_command(name);
}
