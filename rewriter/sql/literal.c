// Identifiers and string constants as SQL writes them.
#include <string.h>

#include "base/db/identifier.h"
#include "rewriter/sql/block.h"
#include "rewriter/sql/deparse.h"

void deparse_identifier(Buffer *out, const char *name) {
  identifier_append(out, name, strlen(name));
}

bool deparse_is_keyword(const char *word) {
  Buffer quoted = {0};
  deparse_identifier(&quoted, word);
  const bool keyword = quoted.data[0] == '"';
  buffer_free(&quoted);
  return keyword;
}

// A backslash asks for the E form, which reads the same whatever standard_conforming_strings says;
// so do control characters, for the sake of the reader.
void deparse_string(Buffer *out, const char *text) {
  bool escape = false;
  for (const char *c = text; *c != '\0'; c++) escape |= *c == '\\' || (unsigned char)*c < 0x20;
  buffer_add_text(out, escape ? "E'" : "'");
  for (const char *c = text; *c != '\0'; c++) {
    switch (*c) {
      case '\'': buffer_add_text(out, "''"); break;
      case '\\': buffer_add_text(out, "\\\\"); break;
      case '\n': buffer_add_text(out, "\\n"); break;
      case '\r': buffer_add_text(out, "\\r"); break;
      case '\t': buffer_add_text(out, "\\t"); break;
      default:
        if ((unsigned char)*c < 0x20) {
          buffer_printf(out, "\\x%02X", (unsigned)(unsigned char)*c);
        } else {
          buffer_add_char(out, *c);
        }
    }
  }
  buffer_add_char(out, '\'');
}
