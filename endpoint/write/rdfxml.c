// RDF 1.1 XML Syntax: one rdf:Description for consecutive triples of one subject, one property
// element a triple. Prefixes that XML allows are declared at the top; a property outside them
// declares its own.
#include <strings.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/write/escape.h"
#include "endpoint/write/methods.h"

#define RDF_NAMESPACE "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

// XML reserves names that begin with "xml"; rdf is declared by the document itself.
static bool is_usable(const Prefix *prefix) {
  return name_is_xml(prefix->prefix, prefix->prefix_length) &&
         strncasecmp(prefix->prefix, "xml", 3) != 0 && strcmp(prefix->prefix, "rdf") != 0;
}

static Status rdfxml_begin(GraphWriter *writer, Error *err) {
  Buffer *out = &writer->buffer;
  buffer_add_text(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<rdf:RDF xmlns:rdf=\"" RDF_NAMESPACE "\"");
  Prefixes *prefixes = &writer->prefixes;
  size_t kept = 0;
  for (size_t i = 0; i < prefixes->count; i++) {
    const Prefix prefix = prefixes->item[i];
    if (!is_usable(&prefix)) continue;
    prefixes->item[kept++] = prefix;
    buffer_printf(out, "\n    xmlns:%s=\"", prefix.prefix);
    TRY(escape_xml(out, prefix.iri, prefix.iri_length, err));
    buffer_add_char(out, '"');
  }
  prefixes->count = kept;
  buffer_add_text(out, ">\n");
  return STATUS_OK;
}

// Names of the RDF namespace that mean syntax, not a property (RDF/XML 5.1).
static bool is_syntax_name(const char *local) {
  static const char *const NAMES[] = {"RDF",       "ID",          "about",     "bagID",
                                      "parseType", "resource",    "nodeID",    "datatype",
                                      "li",        "Description", "aboutEach", "aboutEachPrefix"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
    if (strcmp(local, NAMES[i]) == 0) return true;
  return false;
}

static Status cannot_split(const Symbol *iri, Error *err) {
  error_set(err, STATUS_DATA, "RDF/XML cannot say the predicate <%s>: %s", iri->text,
            "it does not end in an XML name");
  error_hint(err, "ask for Turtle or N-Triples instead");
  return STATUS_DATA;
}

// The element's name: as prefix:local or p:local with p declared on the spot (*declare: its
// namespace's length). *split: where the local name begins.
static Status split_predicate(const GraphWriter *writer, const Symbol *iri, const Prefix **prefix,
                              size_t *split, Error *err) {
  const size_t rdf_length = sizeof RDF_NAMESPACE - 1;
  *prefix = NULL;
  if (iri->length > rdf_length && memcmp(iri->text, RDF_NAMESPACE, rdf_length) == 0 &&
      is_syntax_name(iri->text + rdf_length))
    return cannot_split(iri, err);
  for (size_t i = 0; i < writer->prefixes.count; i++) {
    const Prefix *candidate = &writer->prefixes.item[i];
    const size_t size = candidate->iri_length;
    if (size >= iri->length || memcmp(candidate->iri, iri->text, size) != 0) continue;
    if (!name_is_xml(iri->text + size, iri->length - size)) continue;
    *prefix = candidate;
    *split = size;
    return STATUS_OK;
  }
  *split = name_split_xml(iri->text, iri->length);
  return *split == iri->length || *split == 0 ? cannot_split(iri, err) : STATUS_OK;
}

static Status add_resource(Buffer *out, const char *iri_name, const Term *term, Error *err) {
  if (term->kind == TERM_BLANK) {
    buffer_add_text(out, " rdf:nodeID=\"");
    escape_label(out, term->lexical->text, term->lexical->length);
  } else {
    buffer_printf(out, " %s=\"", iri_name);
    TRY(escape_xml(out, term->lexical->text, term->lexical->length, err));
  }
  buffer_add_char(out, '"');
  return STATUS_OK;
}

static void add_name(Buffer *out, const Prefix *prefix, const Symbol *iri, size_t split) {
  if (prefix != NULL)
    buffer_add(out, prefix->prefix, prefix->prefix_length);
  else
    buffer_add_text(out, "ns");
  buffer_add_char(out, ':');
  buffer_add(out, iri->text + split, iri->length - split);
}

static Status rdfxml_quad(GraphWriter *writer, const Quad *quad, Error *err) {
  Buffer *out = &writer->buffer;
  const Symbol *predicate = quad->predicate.lexical;
  const Term *object = &quad->object;
  const Prefix *prefix;
  size_t split = 0;
  TRY(split_predicate(writer, predicate, &prefix, &split, err));

  if (writer->quads == 0 || !last_term_is(&writer->subject, &quad->subject)) {
    if (writer->quads > 0) buffer_add_text(out, "</rdf:Description>\n");
    buffer_add_text(out, "<rdf:Description");
    TRY(add_resource(out, "rdf:about", &quad->subject, err));
    buffer_add_text(out, ">\n");
    last_term_set(&writer->subject, &quad->subject);
  }
  buffer_add_text(out, "  <");
  add_name(out, prefix, predicate, split);
  if (prefix == NULL) {
    buffer_add_text(out, " xmlns:ns=\"");
    TRY(escape_xml(out, predicate->text, split, err));
    buffer_add_char(out, '"');
  }
  if (object->kind != TERM_LITERAL) {
    TRY(add_resource(out, "rdf:resource", object, err));
    buffer_add_text(out, "/>\n");
    return STATUS_OK;
  }
  if (object->language != NULL) {
    buffer_add_text(out, " xml:lang=\"");
    escape_language(out, object->language);
    buffer_add_char(out, '"');
  } else if (object->datatype != &XSD_STRING) {
    buffer_add_text(out, " rdf:datatype=\"");
    TRY(escape_xml(out, object->datatype->text, object->datatype->length, err));
    buffer_add_char(out, '"');
  }
  buffer_add_char(out, '>');
  TRY(escape_xml(out, object->lexical->text, object->lexical->length, err));
  buffer_add_text(out, "</");
  add_name(out, prefix, predicate, split);
  buffer_add_text(out, ">\n");
  return STATUS_OK;
}

static Status rdfxml_end(GraphWriter *writer, Error *err) {
  (void)err;
  if (writer->quads > 0) buffer_add_text(&writer->buffer, "</rdf:Description>\n");
  buffer_add_text(&writer->buffer, "</rdf:RDF>\n");
  return STATUS_OK;
}

const GraphMethods rdfxml_graph = {rdfxml_begin, rdfxml_quad, rdfxml_end, true};
