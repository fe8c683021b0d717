// Lines of N-Triples, N-Quads and tab-separated triples, taken apart.
#include "embed/data/triple_line.h"

#include <string.h>

#include "base/utf8.h"

typedef struct Cursor {
  const char *at, *end;
} Cursor;

static void skip_blanks(Cursor *in) {
  while (in->at < in->end && (*in->at == ' ' || *in->at == '\t')) in->at++;
}

static bool take_hex(const char *text, size_t digits, uint32_t *code) {
  *code = 0;
  for (size_t i = 0; i < digits; i++) {
    const char c = text[i];
    uint32_t value;
    if (c >= '0' && c <= '9')
      value = (uint32_t)(c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f')
      value = (uint32_t)((c | 32) - 'a') + 10;
    else
      return false;
    *code = *code << 4 | value;
  }
  return true;
}

// UCHAR of N-Triples [10]: \uXXXX and \UXXXXXXXX.
static bool undo_escapes(LinePart *part, Buffer *scratch) {
  buffer_clear(scratch);
  for (size_t i = 0; i < part->length; i++) {
    if (part->text[i] != '\\') {
      buffer_add_char(scratch, part->text[i]);
      continue;
    }
    const char kind = i + 1 < part->length ? part->text[i + 1] : '\0';
    const size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    uint32_t code;
    if (digits == 0 || i + 1 + digits >= part->length ||
        !take_hex(part->text + i + 2, digits, &code) || code > 0x10FFFF ||
        (code >= 0xD800 && code <= 0xDFFF))
      return false;
    utf8_append(scratch, code);
    i += 1 + digits;
  }
  part->text = buffer_text(scratch);
  part->length = scratch->length;
  return true;
}

// IRIREF [8]
static bool take_iri(Cursor *in, Buffer *scratch, LinePart *out) {
  const char *close = memchr(in->at, '>', (size_t)(in->end - in->at));
  if (close == NULL) return false;
  *out = (LinePart){in->at + 1, (size_t)(close - in->at - 1), TERM_IRI};
  for (size_t i = 0; i < out->length; i++)
    if ((unsigned char)out->text[i] <= ' ' || strchr("<\"{}|^`", out->text[i]) != NULL)
      return false;
  in->at = close + 1;
  if (memchr(out->text, '\\', out->length) != NULL) return undo_escapes(out, scratch);
  return true;
}

// BLANK_NODE_LABEL [141s], up to the next blank.
static bool take_blank_node(Cursor *in, LinePart *out) {
  const char *begin = in->at;
  while (in->at < in->end && strchr(" \t<\"", *in->at) == NULL) in->at++;
  // The statement's full stop may stand right after the label.
  if (in->at == in->end && in->at > begin && in->at[-1] == '.') in->at--;
  *out = (LinePart){begin, (size_t)(in->at - begin), TERM_BLANK};
  return out->length > 2 && begin[1] == ':';
}

// literal [6]: its datatype or language is skipped.
static bool take_literal(Cursor *in, Buffer *scratch, LinePart *out) {
  const char *begin = ++in->at;
  while (in->at < in->end && *in->at != '"') in->at += *in->at == '\\' ? 2 : 1;
  if (in->at >= in->end) return false;
  *out = (LinePart){begin, (size_t)(in->at - begin), TERM_LITERAL};
  in->at++;
  LinePart datatype;
  if (in->end - in->at > 2 && memcmp(in->at, "^^<", 3) == 0) {
    in->at += 2;
    return take_iri(in, scratch, &datatype);
  }
  if (in->at < in->end && *in->at == '@')
    while (in->at < in->end && strchr(" \t.", *in->at) == NULL) in->at++;
  return true;
}

static bool take_term(Cursor *in, Buffer *scratch, LinePart *out) {
  skip_blanks(in);
  if (in->at == in->end) return false;
  if (*in->at == '<') return take_iri(in, scratch, out);
  if (*in->at == '_') return take_blank_node(in, out);
  return *in->at == '"' && take_literal(in, scratch, out);
}

LineKind triple_line_of_rdf(const char *line, size_t length, Buffer scratch[4], TripleLine *out) {
  Cursor in = {line, line + length};
  while (in.end > in.at && strchr(" \t\r", in.end[-1]) != NULL) in.end--;
  skip_blanks(&in);
  if (in.at == in.end || *in.at == '#') return LINE_EMPTY;
  *out = (TripleLine){0};
  for (size_t i = 0; i < 3; i++)
    if (!take_term(&in, &scratch[i], &out->part[i])) return LINE_BROKEN;
  if (out->part[0].kind == TERM_LITERAL || out->part[1].kind != TERM_IRI) return LINE_BROKEN;
  skip_blanks(&in);
  if (in.at < in.end && *in.at != '.') {
    if (!take_term(&in, &scratch[3], &out->part[3])) return LINE_BROKEN;
    if (out->part[3].kind == TERM_LITERAL) return LINE_BROKEN;
    skip_blanks(&in);
  }
  if (in.at == in.end || *in.at != '.') return LINE_BROKEN;
  in.at++;
  skip_blanks(&in);
  return in.at == in.end || *in.at == '#' ? LINE_TRIPLE : LINE_BROKEN;
}

LineKind triple_line_of_tsv(const char *line, size_t length, TripleLine *out) {
  const char *end = line + length;
  if (end > line && end[-1] == '\r') end--;
  if (line == end) return LINE_EMPTY;
  *out = (TripleLine){0};
  for (size_t i = 0; i < 3; i++) {
    if (line > end) return LINE_BROKEN;
    const char *tab = memchr(line, '\t', (size_t)(end - line));
    if (tab == NULL) tab = end;
    out->part[i] = (LinePart){line, (size_t)(tab - line), TERM_IRI};
    if (tab == line) return LINE_BROKEN;
    line = tab + 1;
  }
  return LINE_TRIPLE;
}
