// Listening: addresses, Unix sockets.
#include "endpoint/http/listener.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511 };

// A listening socket; -1, with errno, when there is none.
static int listen_on(const struct sockaddr *address, socklen_t length) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int one = 1;
  (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, address, length) == 0 && listen(fd, BACKLOG) == 0) return fd;
  const int failure = errno;
  close(fd);
  errno = failure;
  return -1;
}

// --- Addresses -----------------------------------------------------------------------------------

static unsigned short bound_port(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  char port[8] = "0";
  if (getsockname(fd, (struct sockaddr *)&address, &length) == 0)
    (void)getnameinfo((struct sockaddr *)&address, length, NULL, 0, port, sizeof port,
                      NI_NUMERICSERV);
  return (unsigned short)strtoul(port, NULL, 10);
}

static Status open_address(const char *host, unsigned short number, Listener *out, Error *err) {
  char port[8];
  (void)snprintf(port, sizeof port, "%u", number);
  const struct addrinfo hints = {
      .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
  struct addrinfo *found = NULL;
  const int failure = getaddrinfo(host, port, &hints, &found);
  if (failure != 0)
    return error_set(err, STATUS_IO, "cannot find the address %s: %s", host, gai_strerror(failure));
  for (const struct addrinfo *a = found; a != NULL && out->fd < 0; a = a->ai_next)
    out->fd = listen_on(a->ai_addr, a->ai_addrlen);
  freeaddrinfo(found);
  if (out->fd < 0) {
    error_set(err, STATUS_IO, "cannot listen on %s, port %u: %s", host, number, strerror(errno));
    if (errno == EADDRINUSE) error_hint(err, "another program listens there; choose another port");
    return STATUS_IO;
  }
  out->port = bound_port(out->fd);
  return STATUS_OK;
}

// --- Unix sockets --------------------------------------------------------------------------------

// Is it the file of a socket whose program has ended?
static bool is_left_behind(const struct sockaddr_un *address) {
  struct stat file;
  if (lstat(address->sun_path, &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool refused =
      connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
  close(fd);
  return refused;
}

static Status open_socket(const char *path, Listener *out, Error *err) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (*path == '\0' || strlen(path) >= sizeof address.sun_path)
    return error_set(err, STATUS_USAGE, "a Unix socket's path has 1 to %zu bytes, this has %zu",
                     sizeof address.sun_path - 1, strlen(path));
  memcpy(address.sun_path, path, strlen(path));
  const struct sockaddr *bound = (const struct sockaddr *)&address;
  out->fd = listen_on(bound, sizeof address);
  if (out->fd < 0 && errno == EADDRINUSE && is_left_behind(&address)) {
    (void)unlink(path);
    out->fd = listen_on(bound, sizeof address);
  }
  if (out->fd < 0) {
    error_set(err, STATUS_IO, "cannot listen on the Unix socket %s: %s", path, strerror(errno));
    if (errno == EADDRINUSE)
      error_hint(err, "another program listens there, or the file is no socket");
    return STATUS_IO;
  }
  out->path = strdup(path);
  if (out->path == NULL) abort();
  return STATUS_OK;
}

// --- Both ----------------------------------------------------------------------------------------

Status listener_open(const char *host, unsigned short port, Listener *out, Error *err) {
  *out = (Listener){.fd = -1};
  const size_t prefix = sizeof LISTENER_UNIX - 1;
  if (strncmp(host, LISTENER_UNIX, prefix) == 0) return open_socket(host + prefix, out, err);
  return open_address(host, port, out, err);
}

void listener_close(Listener *listener) {
  if (listener->fd < 0) return;
  close(listener->fd);
  if (listener->path != NULL) (void)unlink(listener->path);
  free(listener->path);
  *listener = (Listener){.fd = -1};
}
