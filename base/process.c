// Running other programs: fork, exec, gather what they say.
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Pipe {
  int read;
  int write;
} Pipe;

static bool pipe_open(Pipe *out) {
  int end[2];
  if (pipe2(end, O_CLOEXEC) != 0) return false;
  *out = (Pipe){.read = end[0], .write = end[1]};
  return true;
}

static void close_end(int *end) {
  if (*end >= 0) close(*end);
  *end = -1;
}

bool process_become(const ProcessUser *user) {
  if (!user->drop) return true;
  return setgroups(0, NULL) == 0 && setgid(user->gid) == 0 && setuid(user->uid) == 0;
}

// In the child. Reports errno through `failed` when the program cannot be started.
static _Noreturn void child_exec(const char *const argv[], const ProcessOptions *options, int in,
                                 int out, int errors, int failed) {
  sigset_t none;
  sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
  (void)signal(SIGPIPE, SIG_DFL);
  (void)signal(SIGXFSZ, SIG_DFL);
  if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
      dup2(errors, STDERR_FILENO) >= 0 &&
      (options->folder == NULL || chdir(options->folder) == 0) && process_become(&options->user))
    (void)execvp(argv[0], (char *const *)argv);
  const int code = errno;
  (void)!write(failed, &code, sizeof code);
  _exit(127);
}

// Feeds the input and gathers both outputs until all ends are closed.
static void pump(const char *input, int *in, int *out, Buffer *output, int *errors,
                 Buffer *error_text) {
  size_t left = input == NULL ? 0 : strlen(input);
  if (left == 0) close_end(in);
  while (*in >= 0 || *out >= 0 || *errors >= 0) {
    struct pollfd ends[3] = {{.fd = *in, .events = POLLOUT},
                             {.fd = *out, .events = POLLIN},
                             {.fd = *errors, .events = POLLIN}};
    if (poll(ends, 3, -1) < 0 && errno != EINTR) break;
    if (ends[0].revents != 0) {
      const ssize_t count = write(*in, input, left);
      if (count > 0) {
        input += count;
        left -= (size_t)count;
      }
      if (left == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) close_end(in);
    }
    for (int i = 1; i < 3; i++) {
      if (ends[i].revents == 0) continue;
      char block[8192];
      const ssize_t count = read(ends[i].fd, block, sizeof block);
      Buffer *into = i == 1 ? output : error_text;
      if (count > 0 && into != NULL) buffer_add(into, block, (size_t)count);
      if (count == 0 || (count < 0 && errno != EINTR)) close_end(i == 1 ? out : errors);
    }
  }
}

Status process_run(const char *const argv[], const ProcessOptions *options, Buffer *output,
                   Buffer *errors, int *exit_code, Error *err) {
  static const ProcessOptions none = {0};
  if (options == NULL) options = &none;
  Pipe in = {-1, -1};
  Pipe out = {-1, -1};
  Pipe say = {-1, -1};
  Pipe failed = {-1, -1};
  pid_t child = -1;
  if (pipe_open(&in) && pipe_open(&out) && pipe_open(&say) && pipe_open(&failed)) child = fork();
  if (child == 0) child_exec(argv, options, in.read, out.write, say.write, failed.write);
  const int fork_error = errno;
  close_end(&in.read);
  close_end(&out.write);
  close_end(&say.write);
  close_end(&failed.write);

  int exec_error = fork_error;
  bool started = child > 0;
  if (started) started = read(failed.read, &exec_error, sizeof exec_error) <= 0;
  if (started) {
    // A program that ends without reading its input must not end us.
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    (void)sigaction(SIGPIPE, &ignore, &before);
    pump(options->input, &in.write, &out.read, output, &say.read, errors);
    (void)sigaction(SIGPIPE, &before, NULL);
  }
  close_end(&in.write);
  close_end(&out.read);
  close_end(&say.read);
  close_end(&failed.read);

  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!started)
    return error_set(err, STATUS_IO, "cannot run %s: %s", argv[0], strerror(exec_error));
  *exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return STATUS_OK;
}
