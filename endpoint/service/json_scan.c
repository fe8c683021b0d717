// JSON, a byte at a time.
#include "endpoint/service/json_scan.h"

#include "base/utf8.h"

enum Expect {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,  // after [
  EXPECT_KEY_OR_END,    // after {
  EXPECT_KEY,           // after , in an object
  EXPECT_COLON,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,  // the value is whole
};

enum Inside { IN_NOTHING, IN_STRING, IN_ESCAPE, IN_HEX, IN_SURROGATE, IN_WORD, IN_NUMBER };

static const char EVENT_OF_WORD[] = {'t', 'f', 'n'};

static Status malformed(Error *err, const char *what) {
  return error_set(err, STATUS_DATA, "%s", what);
}

static Status malformed_byte(Error *err, char c, const char *wanted) {
  if (c > ' ' && c < 0x7f)
    return error_set(err, STATUS_DATA, "'%c' where %s was expected", c, wanted);
  return error_set(err, STATUS_DATA, "byte 0x%02X where %s was expected", (unsigned char)c, wanted);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void value_done(JsonScan *scan) {
  scan->expect = scan->depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

// --- Strings -------------------------------------------------------------------------------------

static Status end_string(JsonScan *scan, JsonEvent *event, Error *err) {
  if (!utf8_is_valid(buffer_text(&scan->text), scan->text.length))
    return malformed(err, "a string is not UTF-8");
  const bool is_key = scan->expect == EXPECT_KEY || scan->expect == EXPECT_KEY_OR_END;
  scan->inside = IN_NOTHING;
  *event = is_key ? JSON_KEY : JSON_STRING;
  if (is_key)
    scan->expect = EXPECT_COLON;
  else
    value_done(scan);
  return STATUS_OK;
}

// \uXXXX: a code point, or half of one above U+FFFF.
static Status end_hex(JsonScan *scan, Error *err) {
  const unsigned code = scan->escape;
  const bool is_high = code >= 0xD800 && code < 0xDC00, is_low = code >= 0xDC00 && code < 0xE000;
  scan->inside = IN_STRING;
  if (scan->high_surrogate != 0) {
    if (!is_low) return malformed(err, "an escape is half of a surrogate pair");
    utf8_append(&scan->text, 0x10000 + ((scan->high_surrogate - 0xD800) << 10) + (code - 0xDC00));
    scan->high_surrogate = 0;
  } else if (is_high) {
    scan->high_surrogate = code;
    scan->inside = IN_SURROGATE;
  } else if (is_low) {
    return malformed(err, "an escape is half of a surrogate pair");
  } else if (code == 0) {
    return malformed(err, "a string holds U+0000");
  } else {
    utf8_append(&scan->text, code);
  }
  return STATUS_OK;
}

static void begin_hex(JsonScan *scan) {
  scan->inside = IN_HEX;
  scan->escape = scan->escape_digits = 0;
}

static Status read_hex(JsonScan *scan, char c, Error *err) {
  const char lower = (char)(c | 0x20);
  if (is_digit(c))
    scan->escape = scan->escape * 16 + (unsigned)(c - '0');
  else if (lower >= 'a' && lower <= 'f')
    scan->escape = scan->escape * 16 + (unsigned)(lower - 'a' + 10);
  else
    return malformed_byte(err, c, "a hexadecimal digit");
  return ++scan->escape_digits < 4 ? STATUS_OK : end_hex(scan, err);
}

static Status read_escape(JsonScan *scan, char c, Error *err) {
  static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
  if (c == 'u') {
    begin_hex(scan);
    return STATUS_OK;
  }
  for (const char *e = escapes; *e != '\0'; e += 2)
    if (*e == c) {
      buffer_add_char(&scan->text, e[1]);
      scan->inside = IN_STRING;
      return STATUS_OK;
    }
  return malformed_byte(err, c, "the rest of an escape");
}

// Plain characters, up to what is special or the end of the input.
static void copy_span(JsonScan *scan, Input *input) {
  const char *start = input->at;
  while (input->at < input->end && *input->at != '"' && *input->at != '\\' &&
         (unsigned char)*input->at >= 0x20)
    input->at++;
  buffer_add(&scan->text, start, (size_t)(input->at - start));
}

static Status read_string(JsonScan *scan, Input *input, JsonEvent *event, Error *err) {
  if (scan->inside == IN_STRING) copy_span(scan, input);
  if (scan->text.length > scan->max_text)
    return error_set(err, STATUS_LIMIT, "a string is longer than %zu bytes", scan->max_text);
  if (input->at == input->end) return STATUS_OK;
  const char c = *input->at++;
  switch (scan->inside) {
    case IN_STRING:
      if (c == '"') return end_string(scan, event, err);
      if (c != '\\') return malformed(err, "a control character in a string");
      scan->inside = IN_ESCAPE;
      return STATUS_OK;
    case IN_ESCAPE:
      if (scan->high_surrogate == 0) return read_escape(scan, c, err);
      if (c != 'u') return malformed(err, "an escape is half of a surrogate pair");
      begin_hex(scan);
      return STATUS_OK;
    case IN_SURROGATE:
      if (c != '\\') return malformed(err, "an escape is half of a surrogate pair");
      scan->inside = IN_ESCAPE;
      return STATUS_OK;
    default: return read_hex(scan, c, err);
  }
}

// --- Words and numbers ---------------------------------------------------------------------------

static Status read_word(JsonScan *scan, Input *input, JsonEvent *event, Error *err) {
  const char c = *input->at++;
  if (c != scan->word[0]) return malformed_byte(err, c, "true, false or null");
  scan->word++;
  if (scan->word[0] != '\0') return STATUS_OK;
  scan->inside = IN_NOTHING;
  *event = scan->text.data[0] == EVENT_OF_WORD[0]   ? JSON_TRUE
           : scan->text.data[0] == EVENT_OF_WORD[1] ? JSON_FALSE
                                                    : JSON_OTHER;
  value_done(scan);
  return STATUS_OK;
}

// number = [ "-" ] int [ frac ] [ exp ]
static bool is_number(const char *c) {
  if (*c == '-') c++;
  if (!is_digit(*c)) return false;
  if (*c++ != '0')
    while (is_digit(*c)) c++;
  if (*c == '.') {
    if (!is_digit(*++c)) return false;
    while (is_digit(*c)) c++;
  }
  if (*c == 'e' || *c == 'E') {
    c++;
    if (*c == '+' || *c == '-') c++;
    if (!is_digit(*c)) return false;
    while (is_digit(*c)) c++;
  }
  return *c == '\0';
}

static Status read_number(JsonScan *scan, Input *input, JsonEvent *event, Error *err) {
  enum { LONGEST = 1000 };
  while (input->at < input->end && *input->at != '\0' && strchr("+-.eE0123456789", *input->at)) {
    if (scan->text.length == LONGEST) return malformed(err, "a number is too long");
    buffer_add_char(&scan->text, *input->at++);
  }
  if (input->at == input->end && !input->last) return STATUS_OK;
  if (!is_number(buffer_text(&scan->text)))
    return error_set(err, STATUS_DATA, "'%.40s' is no number", buffer_text(&scan->text));
  scan->inside = IN_NOTHING;
  *event = JSON_OTHER;
  value_done(scan);
  return STATUS_OK;
}

// --- Structure -----------------------------------------------------------------------------------

static Status open_level(JsonScan *scan, bool is_object, JsonEvent *event, Error *err) {
  if (scan->depth == scan->max_depth)
    return error_set(err, STATUS_LIMIT, "values are nested deeper than %u levels", scan->max_depth);
  scan->depth++;
  scan->is_object = scan->is_object << 1 | is_object;
  scan->expect = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  *event = is_object ? JSON_OBJECT : JSON_ARRAY;
  return STATUS_OK;
}

static void close_level(JsonScan *scan, JsonEvent *event) {
  *event = scan->is_object & 1 ? JSON_OBJECT_END : JSON_ARRAY_END;
  scan->is_object >>= 1;
  scan->depth--;
  value_done(scan);
}

static Status begin_value(JsonScan *scan, char c, JsonEvent *event, Error *err) {
  static const char *const words[] = {"true", "false", "null"};
  if (c == '{' || c == '[') return open_level(scan, c == '{', event, err);
  buffer_clear(&scan->text);
  if (c == '"') {
    scan->inside = IN_STRING;
    return STATUS_OK;
  }
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i][0] == c) {
      buffer_add_char(&scan->text, c);
      scan->word = words[i] + 1;
      scan->inside = IN_WORD;
      return STATUS_OK;
    }
  if (c != '-' && !is_digit(c)) return malformed_byte(err, c, "a value");
  buffer_add_char(&scan->text, c);
  scan->inside = IN_NUMBER;
  return STATUS_OK;
}

