// Escaping for HTML and URLs.
#include "endpoint/ui/html.h"

void html_add(Buffer *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    switch (text[i]) {
      case '&': buffer_add_text(out, "&amp;"); break;
      case '<': buffer_add_text(out, "&lt;"); break;
      case '>': buffer_add_text(out, "&gt;"); break;
      case '"': buffer_add_text(out, "&quot;"); break;
      case '\'': buffer_add_text(out, "&#39;"); break;
      default:
        if (((unsigned char)text[i] < ' ' && strchr("\t\n\r", text[i]) == NULL) || text[i] == 0x7f)
          buffer_add_text(out, "\xEF\xBF\xBD");
        else
          buffer_add_char(out, text[i]);
    }
  }
}

void html_add_text(Buffer *out, const char *text) { html_add(out, text, strlen(text)); }

void html_add_parameter(Buffer *out, const char *text, size_t length) {
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       (c != '\0' && strchr("-._~/:", c) != NULL);
    if (plain) {
      buffer_add_char(out, (char)c);
    } else if (c == ' ') {
      buffer_add_char(out, '+');
    } else {
      buffer_add_char(out, '%');
      buffer_add_char(out, digits[c >> 4]);
      buffer_add_char(out, digits[c & 15]);
    }
  }
}
