// A client of HTTP/1.1 that costs little: what is measured is the gateway, not who asks it. One
// connection, kept open, for one thread; one system call sends a request.
#ifndef ANAMORPH_TESTS_BENCH_HANDWRITTEN_HTTP_H
#define ANAMORPH_TESTS_BENCH_HANDWRITTEN_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

typedef struct HttpClient HttpClient;

// To 127.0.0.1:port, or, where `path` is not NULL, to the Unix socket there; ends the
// program when it cannot connect.
HttpClient *http_open(unsigned short port, const char *path);
void http_close(HttpClient *client);

// POST /sparql with a query; reads the whole answer. Its body (without chunks' framing) replaces
// what `body` holds: all of it where `keep`, else its first few KB, to tell a failure.
// Returns the status; 0: the connection ended, or what came is not HTTP.
int http_post_query(HttpClient *client, const char *accept, const char *query, size_t length,
                    bool keep, Buffer *body);

#endif
