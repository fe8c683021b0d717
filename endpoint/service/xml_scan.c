// XML, a byte at a time, to whole tags and pieces of text.
#include "endpoint/service/xml_scan.h"

#include <stdlib.h>
#include <strings.h>

#include "base/utf8.h"

enum Inside { IN_TEXT, IN_REFERENCE, IN_MARKUP, IN_TAG, IN_COMMENT, IN_CDATA, IN_INSTRUCTION };

enum { LONGEST_REFERENCE = 12, LONGEST_TAG = 64 * 1024, LONGEST_NAME = 1000 };

#define XML_SPACE   "http://www.w3.org/XML/1998/namespace"
#define XMLNS_SPACE "http://www.w3.org/2000/xmlns/"

static Status malformed(Error *err, const char *what) {
  return error_set(err, STATUS_DATA, "%s", what);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// --- Characters ----------------------------------------------------------------------------------

/// [2] Char, of one byte or of a reference.
static bool is_char(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
         (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c <= 0x10FFFF);
}

// What "&name;" stands for; 0: nothing.
static uint32_t reference_of(const char *name) {
  static const struct {
    const char *name;
    char character;
  } known[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"apos", '\''}, {"quot", '"'}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].name, name) == 0) return (uint32_t)known[i].character;
  if (name[0] != '#') return 0;
  const bool is_hex = name[1] == 'x';
  const char *digits = name + (is_hex ? 2 : 1);
  if (*digits == '\0' ||
      digits[strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789")] != '\0')
    return 0;
  const unsigned long code = strtoul(digits, NULL, is_hex ? 16 : 10);
  return code <= 0x10FFFF && is_char((uint32_t)code) ? (uint32_t)code : 0;
}

static Status add_reference(Buffer *out, const char *name, Error *err) {
  const uint32_t code = reference_of(name);
  if (code == 0) return error_set(err, STATUS_DATA, "there is no character '&%.20s;'", name);
  utf8_append(out, code);
  return STATUS_OK;
}

// --- Text ----------------------------------------------------------------------------------------

static Status add_text(XmlScan *scan, char c, Error *err) {
  if ((unsigned char)c < 0x20 && !is_space(c)) return malformed(err, "a control character");
  const bool drop = c == '\n' && scan->after_cr;  // [2.11] CR LF and CR are LF
  scan->after_cr = c == '\r';
  if (drop) return STATUS_OK;
  if (scan->text.length == scan->max_text)
    return error_set(err, STATUS_LIMIT, "a text is longer than %zu bytes", scan->max_text);
  if (!is_space(c)) scan->is_written = true;
  buffer_add_char(&scan->text, c == '\r' ? '\n' : c);
  return STATUS_OK;
}

static Status read_text(XmlScan *scan, char c, Error *err) {
  if (c == '<' || c == '&') {
    buffer_clear(&scan->tag);
    scan->inside = c == '<' ? IN_MARKUP : IN_REFERENCE;
    scan->closing = 0;
    return STATUS_OK;
  }
  if (c == '>' && scan->closing >= 2) return malformed(err, "']]>' in a text");
  scan->closing = c == ']' ? scan->closing + 1 : 0;
  if (scan->depth == 0 && !is_space(c)) return malformed(err, "text outside of the document");
  return add_text(scan, c, err);
}

static Status read_reference(XmlScan *scan, char c, Error *err) {
  if (c != ';') {
    if (scan->tag.length == LONGEST_REFERENCE) return malformed(err, "'&' without its ';'");
    buffer_add_char(&scan->tag, c);
    return STATUS_OK;
  }
  scan->inside = IN_TEXT;
  scan->is_written = true;
  scan->after_cr = false;
  if (scan->depth == 0) return malformed(err, "text outside of the document");
  return add_reference(&scan->text, buffer_text(&scan->tag), err);
}

// --- Names and namespaces ------------------------------------------------------------------------

/// [4] NameStartChar, [4a] NameChar: ASCII is checked, the rest is taken as it is.
static bool is_name(const char *name, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)name[i];
    const bool start = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    if (!start && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '.'))) return false;
  }
  return length > 0;
}

// "prefix:local" or "local" as its parts.
static Status split_name(const char *name, const char **prefix_end, const char **local,
                         Error *err) {
  const char *colon = strchr(name, ':');
  *prefix_end = colon == NULL ? name : colon;
  *local = colon == NULL ? name : colon + 1;
  const bool good =
      is_name(*local, strlen(*local)) && (colon == NULL || is_name(name, (size_t)(colon - name)));
  return good ? STATUS_OK : error_set(err, STATUS_DATA, "'%.40s' is no name", name);
}

