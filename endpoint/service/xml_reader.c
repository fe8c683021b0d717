// SPARQL Query Results XML Format (Second Edition).
#include "endpoint/service/xml_scan.h"

#define RESULTS_SPACE "http://www.w3.org/2005/sparql-results#"
#define XML_SPACE     "http://www.w3.org/XML/1998/namespace"

typedef enum Place {
  AT_START,
  AT_TOP,      // in sparql
  AT_HEAD,     // in head
  AT_ENTRY,    // in variable or link
  AT_RESULTS,  // in results
  AT_ROW,      // in result
  AT_BINDING,  // in binding
  AT_TERM,     // in uri, bnode or literal
  AT_END,
} Place;

typedef struct XmlReader {
  ResultReader base;
  XmlScan scan;
  Place place;
  bool has_head, has_results, has_term;
  Cell *cell;
  TermKind kind;
} XmlReader;

// Which elements stand where, and where they lead.
static const struct Element {
  Place place;
  const char *name;
  Place inside;
  TermKind kind;
} elements[] = {
    {AT_START, "sparql", AT_TOP, TERM_UNBOUND},    {AT_TOP, "head", AT_HEAD, TERM_UNBOUND},
    {AT_TOP, "results", AT_RESULTS, TERM_UNBOUND}, {AT_HEAD, "variable", AT_ENTRY, TERM_UNBOUND},
    {AT_HEAD, "link", AT_ENTRY, TERM_UNBOUND},     {AT_RESULTS, "result", AT_ROW, TERM_UNBOUND},
    {AT_ROW, "binding", AT_BINDING, TERM_UNBOUND}, {AT_BINDING, "uri", AT_TERM, TERM_IRI},
    {AT_BINDING, "bnode", AT_TERM, TERM_BLANK},    {AT_BINDING, "literal", AT_TERM, TERM_LITERAL},
};

static void open(ResultReader *base) {
  XmlReader *reader = (XmlReader *)base;
  reader->scan.max_text = base->limits.max_row;
  reader->scan.max_depth = base->limits.max_depth;
}

static void close(ResultReader *base) { xml_scan_free(&((XmlReader *)base)->scan); }

static Status malformed(const XmlReader *reader, Error *err, const char *what) {
  return reader_error(&reader->base, STATUS_DATA, err, "%s", what);
}

// --- Elements ------------------------------------------------------------------------------------

static const struct Element *element_of(const XmlReader *reader) {
  for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
    if (elements[i].place == reader->place &&
        xml_scan_is(&reader->scan, RESULTS_SPACE, elements[i].name))
      return &elements[i];
  return NULL;
}

static Status begin_binding(XmlReader *reader, Error *err) {
  const char *name = xml_scan_attribute(&reader->scan, "", "name");
  reader->has_term = false;
  if (name == NULL) return malformed(reader, err, "a binding without a name");
  return reader_cell(&reader->base, name, strlen(name), &reader->cell, err);
}

static Status begin_term(XmlReader *reader, TermKind kind, Error *err) {
  if (reader->has_term) return malformed(reader, err, "a binding of two terms");
  const char *datatype = xml_scan_attribute(&reader->scan, "", "datatype");
  const char *language = xml_scan_attribute(&reader->scan, XML_SPACE, "lang");
  Cell *cell = reader->cell;
  reader->has_term = true;
  reader->kind = kind;
  cell->has_datatype = datatype != NULL;
  cell->has_language = language != NULL;
  if (datatype != NULL) buffer_add_text(&cell->datatype, datatype);
  if (language != NULL) buffer_add_text(&cell->language, language);
  return STATUS_OK;
}

static Status begin(XmlReader *reader, Error *err) {
  const struct Element *element = element_of(reader);
  const XmlScan *scan = &reader->scan;
  if (scan->is_written) return malformed(reader, err, "text where only elements stand");
  if (element == NULL) {
    if (reader->place == AT_TOP && xml_scan_is(scan, RESULTS_SPACE, "boolean"))
      return malformed(reader, err, "a yes or no came where solutions were asked for");
    return reader_error(&reader->base, STATUS_DATA, err, "an element '%.40s' does not stand there",
                        scan->data.data + scan->local);
  }
  reader->place = element->inside;
  switch (element->inside) {
    case AT_HEAD:
      if (reader->has_head) return malformed(reader, err, "a second head");
      reader->has_head = true;
      return STATUS_OK;
    case AT_RESULTS:
      if (reader->has_results) return malformed(reader, err, "results twice");
      reader->has_results = true;
      return STATUS_OK;
    case AT_ROW: reader_begin_row(&reader->base); return STATUS_OK;
    case AT_BINDING: return begin_binding(reader, err);
    case AT_TERM: return begin_term(reader, element->kind, err);
    default: return STATUS_OK;
  }
}

static Status end(XmlReader *reader, ReaderEvent *event, Error *err) {
  const XmlScan *scan = &reader->scan;
  if (reader->place != AT_TERM && scan->is_written)
    return malformed(reader, err, "text where only elements stand");
  switch (reader->place) {
    case AT_TERM:
      reader->place = AT_BINDING;
      buffer_add(&reader->cell->lexical, scan->text.data, scan->text.length);
      return reader_set_cell(&reader->base, reader->cell, reader->kind, err);
    case AT_BINDING:
      reader->place = AT_ROW;
      return reader->has_term ? STATUS_OK : malformed(reader, err, "a binding without a term");
    case AT_ROW:
      reader->place = AT_RESULTS;
      *event = READER_ROW;
      return reader_end_row(&reader->base, err);
    case AT_ENTRY: reader->place = AT_HEAD; return STATUS_OK;
    case AT_RESULTS:
    case AT_HEAD: reader->place = AT_TOP; return STATUS_OK;
    default: reader->place = AT_END; return STATUS_OK;
  }
}

static Status finish(const XmlReader *reader, ReaderEvent *event, Error *err) {
  if (!reader->has_head || !reader->has_results)
    return malformed(reader, err, "there is no head, or there are no results");
  *event = READER_END;
  return STATUS_OK;
}

static Status next(ResultReader *base, ReaderEvent *event, Error *err) {
  XmlReader *reader = (XmlReader *)base;
  *event = READER_MORE;
  while (*event == READER_MORE) {
    XmlEvent from;
    Error inner = {0};
    const Status status = xml_scan_next(&reader->scan, &base->input, &from, &inner);
    if (status != STATUS_OK) return reader_error(base, status, err, "%s", inner.message);
    if (from == XML_MORE) return STATUS_OK;
    if (from == XML_DONE) return finish(reader, event, err);
    TRY(from == XML_START ? begin(reader, err) : end(reader, event, err));
  }
  return STATUS_OK;
}

const ReaderMethods xml_reader_methods = {sizeof(XmlReader), open, next, close};
