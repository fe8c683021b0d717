// A small HTTP client for tests: it sends exactly the bytes it is given and shows what came back.
#ifndef ANAMORPH_TESTS_SUPPORT_HTTP_CLIENT_H
#define ANAMORPH_TESTS_SUPPORT_HTTP_CLIENT_H

#include <stddef.h>

#include "base/buffer.h"

// A socket connected to 127.0.0.1:port; ends the program when it cannot be.
int http_connect(unsigned short port);
// The same to a Unix socket.
int http_connect_socket(const char *path);
// A Unix socket's file that nobody listens on any more.
void http_leave_socket(const char *path);
void http_send(int fd, const char *data, size_t length);
void http_send_text(int fd, const char *text);

typedef struct Response {
  int status;     // 0: nothing came
  Buffer head;    // status line and header lines
  Buffer body;    // without chunk framing
  bool is_whole;  // false: the connection ended before the body did
} Response;

// Reads one response; false when the connection closed without any. `no_body`: for HEAD.
bool http_receive(int fd, bool no_body, Response *out);
void response_free(Response *response);
// A header's value, in a buffer of the response's valid until it is freed; "" when absent.
const char *response_header(Response *response, const char *name);
const char *response_body(Response *response);

// One response that is whole, of this status, with `part` in its body; or none, but the end of the
// connection. Anything else fails the test.
void http_expect(int fd, int status, const char *part);
void http_expect_end(int fd);

// One request on a connection of its own. `head`: "GET /path HTTP/1.1\r\nAccept: …", lines ending
// in \r\n; Host and Connection: close are added, Content-Length when body is not NULL.
void http_ask(unsigned short port, const char *head, const char *body, Response *out);

#endif
