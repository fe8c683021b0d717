// The anamorph program.
#include <signal.h>

#include "endpoint/cli/command.h"

int main(int argc, char **argv) {
  // A reader that goes away shows as a failed write.
  (void)signal(SIGPIPE, SIG_IGN);
  // And so does a limit on the size of files.
  (void)signal(SIGXFSZ, SIG_IGN);
  return command_run(argc, argv);
}
