// SPARQL 1.1 Query Results JSON Format. Members may come in any order.
#include "endpoint/service/json_scan.h"

typedef enum Place {
  AT_START,
  AT_TOP,       // in the outermost object
  AT_HEAD,      // in "head"
  AT_VARS,      // in "vars"
  AT_RESULTS,   // in "results"
  AT_BINDINGS,  // in "bindings"
  AT_ROW,       // in a solution
  AT_TERM,      // in a term
  AT_END,
} Place;

// What a key has announced: the value that follows it.
typedef enum Member {
  MEMBER_OTHER,  // passed over, whatever it is
  MEMBER_HEAD,
  MEMBER_RESULTS,
  MEMBER_VARS,
  MEMBER_BINDINGS,
  MEMBER_CELL,
  MEMBER_TYPE,
  MEMBER_VALUE,
  MEMBER_DATATYPE,
  MEMBER_LANGUAGE,
} Member;

typedef struct JsonReader {
  ResultReader base;
  JsonScan scan;
  Place place;
  Member member;
  unsigned skipping;  // depth at which a passed-over value began, plus one; 0: none
  unsigned seen;      // bit set of Members: those that may come once
  Cell *cell;
  TermKind kind;
} JsonReader;

static void open(ResultReader *base) {
  JsonReader *reader = (JsonReader *)base;
  reader->scan.max_text = base->limits.max_row;
  reader->scan.max_depth = base->limits.max_depth;
}

static void close(ResultReader *base) { json_scan_free(&((JsonReader *)base)->scan); }

static Status unexpected(JsonReader *reader, Error *err) {
  static const char *const wanted[] = {
      [AT_START] = "an object",
      [AT_TOP] = "an object",
      [AT_HEAD] = "an array of names",
      [AT_VARS] = "a name",
      [AT_RESULTS] = "an array of solutions",
      [AT_BINDINGS] = "a solution (an object)",
      [AT_ROW] = "a term (an object)",
      [AT_TERM] = "a string",
      [AT_END] = "the end",
  };
  return reader_error(&reader->base, STATUS_DATA, err, "%s was expected%s%s", wanted[reader->place],
                      reader->member == MEMBER_OTHER ? "" : " for ",
                      reader->member == MEMBER_OTHER ? "" : "a member");
}

// --- Keys ----------------------------------------------------------------------------------------

static bool is_key(const JsonReader *reader, const char *name) {
  return reader->scan.text.length == strlen(name) &&
         memcmp(reader->scan.text.data, name, reader->scan.text.length) == 0;
}

static Member member_of(const JsonReader *reader) {
  static const struct {
    Place place;
    const char *key;
    Member member;
  } members[] = {
      {AT_TOP, "head", MEMBER_HEAD},          {AT_TOP, "results", MEMBER_RESULTS},
      {AT_HEAD, "vars", MEMBER_VARS},         {AT_RESULTS, "bindings", MEMBER_BINDINGS},
      {AT_TERM, "type", MEMBER_TYPE},         {AT_TERM, "value", MEMBER_VALUE},
      {AT_TERM, "datatype", MEMBER_DATATYPE}, {AT_TERM, "xml:lang", MEMBER_LANGUAGE},
  };
  for (size_t i = 0; i < sizeof members / sizeof *members; i++)
    if (members[i].place == reader->place && is_key(reader, members[i].key))
      return members[i].member;
  return MEMBER_OTHER;
}

static Status take_key(JsonReader *reader, Error *err) {
  Buffer *text = &reader->scan.text;
  if (reader->place == AT_ROW) {
    reader->member = MEMBER_CELL;
    return reader_cell(&reader->base, buffer_text(text), text->length, &reader->cell, err);
  }
  if (reader->place == AT_TOP && is_key(reader, "boolean"))
    return reader_error(&reader->base, STATUS_DATA, err,
                        "a yes or no came where solutions were asked for");
  reader->member = member_of(reader);
  const unsigned bit = 1U << reader->member;
  if (reader->member != MEMBER_OTHER && (reader->seen & bit))
    return reader_error(&reader->base, STATUS_DATA, err, "\"%s\" comes twice", buffer_text(text));
  reader->seen |= bit;
  return STATUS_OK;
}

// --- Values --------------------------------------------------------------------------------------

static Status take_type(JsonReader *reader, Error *err) {
  if (is_key(reader, "uri"))
    reader->kind = TERM_IRI;
  else if (is_key(reader, "bnode"))
    reader->kind = TERM_BLANK;
  else if (is_key(reader, "literal") || is_key(reader, "typed-literal"))
    reader->kind = TERM_LITERAL;
  else
    return reader_error(&reader->base, STATUS_DATA, err, "there is no type of term \"%.40s\"",
                        buffer_text(&reader->scan.text));
  return STATUS_OK;
}

static Status take_string(JsonReader *reader, Error *err) {
  const Buffer *text = &reader->scan.text;
  if (reader->place == AT_VARS) return STATUS_OK;
  if (reader->place != AT_TERM) return unexpected(reader, err);
  Buffer *target = &reader->cell->lexical;
  if (reader->member == MEMBER_TYPE) return take_type(reader, err);
  if (reader->member == MEMBER_DATATYPE) {
    target = &reader->cell->datatype;
    reader->cell->has_datatype = true;
  } else if (reader->member == MEMBER_LANGUAGE) {
    target = &reader->cell->language;
    reader->cell->has_language = true;
  }
  buffer_add(target, text->data, text->length);
  return STATUS_OK;
}