static Status declare(XmlScan *scan, const char *prefix, const char *space, Error *err) {
  if (scan->prefix_count == XML_MOST_PREFIXES)
    return error_set(err, STATUS_LIMIT, "more than %d namespaces", XML_MOST_PREFIXES);
  const bool is_reserved = strcmp(prefix, "xmlns") == 0 || strcmp(space, XMLNS_SPACE) == 0 ||
                           (strcmp(prefix, "xml") == 0) != (strcmp(space, XML_SPACE) == 0);
  if (is_reserved || (*prefix != '\0' && *space == '\0'))
    return error_set(err, STATUS_DATA, "the namespace '%.40s' is not declared well", prefix);
  const size_t at = scan->prefixes.length;
  buffer_add(&scan->prefixes, prefix, strlen(prefix) + 1);
  scan->prefix[scan->prefix_count].prefix = at;
  scan->prefix[scan->prefix_count].space = scan->prefixes.length;
  scan->prefix[scan->prefix_count++].depth = scan->depth;
  buffer_add(&scan->prefixes, space, strlen(space) + 1);
  return STATUS_OK;
}

// The namespace of a prefix ("" of length 0: the default one); NULL when there is none.
static const char *space_of(const XmlScan *scan, const char *prefix, size_t length) {
  for (size_t i = scan->prefix_count; i > 0; i--) {
    const char *declared = scan->prefixes.data + scan->prefix[i - 1].prefix;
    if (strlen(declared) == length && memcmp(declared, prefix, length) == 0)
      return scan->prefixes.data + scan->prefix[i - 1].space;
  }
  if (length == 3 && memcmp(prefix, "xml", 3) == 0) return XML_SPACE;
  return length == 0 ? "" : NULL;
}

static void leave_element(XmlScan *scan) {
  scan->open.length = scan->mark[--scan->depth];
  while (scan->prefix_count > 0 && scan->prefix[scan->prefix_count - 1].depth > scan->depth)
    scan->prefixes.length = scan->prefix[--scan->prefix_count].prefix;
}

// --- Tags ----------------------------------------------------------------------------------------

static size_t add_data(Buffer *out, const char *text) {
  const size_t at = out->length;
  buffer_add(out, text, strlen(text) + 1);
  return at;
}

// The next token of a tag's text: up to white space, "=" or a quoted value.
static char *take_name(char **at) {
  char *start = *at;
  while (**at != '\0' && !is_space(**at) && **at != '=') ++*at;
  return start;
}

static void skip_spaces(char **at) {
  while (is_space(**at)) ++*at;
}

// A value between its quotation marks, with references replaced (XML 1.0, 3.3.3), into `out`.
static Status take_value(char **at, Buffer *out, Error *err) {
  const char quote = **at;
  if (quote != '"' && quote != '\'') return malformed(err, "an attribute's value is not quoted");
  for (++*at; **at != quote; ++*at) {
    if (**at == '\0') return malformed(err, "an attribute's value does not end");
    if (**at == '<') return malformed(err, "'<' in an attribute");
    if (**at != '&') {
      buffer_add_char(out, is_space(**at) ? ' ' : **at);
      continue;
    }
    char name[LONGEST_REFERENCE + 1];
    const size_t length = strcspn(*at + 1, ";'\"");
    if (length > LONGEST_REFERENCE || (*at)[1 + length] != ';')
      return malformed(err, "'&' without its ';'");
    memcpy(name, *at + 1, length);
    name[length] = '\0';
    TRY(add_reference(out, name, err));
    *at += 1 + length;
  }
  ++*at;
  buffer_add_char(out, '\0');
  return STATUS_OK;
}

// Attributes as written: local is the name's offset, value the value's.
static Status take_attributes(XmlScan *scan, char *at, Error *err) {
  scan->attribute_count = 0;
  for (;;) {
    char *before = at;
    skip_spaces(&at);
    if (*at == '\0') return STATUS_OK;
    if (at == before) return malformed(err, "attributes without a space between them");
    if (scan->attribute_count == XML_MOST_ATTRIBUTES)
      return error_set(err, STATUS_LIMIT, "more than %d attributes", XML_MOST_ATTRIBUTES);
    XmlAttribute *attribute = &scan->attribute[scan->attribute_count++];
    char *name = take_name(&at);
    char *end = at;
    skip_spaces(&at);
    if (*at != '=') return malformed(err, "an attribute has no value");
    *end = '\0';
    at++;
    skip_spaces(&at);
    attribute->local = add_data(&scan->data, name);
    attribute->value = scan->data.length;
    TRY(take_value(&at, &scan->data, err));
  }
}

