// Where a server listens: an address and a port, or a Unix socket.
#ifndef ANAMORPH_ENDPOINT_HTTP_LISTENER_H
#define ANAMORPH_ENDPOINT_HTTP_LISTENER_H

#include "base/error.h"

// A host that begins with this names a Unix socket: "unix:/run/anamorph.sock". Such an endpoint is
// for programs on this machine, as a proxy is; who may connect, the file's folder says.
#define LISTENER_UNIX "unix:"

// Zero-initialised with fd -1: not open.
typedef struct Listener {
  int fd;
  unsigned short port;  // 0: a Unix socket
  char *path;           // the Unix socket's, owned; NULL: an address
} Listener;

// Binds and listens, without blocking. host: an address or a name, or LISTENER_UNIX and a path, for
// which `port` says nothing; port 0: any that is free. A socket's file that a program has left
// behind when it ended is replaced. On an error *out is not open.
// Errors: STATUS_IO (in use, no such host or folder), STATUS_USAGE (no path, or one too long).
Status listener_open(const char *host, unsigned short port, Listener *out, Error *err) MUST_CHECK;

// Also removes the Unix socket's file. A listener that is not open is left alone.
void listener_close(Listener *listener);

#endif