static Status begin_object(JsonReader *reader, Error *err) {
  if (reader->place == AT_START) {
    reader->place = AT_TOP;
  } else if (reader->member == MEMBER_HEAD) {
    reader->place = AT_HEAD;
  } else if (reader->member == MEMBER_RESULTS) {
    reader->place = AT_RESULTS;
  } else if (reader->place == AT_BINDINGS) {
    reader->place = AT_ROW;
    reader_begin_row(&reader->base);
  } else if (reader->member == MEMBER_CELL) {
    reader->place = AT_TERM;
    reader->kind = TERM_UNBOUND;
    reader->seen &=
        ~(1U << MEMBER_TYPE | 1U << MEMBER_VALUE | 1U << MEMBER_DATATYPE | 1U << MEMBER_LANGUAGE);
  } else {
    return unexpected(reader, err);
  }
  return STATUS_OK;
}

static Status begin_array(JsonReader *reader, Error *err) {
  if (reader->member == MEMBER_VARS)
    reader->place = AT_VARS;
  else if (reader->member == MEMBER_BINDINGS)
    reader->place = AT_BINDINGS;
  else
    return unexpected(reader, err);
  return STATUS_OK;
}

static Status end_term(JsonReader *reader, Error *err) {
  if (reader->kind == TERM_UNBOUND)
    return reader_error(&reader->base, STATUS_DATA, err, "a term has no \"type\"");
  if (!(reader->seen & 1U << MEMBER_VALUE))
    return reader_error(&reader->base, STATUS_DATA, err, "a term has no \"value\"");
  return reader_set_cell(&reader->base, reader->cell, reader->kind, err);
}

static Status end_object(JsonReader *reader, ReaderEvent *event, Error *err) {
  switch (reader->place) {
    case AT_TERM: reader->place = AT_ROW; return end_term(reader, err);
    case AT_ROW:
      reader->place = AT_BINDINGS;
      *event = READER_ROW;
      return reader_end_row(&reader->base, err);
    case AT_RESULTS:
    case AT_HEAD: reader->place = AT_TOP; return STATUS_OK;
    default: reader->place = AT_END; return STATUS_OK;
  }
}

static Status end_document(const JsonReader *reader, ReaderEvent *event, Error *err) {
  if (!(reader->seen & 1U << MEMBER_BINDINGS))
    return reader_error(&reader->base, STATUS_DATA, err,
                        "there is no \"results\" with \"bindings\"");
  if (!(reader->seen & 1U << MEMBER_HEAD))
    return reader_error(&reader->base, STATUS_DATA, err, "there is no \"head\"");
  *event = READER_END;
  return STATUS_OK;
}

// --- Events --------------------------------------------------------------------------------------

// A member without a meaning here: its value, whatever is in it.
static bool is_passed_over(JsonReader *reader, JsonEvent event) {
  const unsigned depth = reader->scan.depth;
  const bool opens = event == JSON_OBJECT || event == JSON_ARRAY;
  if (reader->skipping > 0) {
    const bool closes = event == JSON_OBJECT_END || event == JSON_ARRAY_END;
    if (closes && depth + 1 == reader->skipping) reader->skipping = 0;
    return true;
  }
  const bool in_object = reader->place == AT_TOP || reader->place == AT_HEAD ||
                         reader->place == AT_RESULTS || reader->place == AT_TERM;
  if (!in_object || reader->member != MEMBER_OTHER || event == JSON_KEY ||
      event == JSON_OBJECT_END || event == JSON_END)
    return false;
  if (opens) reader->skipping = depth;
  return true;
}

static Status take(JsonReader *reader, JsonEvent from, ReaderEvent *event, Error *err) {
  if (is_passed_over(reader, from)) return STATUS_OK;
  Status status = STATUS_OK;
  switch (from) {
    case JSON_KEY: return take_key(reader, err);
    case JSON_STRING: status = take_string(reader, err); break;
    case JSON_OBJECT: status = begin_object(reader, err); break;
    case JSON_ARRAY: status = begin_array(reader, err); break;
    case JSON_OBJECT_END: status = end_object(reader, event, err); break;
    case JSON_ARRAY_END: reader->place = reader->place == AT_VARS ? AT_HEAD : AT_RESULTS; break;
    case JSON_END: return end_document(reader, event, err);
    default: return unexpected(reader, err);
  }
  reader->member = MEMBER_OTHER;
  return status;
}

static Status next(ResultReader *base, ReaderEvent *event, Error *err) {
  JsonReader *reader = (JsonReader *)base;
  *event = READER_MORE;
  while (*event == READER_MORE) {
    JsonEvent from;
    Error inner = {0};
    const Status status = json_scan_next(&reader->scan, &base->input, &from, &inner);
    if (status != STATUS_OK) return reader_error(base, status, err, "%s", inner.message);
    if (from == JSON_MORE) return STATUS_OK;
    TRY(take(reader, from, event, err));
  }
  return STATUS_OK;
}

const ReaderMethods json_reader_methods = {sizeof(JsonReader), open, next, close};