// Declarations first: they hold for the whole tag.
static Status declare_prefixes(XmlScan *scan, Error *err) {
  size_t kept = 0;
  for (size_t i = 0; i < scan->attribute_count; i++) {
    const XmlAttribute attribute = scan->attribute[i];
    const char *name = scan->data.data + attribute.local;
    const char *value = scan->data.data + attribute.value;
    if (strcmp(name, "xmlns") == 0)
      TRY(declare(scan, "", value, err));
    else if (strncmp(name, "xmlns:", 6) == 0 && name[6] != '\0')
      TRY(declare(scan, name + 6, value, err));
    else
      scan->attribute[kept++] = attribute;
  }
  scan->attribute_count = kept;
  return STATUS_OK;
}

static Status resolve_attributes(XmlScan *scan, Error *err) {
  for (size_t i = 0; i < scan->attribute_count; i++) {
    XmlAttribute *attribute = &scan->attribute[i];
    const char *name = scan->data.data + attribute->local, *prefix_end, *local;
    TRY(split_name(name, &prefix_end, &local, err));
    const char *space = prefix_end == name ? "" : space_of(scan, name, (size_t)(prefix_end - name));
    if (space == NULL) return error_set(err, STATUS_DATA, "'%.40s' has no namespace", name);
    attribute->local += (size_t)(local - name);
    attribute->space = add_data(&scan->data, space);
    for (size_t j = 0; j < i; j++) {
      const char *data = scan->data.data;
      const XmlAttribute *other = &scan->attribute[j];
      if (strcmp(data + other->local, data + attribute->local) == 0 &&
          strcmp(data + other->space, data + attribute->space) == 0)
        return error_set(err, STATUS_DATA, "the attribute '%.40s' comes twice",
                         data + attribute->local);
    }
  }
  return STATUS_OK;
}

static Status start_element(XmlScan *scan, char *tag, Error *err) {
  if (scan->depth == 0 && scan->has_root) return malformed(err, "a second document follows");
  if (scan->depth == scan->max_depth)
    return error_set(err, STATUS_LIMIT, "elements are nested deeper than %u levels",
                     scan->max_depth);
  char *at = tag;
  (void)take_name(&at);
  const char after = *at;
  *at = '\0';
  if (at - tag > LONGEST_NAME)
    return error_set(err, STATUS_LIMIT, "a name is longer than %d bytes", LONGEST_NAME);
  scan->has_root = true;
  scan->mark[scan->depth++] = scan->open.length;
  buffer_add(&scan->open, tag, strlen(tag) + 1);
  buffer_clear(&scan->data);
  const char *prefix_end, *local;
  TRY(split_name(tag, &prefix_end, &local, err));
  *at = after;
  TRY(take_attributes(scan, at, err));
  TRY(declare_prefixes(scan, err));
  const char *space = space_of(scan, tag, (size_t)(prefix_end - tag));
  if (space == NULL) return error_set(err, STATUS_DATA, "'%.40s' has no namespace", tag);
  scan->space = add_data(&scan->data, space);
  *at = '\0';
  scan->local = add_data(&scan->data, local);
  return resolve_attributes(scan, err);
}

static Status end_element(XmlScan *scan, char *tag, Error *err) {
  size_t length = strlen(tag);
  while (length > 0 && is_space(tag[length - 1])) length--;
  tag[length] = '\0';
  if (scan->depth == 0 || strcmp(scan->open.data + scan->mark[scan->depth - 1], tag) != 0)
    return error_set(err, STATUS_DATA, "'</%.40s>' ends nothing", tag);
  leave_element(scan);
  return STATUS_OK;
}

static Status check_tag(const XmlScan *scan, Error *err) {
  const Buffer *tag = &scan->tag;
  if (!utf8_is_valid(tag->data, tag->length)) return malformed(err, "a tag is not UTF-8");
  for (size_t i = 0; i < tag->length; i++)
    if ((unsigned char)tag->data[i] < 0x20 && !is_space(tag->data[i]))
      return malformed(err, "a control character in a tag");
  return STATUS_OK;
}

