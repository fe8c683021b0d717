// The head of an answer.
#include "endpoint/http/head.h"

#include "base/calendar.h"
#include "endpoint/http/metrics.h"

enum { USUAL_HEAD = 512 };

// RFC 9110, 5.6.7: Date: Sun, 06 Nov 1994 08:49:37 GMT
static void add_date(Buffer *out) {
  static const char days[] = "SunMonTueWedThuFriSat";
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const Utc now = calendar_utc(time(NULL));
  buffer_add_text(out, "Date: ");
  buffer_add(out, days + (size_t)now.weekday * 3, 3);
  buffer_add(out, ", ", 2);
  buffer_add_padded(out, (uint64_t)now.date.day, 2);
  buffer_add_char(out, ' ');
  buffer_add(out, months + (size_t)(now.date.month - 1) * 3, 3);
  buffer_add_char(out, ' ');
  buffer_add_padded(out, (uint64_t)now.date.year, 4);
  buffer_add_char(out, ' ');
  buffer_add_padded(out, (uint64_t)now.hour, 2);
  buffer_add_char(out, ':');
  buffer_add_padded(out, (uint64_t)now.minute, 2);
  buffer_add_char(out, ':');
  buffer_add_padded(out, (uint64_t)now.second, 2);
  buffer_add_text(out, " GMT\r\n");
}

static void add_length(Buffer *out, size_t length) {
  buffer_add_text(out, "Content-Length: ");
  buffer_add_number(out, length);
  buffer_add(out, "\r\n", 2);
}

void head_write(Buffer *out, const Head *head) {
  buffer_reserve(out, USUAL_HEAD);
  buffer_add_text(out, "HTTP/1.1 ");
  buffer_add_number(out, (uint64_t)head->status);
  buffer_add_char(out, ' ');
  buffer_add_text(out, http_reason(head->status));
  buffer_add(out, "\r\n", 2);
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
    add_length(out, head->length);
  buffer_add_text(out, "\r\n");
}
