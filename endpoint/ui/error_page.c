// Errors as pages: the message, the place in the query, the box to mend it.
#include <string.h>

#include "endpoint/ui/html.h"
#include "endpoint/ui/layout.h"
#include "endpoint/ui/page.h"

enum { LINES_AROUND = 4 };

static void add_caret_line(Buffer *out, const char *line, size_t length, unsigned column) {
  buffer_add_text(out, "<span class=\"l at\"><span class=\"n\"></span>");
  unsigned at = 1;
  for (size_t i = 0; i < length && at < column; i++) {
    if (((unsigned char)line[i] & 0xC0) == 0x80) continue;
    buffer_add_char(out, line[i] == '\t' ? '\t' : ' ');
    at++;
  }
  buffer_add_text(out, "<span class=\"caret\">^</span></span>");
}

static void add_place(Buffer *out, const char *query, Position at) {
  buffer_add_text(out, "<pre aria-label=\"The place in the query\">");
  unsigned number = 1;
  for (const char *line = query; line != NULL; number++) {
    const size_t length = strcspn(line, "\r\n");
    if (number + LINES_AROUND >= at.line && number <= at.line + LINES_AROUND) {
      buffer_printf(out, "<span class=\"l%s\"><span class=\"n\">%u</span>",
                    number == at.line ? " at" : "", number);
      html_add(out, line, length);
      buffer_add_text(out, "</span>");
      if (number == at.line) add_caret_line(out, line, length, at.column);
    }
    line = strchr(line, '\n');
    if (line != NULL) line++;
  }
  buffer_add_text(out, "</pre>");
}

static const char *title_of(int status) {
  switch (status) {
    case 400: return "This query cannot be understood";
    case 403: return "Reading only";
    case 404: return "Nothing here";
    case 501: return "Not supported yet";
    case 503: return "Not just now";
    case 504: return "This took too long";
    case 507: return "This is too much";
    default: return "This did not work";
  }
}

void page_error(const struct Server *server, int status, const Error *err, const char *query,
                Buffer *out) {
  const bool has_place = err->at.line > 0;
  layout_begin(out, server, title_of(status));
  buffer_printf(out, "<section class=\"card bad\" role=\"alert\"><h2>%s</h2><p>", title_of(status));
  if (has_place) buffer_printf(out, "Line %u, column %u: ", err->at.line, err->at.column);
  html_add_text(out, err->message);
  buffer_add_text(out, "</p>");
  if (has_place && query != NULL) add_place(out, query, err->at);
  if (*err->hint != '\0') {
    buffer_add_text(out, "<p class=\"meta\">Hint: ");
    html_add_text(out, err->hint);
    buffer_add_text(out, "</p>");
  }
  buffer_add_text(out, "</section>\n<section class=\"card\">");
  layout_add_form(out, server, query);
  buffer_add_text(out, "</section>\n");
  layout_end(out, server);
}