static Status end_tag(XmlScan *scan, XmlEvent *event, Error *err) {
  scan->inside = IN_TEXT;
  if (!utf8_is_valid(buffer_text(&scan->text), scan->text.length))
    return malformed(err, "a text is not UTF-8");
  TRY(check_tag(scan, err));
  buffer_add_char(&scan->tag, '\0');
  char *tag = scan->tag.data;
  if (tag[0] == '/') {
    *event = XML_CLOSE;
    return end_element(scan, tag + 1, err);
  }
  const size_t length = scan->tag.length - 1;
  scan->self_closing = length > 0 && tag[length - 1] == '/';
  if (scan->self_closing) tag[length - 1] = '\0';
  *event = XML_START;
  return start_element(scan, tag, err);
}

static Status add_markup(XmlScan *scan, char c, Error *err) {
  if (scan->tag.length == LONGEST_TAG)
    return error_set(err, STATUS_LIMIT, "a tag is longer than %d bytes", LONGEST_TAG);
  buffer_add_char(&scan->tag, c);
  return STATUS_OK;
}

static Status read_tag(XmlScan *scan, char c, XmlEvent *event, Error *err) {
  if (c == '>' && scan->quote == '\0') return end_tag(scan, event, err);
  if (c == '<') return malformed(err, "'<' in a tag");
  if (scan->quote == c)
    scan->quote = '\0';
  else if (scan->quote == '\0' && (c == '"' || c == '\''))
    scan->quote = c;
  return add_markup(scan, c, err);
}

// --- Comments, CDATA, processing instructions ----------------------------------------------------

static bool ends_with(const Buffer *text, const char *end) {
  const size_t length = strlen(end);
  return text->length >= length && memcmp(text->data + text->length - length, end, length) == 0;
}

// Only the last bytes are kept: what a comment or an instruction says is of no interest.
static void keep_tail(XmlScan *scan, char c) {
  enum { TAIL = 8 };
  if (scan->tag.length == TAIL) {
    memmove(scan->tag.data, scan->tag.data + 1, TAIL - 1);
    scan->tag.length--;
  }
  buffer_add_char(&scan->tag, c);
}

static Status read_comment(XmlScan *scan, char c, Error *err) {
  if (ends_with(&scan->tag, "--")) {
    if (c != '>') return malformed(err, "'--' in a comment");
    scan->inside = IN_TEXT;
    return STATUS_OK;
  }
  keep_tail(scan, c);
  return STATUS_OK;
}

static Status read_cdata(XmlScan *scan, char c, Error *err) {
  if (c == '>' && scan->closing >= 2) {
    scan->text.length -= 2;  // the "]]" before it
    scan->inside = IN_TEXT;
    scan->closing = 0;
    return STATUS_OK;
  }
  scan->closing = c == ']' ? scan->closing + 1 : 0;
  return add_text(scan, c, err);
}

// The XML declaration may name an encoding, and only at the very beginning.
static Status end_instruction(XmlScan *scan, bool was_begun, Error *err) {
  const char *text = buffer_text(&scan->tag);
  const bool is_declaration =
      strncmp(text, "?xml", 4) == 0 && (is_space(text[4]) || text[4] == '?');
  scan->inside = IN_TEXT;
  if (!is_declaration) return STATUS_OK;
  if (was_begun) return malformed(err, "an XML declaration not at the beginning");
  const char *encoding = strstr(text, "encoding");
  if (encoding == NULL) return STATUS_OK;
  encoding += strcspn(encoding, "\"'");
  if (*encoding != '\0') encoding++;
  if (strncasecmp(encoding, "utf-8", 5) == 0 || strncasecmp(encoding, "us-ascii", 8) == 0)
    return STATUS_OK;
  return error_set(err, STATUS_DATA, "the encoding %.*s is not UTF-8",
                   (int)strcspn(encoding, "\"'?"), encoding);
}

