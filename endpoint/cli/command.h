// The anamorph command: its subcommands and how they are found.
#ifndef ANAMORPH_ENDPOINT_CLI_COMMAND_H
#define ANAMORPH_ENDPOINT_CLI_COMMAND_H

// Each takes its own arguments, argv[0] being "anamorph", writes to standard output and standard
// error, and returns the exit code: 0 done, 1 the query or the data failed, 2 usage or a bad
// mapping. None of them exits the process.
#define COMMAND(name, summary) int command_##name(int argc, char **argv);
#include "endpoint/cli/command.def"
#undef COMMAND

// Finds the subcommand of argv[1] and runs it; --help and --version are answered here, an unknown
// name gets the nearest one as a hint. Returns the exit code.
int command_run(int argc, char **argv);

#endif