static Status begin_key(JsonScan *scan, char c, Error *err) {
  if (c != '"') return malformed_byte(err, c, "a name in quotes");
  buffer_clear(&scan->text);
  scan->inside = IN_STRING;
  return STATUS_OK;
}

static Status read_comma(JsonScan *scan, char c, JsonEvent *event, Error *err) {
  const bool in_object = scan->is_object & 1;
  if (c == (in_object ? '}' : ']')) {
    close_level(scan, event);
    return STATUS_OK;
  }
  if (c != ',') return malformed_byte(err, c, in_object ? "',' or '}'" : "',' or ']'");
  scan->expect = in_object ? EXPECT_KEY : EXPECT_VALUE;
  return STATUS_OK;
}

static Status read_structure(JsonScan *scan, char c, JsonEvent *event, Error *err) {
  switch ((enum Expect)scan->expect) {
    case EXPECT_VALUE_OR_END:
      if (c == ']') {
        close_level(scan, event);
        return STATUS_OK;
      }
      return begin_value(scan, c, event, err);
    case EXPECT_VALUE: return begin_value(scan, c, event, err);
    case EXPECT_KEY_OR_END:
      if (c == '}') {
        close_level(scan, event);
        return STATUS_OK;
      }
      return begin_key(scan, c, err);
    case EXPECT_KEY: return begin_key(scan, c, err);
    case EXPECT_COLON:
      if (c != ':') return malformed_byte(err, c, "':'");
      scan->expect = EXPECT_VALUE;
      return STATUS_OK;
    case EXPECT_COMMA_OR_END: return read_comma(scan, c, event, err);
    case EXPECT_NOTHING: break;
  }
  return malformed_byte(err, c, "the end");
}

static Status read_end(const JsonScan *scan, JsonEvent *event, Error *err) {
  if (scan->inside != IN_NOTHING || scan->expect != EXPECT_NOTHING)
    return malformed(err, "the answer is cut off");
  *event = JSON_END;
  return STATUS_OK;
}

Status json_scan_next(JsonScan *scan, Input *input, JsonEvent *event, Error *err) {
  *event = JSON_MORE;
  while (*event == JSON_MORE) {
    if (input->at == input->end && scan->inside == IN_NUMBER && input->last) {
      TRY(read_number(scan, input, event, err));
      continue;
    }
    if (input->at == input->end) return input->last ? read_end(scan, event, err) : STATUS_OK;
    switch ((enum Inside)scan->inside) {
      case IN_NOTHING: {
        const char c = *input->at++;
        if (!is_space(c)) TRY(read_structure(scan, c, event, err));
        break;
      }
      case IN_WORD: TRY(read_word(scan, input, event, err)); break;
      case IN_NUMBER: TRY(read_number(scan, input, event, err)); break;
      default: TRY(read_string(scan, input, event, err)); break;
    }
  }
  return STATUS_OK;
}

void json_scan_free(JsonScan *scan) { buffer_free(&scan->text); }