// Just after "<": a tag, or something else once enough has been seen.
static Status read_markup(XmlScan *scan, char c, XmlEvent *event, Error *err) {
  if (scan->tag.length == 0 && c != '!' && c != '?') {
    scan->inside = IN_TAG;
    scan->quote = '\0';
    return read_tag(scan, c, event, err);
  }
  buffer_add_char(&scan->tag, c);
  const char *text = buffer_text(&scan->tag);
  if (text[0] == '?') {
    scan->inside = IN_INSTRUCTION;
  } else if (strcmp(text, "!--") == 0) {
    buffer_clear(&scan->tag);
    scan->inside = IN_COMMENT;
  } else if (strcmp(text, "![CDATA[") == 0) {
    if (scan->depth == 0) return malformed(err, "text outside of the document");
    scan->inside = IN_CDATA;
    scan->closing = 0;
  } else if (strncmp("!--", text, scan->tag.length) != 0 &&
             strncmp("![CDATA[", text, scan->tag.length) != 0) {
    return malformed(err, "a document type declaration is not taken");
  }
  return STATUS_OK;
}

static Status read_instruction(XmlScan *scan, char c, bool was_begun, Error *err) {
  enum { LONGEST = 1000 };
  if (scan->tag.length == LONGEST) return malformed(err, "a processing instruction is too long");
  if (c == '>' && scan->tag.length > 1 && ends_with(&scan->tag, "?"))
    return end_instruction(scan, was_begun, err);
  buffer_add_char(&scan->tag, c);
  return STATUS_OK;
}

// --- The document --------------------------------------------------------------------------------

// The byte order mark, which may stand before all else.
static Status skip_mark(XmlScan *scan, Input *input, Error *err) {
  static const char mark[] = "\xEF\xBB\xBF";
  if (scan->is_begun || scan->inside != IN_TEXT) return STATUS_OK;
  for (; input->at < input->end && scan->mark_length < 3; input->at++, scan->mark_length++)
    if (*input->at != mark[scan->mark_length])
      return scan->mark_length == 0 ? STATUS_OK : malformed(err, "half a byte order mark");
  return STATUS_OK;
}

static Status read_byte(XmlScan *scan, char c, XmlEvent *event, Error *err) {
  switch ((enum Inside)scan->inside) {
    case IN_TEXT: return read_text(scan, c, err);
    case IN_REFERENCE: return read_reference(scan, c, err);
    case IN_MARKUP: return read_markup(scan, c, event, err);
    case IN_TAG: return read_tag(scan, c, event, err);
    case IN_COMMENT: return read_comment(scan, c, err);
    case IN_CDATA: return read_cdata(scan, c, err);
    case IN_INSTRUCTION: break;
  }
  return read_instruction(scan, c, scan->is_begun, err);
}

static Status read_end(const XmlScan *scan, XmlEvent *event, Error *err) {
  if (scan->inside != IN_TEXT || scan->depth > 0 || !scan->has_root)
    return malformed(err, "the answer is cut off");
  *event = XML_DONE;
  return STATUS_OK;
}

Status xml_scan_next(XmlScan *scan, Input *input, XmlEvent *event, Error *err) {
  *event = XML_MORE;
  if (scan->has_event) {
    buffer_clear(&scan->text);
    scan->has_event = scan->is_written = scan->after_cr = false;
  }
  if (scan->self_closing) {
    scan->self_closing = false;
    scan->has_event = true;
    leave_element(scan);
    *event = XML_CLOSE;
    return STATUS_OK;
  }
  TRY(skip_mark(scan, input, err));
  while (*event == XML_MORE) {
    if (input->at == input->end) return input->last ? read_end(scan, event, err) : STATUS_OK;
    TRY(read_byte(scan, *input->at++, event, err));
    // The declaration is the one thing that may stand at the beginning.
    if (scan->inside != IN_MARKUP && scan->inside != IN_INSTRUCTION) scan->is_begun = true;
  }
  scan->has_event = true;
  return STATUS_OK;
}

void xml_scan_free(XmlScan *scan) {
  buffer_free(&scan->text);
  buffer_free(&scan->data);
  buffer_free(&scan->tag);
  buffer_free(&scan->open);
  buffer_free(&scan->prefixes);
}

bool xml_scan_is(const XmlScan *scan, const char *space, const char *local) {
  return strcmp(scan->data.data + scan->local, local) == 0 &&
         strcmp(scan->data.data + scan->space, space) == 0;
}

const char *xml_scan_attribute(const XmlScan *scan, const char *space, const char *local) {
  for (size_t i = 0; i < scan->attribute_count; i++)
    if (strcmp(scan->data.data + scan->attribute[i].local, local) == 0 &&
        strcmp(scan->data.data + scan->attribute[i].space, space) == 0)
      return scan->data.data + scan->attribute[i].value;
  return NULL;
}
