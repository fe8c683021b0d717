// The head of an answer.
#include "endpoint/http/head.h"

#include <time.h>

#include "endpoint/http/metrics.h"

static void add_date(Buffer *out) {
  char date[40];
  const time_t now = time(NULL);
  struct tm utc;
  gmtime_r(&now, &utc);
  const size_t length = strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
  buffer_add(out, date, length);
}

void head_write(Buffer *out, const Head *head) {
  buffer_printf(out, "HTTP/1.1 %d %s\r\n", head->status, http_reason(head->status));
  if (head->fields != NULL) buffer_add(out, head->fields->data, head->fields->length);
  add_date(out);
  buffer_add_text(out,
                  "Server: anamorph\r\nAccess-Control-Allow-Origin: *\r\n"
                  "X-Content-Type-Options: nosniff\r\n");
  if (!head->keep_alive)
    buffer_add_text(out, "Connection: close\r\n");
  else if (head->minor_version == 0)
    buffer_add_text(out, "Connection: keep-alive\r\n");
  if (head->chunked)
    buffer_add_text(out, "Transfer-Encoding: chunked\r\n");
  else if (head->has_length && head->status != 204)
    buffer_printf(out, "Content-Length: %zu\r\n", head->length);
  buffer_add_text(out, "\r\n");
}
